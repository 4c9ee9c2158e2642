package dev.millrace.testkit.schedule;

import java.util.List;
import java.util.function.Supplier;

/**
 * A counter that loses updates. As long as the controller does not see it fail, nothing it does not see means anything.
 *
 * <p>{@link Controller#open()} runs the one with points placed by hand. Who has classes woven passes a woven counter to
 * {@link #require}.
 */
public final class Canary {

    private static final int RUNS = 200;
    private static final long SEED = 0x6d696c6c72616365L;

    private Canary() {}

    /** Two threads increment it once each; it should say 2 then. */
    public interface Counter {
        /** Adds one, in two accesses to memory. */
        void increment();

        /** How many increments there have been. */
        int value();
    }

    private static final class Racy implements Counter {
        private int value;

        @Override
        public void increment() {
            Hooks.point(0);
            int seen = value;
            Hooks.point(0);
            value = seen + 1;
        }

        @Override
        public int value() {
            return value;
        }
    }

    static void require(Controller controller) {
        require(controller, "built-in", Racy::new);
    }

    /**
     * Runs a racy counter until it has lost an update.
     *
     * @throws IllegalStateException if it has lost none in 200 runs, or never counts right: the schedules are not explored
     */
    public static void require(Controller controller, String name, Supplier<? extends Counter> racy) {
        RandomWalk walk = RandomWalk.of(SEED);
        boolean right = false;
        boolean wrong = false;
        for (int i = 0; i < RUNS && !(right && wrong); i++) {
            Counter counter = racy.get();
            Body body = new Body("canary", counter::increment);
            Outcome outcome = controller.run(List.of(body, body), walk);
            if (!outcome.isClean()) {
                throw new IllegalStateException(
                        "controlled: canary=" + name + " does not run (expected: COMPLETED); " + outcome);
            }
            right |= counter.value() == 2;
            wrong |= counter.value() == 1;
        }
        if (!wrong || !right) {
            throw new IllegalStateException("controlled: canary=" + name + " never counted " + (wrong ? "2" : "1")
                    + " (expected: a lost update in some of " + RUNS + " runs, and none in others);"
                    + " threads are not interleaved, so nothing that is found or not found here means anything");
        }
    }
}
