package dev.millrace.testkit.junit;

import java.util.concurrent.atomic.AtomicInteger;

/** Inherits, and is inherited. Public and in a file of its own, as what it extends. */
public class MiddleCases extends BaseCases {

    @Override
    Adder make() {
        return new Atomic();
    }

    private static final class Atomic implements Adder {
        private final AtomicInteger sum = new AtomicInteger();

        @Override
        public int add() {
            return sum.incrementAndGet();
        }
    }
}
