package dev.millrace.sync;

import dev.millrace.core.time.Deadline;
import dev.millrace.core.wait.WaitList;
import dev.millrace.core.wait.WaitStrategy;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What opens for all that wait at once: what events, latches and barriers have in common. */
abstract class Gate extends Watchable {

    private final WaitList line = new WaitList();
    private final String goal;

    /** {@code goal} is what threads wait for, in a report. */
    Gate(String goal) {
        this.goal = goal;
    }

    /** Waits until it is so, or is late and returns false; does not look for interrupts if it is so at once. */
    final boolean awaitUntil(BooleanSupplier isSo, Deadline deadline) throws InterruptedException {
        if (isSo.getAsBoolean()) {
            return true;
        }
        WaitEvent event = WaitEvent.begin(this, goal);
        boolean came = false;
        try {
            while (!came && line.await(isSo, WaitStrategy.AUTO, deadline)) {
                came = isSo.getAsBoolean(); // else the signal was meant for one who has left
            }
            return came;
        } finally {
            WaitEvent.end(event, came);
        }
    }

    /** Lets all go on that wait; call it after the change that they wait for. */
    final void open() {
        line.signalAll();
    }

    final int standing() {
        return line.size();
    }

    @Override
    final @Nullable Thread holder() {
        return null;
    }

    @Override
    final List<Report.Holder> holders() {
        return List.of();
    }

    @Override
    List<Report.Waiter> waiters() {
        return line.waits().stream()
                .map(wait -> new Report.Waiter(
                        wait.thread(), goal, wait.nanos() < 0 ? null : Duration.ofNanos(wait.nanos())))
                .toList();
    }
}
