package dev.millrace.sync;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a primitive was at some moment.
 *
 * @param kind    what it is, such as {@code Mutex}
 * @param name    what it goes by; null if it is not {@linkplain Diagnosis#watch watched}
 * @param state   how it is, in few words
 * @param holders who holds it, as far as that is known: the owner of an {@link RLock} always, others if it is watched
 * @param waiters who waits, the longest waiting first
 */
public record Report(
        String kind, @Nullable String name, String state, List<Holder> holders, List<Waiter> waiters) {

    /** The lists are copied. */
    public Report {
        holders = List.copyOf(holders);
        waiters = List.copyOf(waiters);
    }

    /**
     * One that holds it.
     *
     * @param thread who
     * @param count  how many permits, or how often it has locked
     * @param held   for how long; null if it is not watched, or has come just now
     */
    public record Holder(Thread thread, int count, @Nullable Duration held) {

        @Override
        public String toString() {
            return Errors.name(thread) + (count == 1 ? "" : " ×" + count) + (held == null ? "" : " for " + span(held));
        }
    }

    /**
     * One that waits.
     *
     * @param thread who
     * @param goal   what for, such as {@code lock}, {@code 3 permits} or {@code signal}
     * @param waited for how long; null if it has come just now
     */
    public record Waiter(Thread thread, String goal, @Nullable Duration waited) {

        @Override
        public String toString() {
            return Errors.name(thread) + " for " + (waited == null ? "a moment" : span(waited)) + " (" + goal + ")";
        }
    }

    /** On one line. */
    @Override
    public String toString() {
        return kind + (name == null ? "" : " " + Errors.onOneLine(name)) + ": " + state
                + listed("held by", holders)
                + listed("waiting", waiters);
    }

    /** How long ago that moment of {@link System#nanoTime()} was, which was read before. */
    static Duration since(long moment) {
        return Duration.ofNanos(System.nanoTime() - moment);
    }

    private static String listed(String what, List<?> all) {
        return all.isEmpty()
                ? ""
                : "; " + what + " " + all.stream().map(Object::toString).collect(Collectors.joining(", "));
    }

    /** In the unit in which it reads best. */
    private static String span(Duration time) {
        long micros = time.toNanos() / 1_000;
        if (micros < 1_000) {
            return micros + " µs";
        }
        if (micros < 1_000_000) {
            return micros / 1_000 + " ms";
        }
        long tenths = micros / 100_000;
        return tenths / 10 + "." + tenths % 10 + " s";
    }
}
