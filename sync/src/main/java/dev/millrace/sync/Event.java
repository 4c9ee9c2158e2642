package dev.millrace.sync;

import dev.millrace.core.time.Deadline;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;

/**
 * A flag that threads wait for. It stays set until it is cleared, and lets everybody through meanwhile.
 *
 * <p><b>Threads.</b> Any.
 *
 * <p><b>Ordering.</b> Those who wait when it is set all go on, in the order in which they came, even if it is cleared right
 * afterwards.
 *
 * <p><b>Memory.</b> {@link #set} <i>happens-before</i> the return of each wait that it ends or lets through, and before a {@link #clear} that
 * takes it back.
 *
 * <p><b>Progress.</b> To ask is one read. To set it is one compare-and-set; it then wakes who waits, if it was not set.
 *
 * <p><b>Blocking and interruption.</b> Only the {@code await} methods wait. An interrupt on entry or while waiting ends the wait
 * with {@link InterruptedException}; but whoever finds the event set does not wait and is not interrupted.
 */
public final class Event extends Gate {

    private static final VarHandle PHASE;

    static {
        try {
            PHASE = MethodHandles.lookup().findVarHandle(Event.class, "phase", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /**
     * Odd while the event is set; each change of it adds one. So who waits since an even phase goes on if there is another one
     * now, however often it changed: it was set in between.
     */
    private volatile int phase;

    /** An event that is not set. */
    public Event() {
        super("set");
    }

    /** Whether it is set. */
    public boolean isSet() {
        return isSet(phase);
    }

    private static boolean isSet(int phase) {
        return (phase & 1) != 0;
    }

    /** Sets it, and lets everybody go on who waits. Nothing if it is set. */
    public void set() {
        int before = phase;
        // An update also where nothing changes: whoever clears it afterwards sees what the caller did before.
        while (!PHASE.compareAndSet(this, before, before | 1)) {
            before = phase;
        }
        if (!isSet(before)) {
            open();
        }
    }

    /** Takes the setting back; who comes now waits. Nothing if it is not set. */
    public void clear() {
        int before = phase;
        if (isSet(before)) {
            PHASE.compareAndSet(this, before, before + 1); // else another one has cleared it
        }
    }

    /**
     * Waits until it is set.
     *
     * @throws InterruptedException if the thread is interrupted on entry or while it waits
     */
    public void await() throws InterruptedException {
        await(Deadline.never());
    }

    /**
     * Waits until it is set, for so long at the most.
     *
     * @param timeout not negative
     * @return whether it was set
     * @throws InterruptedException     as {@link #await()}
     * @throws IllegalArgumentException if the timeout is negative
     */
    public boolean await(Duration timeout) throws InterruptedException {
        Errors.requireTimeout("event", timeout);
        return isSet() || await(Deadline.after(timeout));
    }

    private boolean await(Deadline deadline) throws InterruptedException {
        int before = phase;
        if (isSet(before)) {
            return true;
        }
        return awaitUntil(() -> phase != before, deadline);
    }

    /** How many threads wait. */
    public int waiting() {
        return standing();
    }

    @Override
    String state() {
        return (isSet() ? "set" : "not set") + ", waiting=" + waiting();
    }
}
