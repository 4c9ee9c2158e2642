package dev.millrace.testkit;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
     * @param page    where the failure is drawn; null if there was no place to write to
     */
    record Failed(Failure failure, List<Effort> efforts, @Nullable Path page) implements Result {
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
            throw new ConcurrencyError(failed.failure(), failed.page());
        }
        return this;
    }
}
