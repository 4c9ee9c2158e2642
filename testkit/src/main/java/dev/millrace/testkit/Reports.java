package dev.millrace.testkit;

import dev.millrace.testkit.history.History;
import dev.millrace.testkit.history.Verdict;
import dev.millrace.testkit.report.FailureFacts;
import dev.millrace.testkit.report.FailurePage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the pages of failures go: to the directory that the property {@value #PROPERTY} names, or else to the directory
 * {@code millrace} where Maven or Gradle put what they build, if there is one. A later failure of the same check or plan takes the
 * place of an earlier one.
 */
public final class Reports {

    /** The property that names the directory. */
    public static final String PROPERTY = "millrace.reports";

    private Reports() {}

    /** Draws a failure, in a file named after its title; null if there is no place for it, or it cannot be written. */
    public static @Nullable Path write(FailureFacts facts, History history, Verdict verdict) {
        Optional<Path> directory = directory();
        if (directory.isEmpty()) {
            return null;
        }
        try {
            Files.createDirectories(directory.get());
            Path file = directory.get().resolve(fileName(facts.title())).toAbsolutePath();
            FailurePage.of(facts, history, verdict).write(file);
            return file;
        } catch (IOException e) {
            // The failure itself is worth more than its picture.
            return null;
        }
    }

    private static Optional<Path> directory() {
        String named = System.getProperty(PROPERTY);
        return named != null
                ? Optional.of(Path.of(named))
                : Stream.of("target", "build").map(Path::of).filter(Files::isDirectory)
                        .map(build -> build.resolve("millrace")).findFirst();
    }

    private static String fileName(String name) {
        return name.replaceAll("[^\\w.#-]+", "-").replace('#', '.') + ".html";
    }
}
