package dev.millrace.examples.words;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What has become of a file or folder. It passes through the stages behind the one that knows it. */
sealed interface Fate extends Entry, Part, Counted {

    /** Where the file or folder is. */
    Path path();

    /** The file was read to its end. */
    record Read(Path path) implements Fate {}

    /** The name was passed over, as the rules of the walk say. */
    record Skipped(Path path) implements Fate {}

    /** There is a problem, and nothing of the file counts. */
    record Failed(Path path, String problem) implements Fate {

        static Failed because(Path path, IOException cause) {
            return new Failed(path, switch (cause) {
                case NoSuchFileException _ -> "does not exist";
                case AccessDeniedException _ -> "must not be read";
                case FileSystemException e when e.getReason() != null -> "cannot be read: " + e.getReason();
                default -> "cannot be read: " + cause.getMessage();
            });
        }

        @Override
        public String toString() {
            return path + ": " + problem;
        }
    }
}
