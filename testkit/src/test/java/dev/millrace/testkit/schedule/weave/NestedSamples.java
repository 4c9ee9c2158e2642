package dev.millrace.testkit.schedule.weave;

import java.io.Serializable;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Lambdas as the description of a test would have them, in the class of the test. */
public final class NestedSamples {

    private int turns;

    /** The interface that both worlds share is a class of its own. */
    static SharedTask<Integer> counting() {
        return () -> {
            var counter = new Counter();
            counter.count();
            return counter.value;
        };
    }

    static SharedTask<String> capturing(String text, AtomicInteger atomic, List<String> words) {
        return () -> text + atomic.incrementAndGet() + words.size();
    }

    static SharedTask<Integer> capturingLambda(SharedTask<Integer> inner) {
        return () -> inner.call() + 1;
    }

    static SharedTask<Integer> capturingWoven(int first, long wide, Counter counter) {
        return () -> counter.value + first + (int) wide;
    }

    static SharedTask<Boolean> capturingLock(ReentrantLock lock) {
        return lock::tryLock;
    }

    SharedTask<Integer> capturingThis() {
        return () -> turns++;
    }

    static SharedTask<Integer> methodReference() {
        return NestedSamples::answer;
    }

    static SharedTask<String> makingLock() {
        return () -> {
            SharedTask<String> name = new ReentrantLock()::toString;
            return name.call();
        };
    }

    static WovenCall<Integer> ofWovenInterface() {
        return () -> 1;
    }

    private static int answer() {
        return new HiddenNeighbour().turn() + 41;
    }

    static final class Counter {
        int value;

        void count() {
            value++;
        }
    }

    /** Nested in a class that is woven, so woven itself. */
    public interface WovenCall<T> extends Callable<T>, Serializable {}

    /** A test with a method that takes what is woven and what is not. */
    static final class Test {
        private int total;

        int run(Counter counter, Supplier<Integer> more, int[] numbers, Counter[] counters) {
            counter.count();
            total += counter.value + more.get() + numbers.length + counters.length;
            return total;
        }

        boolean lock(ReentrantLock lock) {
            return lock.tryLock();
        }
    }
}
