package dev.millrace.examples.words;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files under some names, found one by one, in the order of their paths; a folder stands for all files below it.
 *
 * <p>In a folder, names that begin with a dot and symbolic links are skipped; so nothing is met twice and no walk is
 * endless. What is named directly is taken as it is, and a link followed. Of each folder that the walk is in, the names
 * are in memory.
 *
 * @param names the files and folders
 */
record TextFiles(List<Path> names) implements Iterable<Entry> {

    @Override
    public Iterator<Entry> iterator() {
        return new Walk(names);
    }

    private static final class Walk implements Iterator<Entry> {

        /** What is still to be seen of the folders that the walk is in, the innermost first; last what was named. */
        private final Deque<Iterator<Path>> folders = new ArrayDeque<>();

        private @Nullable Entry next;

        Walk(List<Path> names) {
            folders.push(names.iterator());
        }

        @Override
        public boolean hasNext() {
            while (next == null && !folders.isEmpty()) {
                if (folders.peek().hasNext()) {
                    next = look(folders.peek().next());
                } else {
                    folders.pop();
                }
            }
            return next != null;
        }

        @Override
        public Entry next() {
            if (!hasNext()) {
                throw new NoSuchElementException("walk: state=ended (expected: an entry left)");
            }
            Entry entry = Objects.requireNonNull(next);
            next = null;
            return entry;
        }

        /** What a path is; null for a folder, which is entered. */
        private @Nullable Entry look(Path path) {
            boolean named = folders.size() == 1;
            if (!named && path.getFileName().toString().startsWith(".")) {
                return new Fate.Skipped(path);
            }
            try {
                return entry(path, named
                        ? Files.readAttributes(path, BasicFileAttributes.class)
                        : Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
            } catch (IOException e) {
                return Fate.Failed.because(path, e);
            } catch (UncheckedIOException e) {
                return Fate.Failed.because(path, Objects.requireNonNull(e.getCause()));
            }
        }

        private @Nullable Entry entry(Path path, BasicFileAttributes attributes) throws IOException {
            if (attributes.isDirectory()) {
                folders.push(list(path));
                return null;
            }
            if (attributes.isSymbolicLink()) {
                return new Fate.Skipped(path);
            }
            return attributes.isRegularFile()
                    ? new Entry.Found(path, attributes.size())
                    : new Fate.Failed(path, "is neither a file nor a folder");
        }

        private static Iterator<Path> list(Path folder) throws IOException {
            try (Stream<Path> paths = Files.list(folder)) {
                return paths.sorted().toList().iterator();
            }
        }
    }
}
