package dev.millrace.testkit.schedule;

import java.util.IdentityHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What objects answer when they are asked for their identity: numbers in the order of asking, so that code which sorts or spreads
 * by them does the same in each run.
 *
 * <p><b>Threads.</b> Whoever has the turn.
 */
final class Identities {

    /** The first number of an object of a run; no JVM loads classes enough to come so far. */
    private static final int FIRST_OF_A_RUN = 1 << 24;

    /** Of objects asked in a class initializer, which runs once, and whose objects stay: for all runs, and below theirs. */
    private static final WeakIdentityMap<Integer> OF_CLASSES = new WeakIdentityMap<>();
    private static final AtomicInteger CLASS_NUMBERS = new AtomicInteger();

    private final IdentityHashMap<Object, Integer> numbers = new IdentityHashMap<>();

    int of(Object object, boolean initializing) {
        Integer known = numbers.get(object);
        if (known == null) {
            known = OF_CLASSES.get(object);
        }
        if (known != null) {
            return known;
        }
        return initializing
                ? OF_CLASSES.computeIfAbsent(object, CLASS_NUMBERS::incrementAndGet)
                : numbers.computeIfAbsent(object, _ -> FIRST_OF_A_RUN + numbers.size());
    }
}
