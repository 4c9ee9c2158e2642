package dev.millrace.examples.words;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Finds Millrace's own sources. */
final class ProjectSources {

    private ProjectSources() {}

    /** The source folders of all modules of the project that a folder is in; none if it is in no such project. */
    static List<Path> around(Path folder) throws IOException {
        for (Path root = folder.toAbsolutePath(); root != null; root = root.getParent()) {
            if (Files.exists(root.resolve("channels/pom.xml"))) {
                return sources(root);
            }
        }
        return List.of();
    }

    private static List<Path> sources(Path root) throws IOException {
        try (Stream<Path> folders = Files.find(root, 3, (path, _) -> path.endsWith("src") && Files.isDirectory(path))) {
            return folders.sorted().toList();
        }
    }
}
