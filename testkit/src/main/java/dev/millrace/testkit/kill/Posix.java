package dev.millrace.testkit.kill;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Sends the signals for which Java has no method, through the kill command of one shell that stays. When the shell loses its
 * parent, it wakes whoever it has stopped, so that they see the end of the parent too.
 */
final class Posix implements AutoCloseable {
    private static final String SCRIPT = """
            trap '' INT TERM HUP
            stopped=
            while read -r signal pid; do
              case "$signal" in
                GONE) ;;
                TAP) kill -s CONT "$pid" 2>/dev/null; kill -s STOP "$pid" 2>/dev/null;;
                *) kill -s "$signal" "$pid" 2>/dev/null;;
              esac
              echo $?
              if [ "$signal" = STOP ]; then stopped="$stopped $pid"; fi
              if [ "$signal" = CONT ] || [ "$signal" = GONE ]; then
                left=
                for each in $stopped; do if [ "$each" != "$pid" ]; then left="$left $each"; fi; done
                stopped=$left
              fi
            done
            for each in $stopped; do kill -s CONT "$each" 2>/dev/null; done
            """;

    private static final Duration STANDSTILL = Duration.ofSeconds(5);
    /** Where nobody tells the state of a thread. */
    private static final Duration BLIND_STANDSTILL = Duration.ofMillis(10);

    private final Process shell;
    private final Writer orders;
    private final BufferedReader answers;

    Posix() {
        try {
            shell = new ProcessBuilder("sh", "-c", SCRIPT).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        } catch (IOException e) {
            throw new UnsupportedOperationException("SIGSTOP: os=" + System.getProperty("os.name")
                    + " (expected: a POSIX system, with sh and kill on the path); use Strike.kill(..).sometime or .at",
                    e);
        }
        orders = shell.outputWriter(StandardCharsets.US_ASCII);
        answers = shell.inputReader(StandardCharsets.US_ASCII);
    }

    /** Whether it can be made. */
    static boolean isHere() {
        return !System.getProperty("os.name").startsWith("Windows");
    }

    /** Sends the signal; false if there is no such process. */
    boolean send(String signal, long pid) {
        try {
            orders.write(signal + " " + pid + "\n");
            orders.flush();
            return "0".equals(answers.readLine());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets a stopped process go on for as short a time as there is. */
    void tap(long pid) {
        send("TAP", pid);
    }

    /**
     * Waits until no thread of a process runs that was told to stop. The signal is sent before they have all seen it: on a busy
     * machine, a thread can go on for a good while.
     */
    static boolean awaitStandstill(long pid) throws InterruptedException {
        Path threads = Path.of("/proc", String.valueOf(pid), "task");
        return Files.isDirectory(threads)
                ? Waiting.until(() -> stands(threads), STANDSTILL)
                : Waiting.until(() -> false, BLIND_STANDSTILL);
    }

    private static boolean stands(Path threads) {
        try (DirectoryStream<Path> each = Files.newDirectoryStream(threads)) {
            for (Path thread : each) {
                String stat = Files.readString(thread.resolve("stat"), StandardCharsets.ISO_8859_1);
                // The name of the thread is in parentheses, and may have some itself; behind it is the state, T for stopped.
                if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            // A thread has ended meanwhile: look again.
            return false;
        }
    }

    /** Forgets a process that was stopped and has been killed since. */
    void forget(long pid) {
        send("GONE", pid);
    }

    @Override
    public void close() {
        try {
            orders.close();
            if (!shell.waitFor(1, TimeUnit.SECONDS)) {
                shell.destroyForcibly();
            }
        } catch (IOException e) {
            shell.destroyForcibly();
        } catch (InterruptedException e) {
            shell.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
