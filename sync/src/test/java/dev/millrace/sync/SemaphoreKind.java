package dev.millrace.sync;

import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** A kind of semaphore that the tests run over. */
record SemaphoreKind(String name, IntFunction<Semaphore> maker, boolean bounded, boolean fair) {

    static Stream<SemaphoreKind> all() {
        return Stream.of(
                new SemaphoreKind("semaphore", Semaphore::new, false, false),
                new SemaphoreKind("fair semaphore", Semaphore::fair, false, true),
                new SemaphoreKind("bounded semaphore", BoundedSemaphore::new, true, false),
                new SemaphoreKind("fair bounded semaphore", BoundedSemaphore::fair, true, true));
    }

    /** Each kind on both kinds of thread. */
    static Stream<Arguments> onBothThreads() {
        return onBothThreads(kind -> true);
    }

    /** Each of some kinds on both kinds of thread. */
    static Stream<Arguments> onBothThreads(Predicate<SemaphoreKind> which) {
        return all().filter(which).flatMap(kind -> Stream.of(Arguments.of(kind, false), Arguments.of(kind, true)));
    }

    Semaphore create(int permits) {
        return maker.apply(permits);
    }

    @Override
    public String toString() {
        return name;
    }
}
