package dev.millrace.testkit.report;

import dev.millrace.testkit.internal.Checks;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a history besides its calls. Starts with {@link #titled}; each {@code with} returns a copy.
 *
 * @param title    what was tested, for example the name of the test
 * @param engine   what ran it; null if that is not known
 * @param seed     the seed of the run, as the replay takes it; null if there is none
 * @param replay   the line that runs the failure again; null if there is none
 * @param scenario what the threads were to do, as text of several lines; empty if there is none
 * @param threads  the names of the threads, by their numbers; those that are missing are shown as numbers
 * @param timeUnit the unit of the times, {@code ns} for nanoseconds; empty if they only count
 * @param notes    further sentences
 */
public record FailureFacts(String title, @Nullable String engine, @Nullable String seed, @Nullable String replay,
        String scenario, List<String> threads, String timeUnit, List<String> notes) {

    /** Keeps copies. */
    public FailureFacts {
        Checks.notNull("failure", "title", title);
        Checks.notNull("failure", "scenario", scenario);
        Checks.notNull("failure", "timeUnit", timeUnit);
        threads = List.copyOf(threads);
        notes = List.copyOf(notes);
    }

    /** Only a title. */
    public static FailureFacts titled(String title) {
        return new FailureFacts(title, null, null, null, "", List.of(), "", List.of());
    }

    public FailureFacts withEngine(String name) {
        return new FailureFacts(title, name, seed, replay, scenario, threads, timeUnit, notes);
    }

    public FailureFacts withSeed(String value) {
        return new FailureFacts(title, engine, value, replay, scenario, threads, timeUnit, notes);
    }

    public FailureFacts withReplay(String line) {
        return new FailureFacts(title, engine, seed, line, scenario, threads, timeUnit, notes);
    }

    public FailureFacts withScenario(String text) {
        return new FailureFacts(title, engine, seed, replay, text, threads, timeUnit, notes);
    }

    public FailureFacts withThreads(List<String> names) {
        return new FailureFacts(title, engine, seed, replay, scenario, names, timeUnit, notes);
    }

    public FailureFacts withTimeUnit(String unit) {
        return new FailureFacts(title, engine, seed, replay, scenario, threads, unit, notes);
    }

    public FailureFacts withNotes(List<String> sentences) {
        return new FailureFacts(title, engine, seed, replay, scenario, threads, timeUnit, sentences);
    }

    /** The name of a thread. */
    String thread(int number) {
        return number < threads.size() ? threads.get(number) : "thread " + number;
    }
}
