package dev.millrace.testkit.cli;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Has the JVM end with {@link Testkit#FAILED} if somebody else ends it before the command has: a class under test that calls
 * {@link System#exit} with 0 must not look sound. Who sends a signal gets the code that belongs to it.
 *
 * <p>It is a shutdown hook that halts, since only that still changes the code. {@link Runtime#halt} itself cannot be met.
 */
final class EarlyExit implements Runnable {

    private static final int LINES_OF_STACK = 12;

    private final AtomicBoolean over = new AtomicBoolean();

    private EarlyExit() {}

    /** Watches from now on. */
    static EarlyExit watch() {
        EarlyExit exit = new EarlyExit();
        Runtime.getRuntime().addShutdownHook(new Thread(exit, "early exit"));
        return exit;
    }

    /** The command is over, and its code is the one that counts. */
    void commandIsOver() {
        over.set(true);
    }

    @Override
    public void run() {
        if (over.get() || isBySignal()) {
            return;
        }
        System.err.println("testkit: exit=early (expected: after the verdict); some code called System.exit");
        Thread.getAllStackTraces().values().stream()
                .flatMap(stack -> Arrays.stream(stack).dropWhile(frame -> !isExit(frame))).limit(LINES_OF_STACK)
                .forEach(frame -> System.err.println("    at " + frame));
        System.err.flush();
        Runtime.getRuntime().halt(Testkit.FAILED);
    }

    /** The JDK ends the JVM for a signal by a thread of its own. */
    private static boolean isBySignal() {
        return Thread.getAllStackTraces().values().stream().flatMap(Arrays::stream)
                .anyMatch(frame -> frame.getClassName().startsWith("java.lang.Terminator"));
    }

    /** A virtual thread that ends the JVM is not among those that have a stack here. */
    private static boolean isExit(StackTraceElement frame) {
        return frame.getClassName().equals("java.lang.System") && frame.getMethodName().equals("exit");
    }
}
