package dev.millrace.sync;

import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** A kind of lock that the tests run over. */
record LockKind(String name, Supplier<Lockable> maker, boolean reentrant, boolean fair) {

    static Stream<LockKind> all() {
        return Stream.of(
                new LockKind("mutex", Mutex::new, false, false),
                new LockKind("fair mutex", Mutex::fair, false, true),
                new LockKind("rlock", RLock::new, true, false),
                new LockKind("fair rlock", RLock::fair, true, true),
                new LockKind("condition", Condition::new, true, false),
                new LockKind("condition of a mutex", () -> new Condition(new Mutex()), false, false),
                new LockKind("condition of a condition", () -> new Condition(new Condition()), true, false));
    }

    /** Each kind on both kinds of thread. */
    static Stream<Arguments> onBothThreads() {
        return onBothThreads(kind -> true);
    }

    /** Each of some kinds on both kinds of thread. */
    static Stream<Arguments> onBothThreads(Predicate<LockKind> which) {
        return all().filter(which).flatMap(kind -> Stream.of(Arguments.of(kind, false), Arguments.of(kind, true)));
    }

    Lockable create() {
        return maker.get();
    }

    @Override
    public String toString() {
        return name;
    }
}
