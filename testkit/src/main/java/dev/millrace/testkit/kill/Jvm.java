package dev.millrace.testkit.kill;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One child JVM, as its parent sees it. */
final class Jvm {
    private static final Duration START = Duration.ofSeconds(60);

    private final Process process;
    private final Desk desk;
    private final int deskIndex;
    private final Output output;
    private final DataOutputStream orders;

    Jvm(Process process, Desk desk, int deskIndex, Output output) {
        this.process = process;
        this.desk = desk;
        this.deskIndex = deskIndex;
        this.output = output;
        this.orders = new DataOutputStream(process.getOutputStream());
    }

    Desk desk() {
        return desk;
    }

    int deskIndex() {
        return deskIndex;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits until it takes orders. */
    void awaitReady() throws InterruptedException {
        boolean over = Waiting.until(() -> desk.state() != Desk.STARTING || !isAlive(), START);
        if (!over) {
            throw new IllegalStateException("child JVM: pid=" + pid() + " (expected: to take orders within "
                    + START.toSeconds() + " s); it printed:\n" + transcript());
        }
        if (desk.state() == Desk.STARTING) {
            throw new IllegalStateException("child JVM: " + exit()
                    + " (expected: to take orders); see KillPlan.jvmOptions; it printed:\n" + transcript());
        }
    }

    /** Orders it to run a task. What the plan has armed is armed. */
    void give(Script.Member member, int lane, Path file, long bytes) {
        output.mark();
        desk.setState(Desk.GIVEN);
        try {
            new Order(member.task().getName(), member.name(), lane, file.toString(), bytes, member.arguments())
                    .write(orders);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether its task is not over. A process that is gone has no task. */
    boolean isAtWork() {
        int state = desk.state();
        return (state == Desk.GIVEN || state == Desk.RUNNING) && isAlive();
    }

    /** Kills it and waits until it is gone, so that what it has written is all that it will write. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(START.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("child JVM: pid=" + pid() + " (expected: to be gone after SIGKILL)");
        }
    }

    /** Kills it, whatever else happens. */
    void destroy() {
        process.destroyForcibly();
    }

    String exit() {
        return "exit code=" + process.exitValue();
    }

    /** The end of what it printed since it was given its task. */
    String transcript() {
        return output.tail();
    }

    /** Keeps what it prints from filling the disk. */
    void trim() {
        output.trim();
    }

    /** Makes it print its stacks, and returns those that are of use. */
    String stacks(Posix posix) throws InterruptedException {
        output.mark();
        posix.send("QUIT", pid());
        Waiting.until(() -> !isAlive() || transcript().contains("JNI global ref"), Duration.ofSeconds(5));
        return List.of(transcript().split("\n\\s*\n")).stream()
                .filter(stack -> stack.startsWith("\"") && stack.contains("\tat ") && !isOfTheSystem(stack))
                .reduce((one, other) -> one + "\n" + other)
                .orElse("(no stack)");
    }

    private static boolean isOfTheSystem(String stack) {
        return List.of("\"Reference Handler\"", "\"Finalizer\"", "\"Common-Cleaner\"", "\"millrace-orders\"").stream()
                .anyMatch(stack::startsWith);
    }
}
