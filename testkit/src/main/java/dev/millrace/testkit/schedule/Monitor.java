package dev.millrace.testkit.schedule;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The monitor of an object, as controlled threads see it in one run. */
final class Monitor {

    /** Null if it is free. */
    @Nullable Strand owner;

    /** How often the owner has entered. */
    int entries;

    /** How many wait for it, in {@link Object#wait()} or to enter: it is not forgotten while somebody knows it. */
    int users;

    /** In {@link Object#wait()}, in the order in which they came. */
    final List<Strand> waiters = new ArrayList<>(2);

    /** All but those who were interrupted before: they wait no more, and take no notification with them. */
    void notifyAllWaiters() {
        for (Strand waiter : waiters) {
            waiter.notified = !waiter.thread.isInterrupted();
        }
        waiters.clear();
    }
}
