package dev.millrace.testkit.spec;

import dev.millrace.testkit.history.Verdict;

/** Judges made of judges. */
final class Judges {

    private Judges() {}

    /** The first verdict that is not that all is well, or the second one. */
    static Judge both(Judge first, Judge second) {
        return history -> {
            Verdict verdict = first.judge(history);
            return verdict.isLinearizable() ? second.judge(history) : verdict;
        };
    }
}
