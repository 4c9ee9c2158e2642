package dev.millrace.testkit.schedule;

import java.util.IdentityHashMap;

/**
 * What objects answer when they are asked for their identity: numbers in the order of asking, so that code which sorts or spreads
 * by them does the same in each run.
 *
 * <p><b>Threads.</b> Whoever has the turn.
 */
final class Identities {

    /** Of objects asked in a class initializer, which runs once, and whose objects stay. One run at a time writes here. */
    private static final IdentityHashMap<Object, Integer> OF_CLASSES = new IdentityHashMap<>();

    private final IdentityHashMap<Object, Integer> numbers = new IdentityHashMap<>();

    int of(Object object, boolean initializing) {
        Integer known = OF_CLASSES.get(object);
        if (known != null) {
            return known;
        }
        IdentityHashMap<Object, Integer> all = initializing ? OF_CLASSES : numbers;
        return all.computeIfAbsent(object, _ -> OF_CLASSES.size() + numbers.size() + 1);
    }
}
