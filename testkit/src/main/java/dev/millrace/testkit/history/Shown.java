package dev.millrace.testkit.history;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Values as their {@code toString} shows them, of which nothing is believed: not that it is short, succeeds, or returns. */
final class Shown {

    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final String STUCK = "<toString does not return>";

    /** How often what a collection of the JDK holds has kept somebody waiting; each time the next waits for half as long. */
    private static final AtomicInteger STUCK_COLLECTIONS = new AtomicInteger();
    private static final int MOST_HALVES = 6;

    /** Whether the class has kept somebody waiting: once is enough. */
    private static final ClassValue<AtomicBoolean> IS_STUCK = new ClassValue<>() {
        @Override
        protected AtomicBoolean computeValue(Class<?> type) {
            return new AtomicBoolean();
        }
    };

    private Shown() {}

    static String of(@Nullable Object value) {
        return value == null || value.getClass().getPackageName().equals("java.lang")
                || value instanceof Operation.Thrown
                        ? text(value)
                        : inTime(value);
    }

    /** In a thread of its own: it may wait for a lock that a run has left held. */
    private static String inTime(Object value) {
        AtomicBoolean isStuck = IS_STUCK.get(value.getClass());
        if (isStuck.get()) {
            return STUCK;
        }
        FutureTask<String> shown = new FutureTask<>(() -> text(value));
        Thread thread = Thread.ofPlatform().name("millrace-show").daemon().start(shown);
        boolean interrupted = false;
        boolean isOfTheJdk = value.getClass().getName().startsWith("java.");
        long longest = isOfTheJdk ? LONGEST_NANOS >> Math.min(STUCK_COLLECTIONS.get(), MOST_HALVES) : LONGEST_NANOS;
        long deadline = System.nanoTime() + longest;
        try {
            while (true) {
                try {
                    return shown.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
        } catch (TimeoutException _) {
            if (isOfTheJdk) {
                STUCK_COLLECTIONS.incrementAndGet();
            } else {
                isStuck.set(true);
            }
            thread.interrupt();
            return STUCK;
        } catch (ExecutionException e) {
            throw new AssertionError("text catches what toString throws", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static String text(@Nullable Object value) {
        try {
            return cut(String.valueOf(value));
        } catch (RuntimeException | Error e) {
            return "<toString threw " + e.getClass().getSimpleName() + ">";
        }
    }

    private static String cut(String text) {
        if (text.length() <= Operation.LONGEST_VALUE) {
            return text;
        }
        int end = Operation.LONGEST_VALUE - 1;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
    }
}
