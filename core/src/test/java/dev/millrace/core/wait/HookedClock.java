package dev.millrace.core.wait;

import dev.millrace.core.time.Deadline;
import dev.millrace.core.time.TimeSource;
import java.time.Duration;

/**
 * A clock that runs a step of the test at the two points of a wait that no `ready` reaches: where the waiter reads the
 * time, just before it parks, and where it parks.
 */
final class HookedClock implements TimeSource {

    private Runnable beforePark = () -> {};
    private Runnable insteadOfPark = () -> {
        throw new AssertionError("parked");
    };
    private boolean ticking;
    private boolean late;

    /** Runs a step once, when a waiter has found nothing and asks whether it is late. */
    HookedClock beforePark(Runnable step) {
        beforePark = step;
        return this;
    }

    /** Runs a step where a waiter parks; without one, to park is an error. */
    HookedClock insteadOfPark(Runnable step) {
        insteadOfPark = step;
        return this;
    }

    /** From now on every deadline of this clock has passed. */
    void makeLate() {
        late = true;
    }

    Deadline deadline() {
        Deadline deadline = Deadline.after(Duration.ofNanos(1), this);
        ticking = true;
        return deadline;
    }

    @Override
    public long nanoTime() {
        if (ticking) {
            Runnable step = beforePark;
            beforePark = () -> {};
            step.run();
        }
        return late ? 1 : 0;
    }

    @Override
    public void parkUntil(Object blocker, long nanoTime) {
        insteadOfPark.run();
    }
}
