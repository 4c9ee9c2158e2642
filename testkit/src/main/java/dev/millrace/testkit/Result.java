package dev.millrace.testkit;

import java.util.List;

/** What a check has found. */
public sealed interface Result {

    /** What the engines have done. */
    List<Effort> efforts();

    /**
     * Nothing wrong was found.
     *
     * @param efforts what the engines have done
     */
    record Passed(List<Effort> efforts) implements Result {
        /** Keeps a copy. */
        public Passed {
            efforts = List.copyOf(efforts);
        }
    }

    /**
     * Something wrong was found.
     *
     * @param failure what
     * @param efforts what the engines have done until then
     */
    record Failed(Failure failure, List<Effort> efforts) implements Result {
        /** Keeps a copy. */
        public Failed {
            efforts = List.copyOf(efforts);
        }
    }

    /** Whether nothing wrong was found. */
    default boolean hasPassed() {
        return this instanceof Passed;
    }

    /**
     * Does nothing if nothing wrong was found.
     *
     * @throws ConcurrencyError that tells what was found
     */
    default Result orThrow() {
        if (this instanceof Failed failed) {
            throw new ConcurrencyError(failed.failure());
        }
        return this;
    }
}
