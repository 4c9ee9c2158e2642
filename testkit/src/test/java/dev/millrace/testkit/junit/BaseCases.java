package dev.millrace.testkit.junit;

import dev.millrace.testkit.Engine;
import dev.millrace.testkit.spec.Spec;
import dev.millrace.testkit.spec.Step;

/** Inherited by what the tests run. Public and in a file of its own: nothing but its being inherited has it woven. */
public abstract class BaseCases {

    @ConcurrencyTest(budget = "200ms", seed = 1, engines = Engine.CONTROLLED)
    void controlled(Spec<Adder, Integer> spec) {
        describe(spec);
    }

    @ConcurrencyTest(budget = "200ms", seed = 1)
    void stressed(Spec<Adder, Integer> spec) {
        describe(spec);
    }

    private void describe(Spec<Adder, Integer> spec) {
        spec.create(this::make).model(0);
        spec.operation("add", Adder::add).steps((sum, _) -> Step.to(sum + 1, sum + 1));
    }

    /** What is under test. */
    abstract Adder make();

    /** A counter, or what takes itself for one. */
    public interface Adder {

        /** Adds one, and returns the sum. */
        int add();
    }
}
