package dev.millrace.testkit.engine;

import dev.millrace.testkit.history.History;
import dev.millrace.testkit.history.Operation;
import dev.millrace.testkit.history.Verdict;
import dev.millrace.testkit.scenario.Scenario;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run of a scenario, and the verdict on it.
 *
 * @param scenario    what was to be called
 * @param history     what happened
 * @param verdict     whether it is right
 * @param schedule    how the threads took turns, so that it can be replayed; empty if that is not known, or nothing is wrong
 * @param notes       what else there is to tell: what threads wait on, exceptions
 * @param fingerprint differs, mostly, where the threads took other turns; 0 if that is not known
 */
public record Trial(Scenario scenario, History history, Verdict verdict, String schedule, List<String> notes,
        int fingerprint) {

    /** Keeps a copy. */
    public Trial {
        notes = List.copyOf(notes);
    }

    /** How the reasons begin of runs that did not come to an end, although some thread could go on. */
    static final String LIVELOCK = "livelock: ";
    static final String HANG = "hang: ";

    /** Whether the run had no end. */
    boolean isEndless() {
        return verdict instanceof Verdict.Violation violation
                && (violation.reason().startsWith(LIVELOCK) || violation.reason().startsWith(HANG));
    }

    /** What failures of one kind have in common: which call cannot follow, and how it ended; or else how the reason begins. */
    String symptom() {
        if (!(verdict instanceof Verdict.Violation violation)) {
            return "";
        }
        Operation culprit = violation.culprit();
        return culprit == null
                ? violation.reason().split("[:\\d]", 2)[0]
                : culprit.name() + " " + culprit.ending() + " " + kind(culprit.output());
    }

    private static String kind(@Nullable Object output) {
        return output == null || output instanceof Boolean || output instanceof Operation.Thrown
                ? String.valueOf(output)
                : "a value";
    }

    /** Whether the run showed something wrong. */
    public boolean failed() {
        return verdict instanceof Verdict.Violation;
    }
}
