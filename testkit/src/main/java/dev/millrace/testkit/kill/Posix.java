package dev.millrace.testkit.kill;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
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
              if [ "$signal" != GONE ]; then kill -s "$signal" "$pid" 2>/dev/null; fi
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

    private final Process shell;
    private final Writer orders;
    private final BufferedReader answers;

    Posix() {
        try {
            shell = new ProcessBuilder("sh", "-c", SCRIPT).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        } catch (IOException e) {
            throw new UnsupportedOperationException("SIGSTOP: os=" + System.getProperty("os.name")
                    + " (expected: a POSIX system, with sh and kill on the path); use Strike.kill(..).sometime or .at", e);
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
