package dev.millrace.testkit.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * Where a page goes. It is tried before the work begins, so that nobody waits for a page that cannot be written; and should it
 * be lost all the same, the verdict stands.
 */
final class PageFile {

    private static final String RULE = " (expected: a file that can be written)";

    private final Path path;
    private final CommandSpec command;

    private PageFile(Path path, CommandSpec command) {
        this.path = path;
        this.command = command;
    }

    /** What writes a page. */
    @FunctionalInterface
    interface Html {
        /** Writes it. */
        void write(Path file) throws IOException;
    }

    /**
     * A file that can be written, in a folder that is there or is made now.
     *
     * @throws ParameterException if it cannot
     */
    static PageFile tried(Path path, CommandSpec command) {
        try {
            Path folder = path.toAbsolutePath().getParent();
            if (folder != null) { // else it is the root, and no file
                Files.createDirectories(folder);
            }
            boolean isThere = Files.exists(path);
            Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND).close();
            if (!isThere) {
                Files.delete(path);
            }
            return new PageFile(path, command);
        } catch (IOException e) {
            throw new ParameterException(command.commandLine(), command.name() + ": --report=" + path + RULE, e);
        }
    }

    /** Writes the page and says where. Returns the code of the verdict; if there is no page, "sound" is not enough. */
    int write(Html page, int verdict) {
        try {
            page.write(path);
            command.commandLine().getOut().println("report: " + path);
            return verdict;
        } catch (IOException e) {
            command.commandLine().getErr().println(command.name() + ": report=" + path + RULE + ": " + e);
            return verdict == Testkit.SOUND ? Testkit.FAILED : verdict;
        }
    }
}
