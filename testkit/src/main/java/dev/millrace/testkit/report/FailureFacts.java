package dev.millrace.testkit.report;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a history besides its calls. Starts with {@link #titled}; each {@code with} returns a copy.
 *
 * @param title    what was tested, for example the name of the test
 * @param engine   what ran it; null if that is not known
 * @param seed     the seed of the run, as the replay takes it; null if there is none
 * @param replay   the line that runs the failure again; null if there is none
 * @param scenario what the threads were to do, as text of several lines; empty if there is none
 * @param timeUnit the unit of the times, {@code ns} for nanoseconds; empty if they only count
 * @param notes    further sentences
 */
public record FailureFacts(String title, @Nullable String engine, @Nullable String seed, @Nullable String replay,
        String scenario, String timeUnit, List<String> notes) {

    /** Keeps a copy of the notes. */
    public FailureFacts {
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(scenario, "scenario");
        Objects.requireNonNull(timeUnit, "timeUnit");
        notes = List.copyOf(notes);
    }

    /** Only a title. */
    public static FailureFacts titled(String title) {
        return new FailureFacts(title, null, null, null, "", "", List.of());
    }

    public FailureFacts withEngine(String name) {
        return new FailureFacts(title, name, seed, replay, scenario, timeUnit, notes);
    }

    public FailureFacts withSeed(String value) {
        return new FailureFacts(title, engine, value, replay, scenario, timeUnit, notes);
    }

    public FailureFacts withReplay(String line) {
        return new FailureFacts(title, engine, seed, line, scenario, timeUnit, notes);
    }

    public FailureFacts withScenario(String text) {
        return new FailureFacts(title, engine, seed, replay, text, timeUnit, notes);
    }

    public FailureFacts withTimeUnit(String unit) {
        return new FailureFacts(title, engine, seed, replay, scenario, unit, notes);
    }

    public FailureFacts withNotes(List<String> sentences) {
        return new FailureFacts(title, engine, seed, replay, scenario, timeUnit, sentences);
    }
}
