package dev.millrace.testkit.spec;

import dev.millrace.testkit.history.History;
import dev.millrace.testkit.history.Verdict;

/** Says whether what happened is right. */
@FunctionalInterface
public interface Judge {

    /** The verdict on a history; never null. */
    Verdict judge(History history);
}
