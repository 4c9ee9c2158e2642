package dev.millrace.core.wait;

import dev.millrace.core.time.Deadline;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One wait of one thread, on one list or on several at once; a single signal ends it, whichever list it comes from.
 *
 * <p>A waker touches a waiter only while it holds the lock of a list on which the waiter stands, and takes it out before it
 * signals. So once the waiting thread has left all its lists, or has seen the signal of its only list, nobody else will
 * touch its waiter, and the waiter may be used again.
 */
final class Waiter extends Place {

    private static final VarHandle SIGNALLED_BY;
    private static final VarHandle THREAD;

    static {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        try {
            SIGNALLED_BY = lookup.findVarHandle(Waiter.class, "signalledBy", WaitList.class);
            THREAD = lookup.findVarHandle(Waiter.class, "thread", Thread.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The waiting thread, or null while nobody uses this waiter. */
    private @Nullable Thread thread;

    /** The list whose waker chose this waiter. Set once per wait, in {@link #signal}. */
    private @Nullable WaitList signalledBy;

    /** The next one that the same list keeps. */
    final @Nullable Waiter nextKept;

    /** For one wait. */
    Waiter() {
        super(false);
        this.nextKept = null;
    }

    /** One that a list keeps for its own waits, besides those that it has already. */
    Waiter(@Nullable Waiter nextKept) {
        super(true);
        this.nextKept = nextKept;
    }

    /** Makes this the waiter of the calling thread. */
    Waiter begin() {
        // plain: published to wakers by the lock of the list on which this waiter is put next
        thread = Thread.currentThread();
        signalledBy = null;
        return this;
    }

    /** Forgets the thread; call only after leaving every list. */
    void end() {
        THREAD.setRelease(this, null); // release: pairs with isFree(); the next user finds all as this one has left it
    }

    boolean isFree() {
        return THREAD.getAcquire(this) == null; // acquire: pairs with end()
    }

    /** The waiting thread; under the lock of a list on which it stands. */
    Thread thread() {
        return Objects.requireNonNull(thread);
    }

    /** The list that ended this wait, or null if none has. */
    @Nullable WaitList signalledBy() {
        // volatile: the thread takes its permit and then reads this; see signal() for the other half
        return (WaitList) SIGNALLED_BY.getVolatile(this);
    }

    /**
     * Ends the wait, if no other list has done so already.
     *
     * @return the thread to unpark, or null if another list was first
     */
    @Nullable Thread signal(WaitList list) {
        // A volatile update, also where only one list could signal: it is ordered before the unpark that follows. An unpark
        // which finds that the thread has a permit already only reads it, and the thread may be taking that permit just now,
        // to look here once more before it parks for good. Dekker again: the signal, then the permit; the permit, then
        // the signal.
        Thread chosen = thread; // read before the signal: from there on this waiter may be another thread's
        return SIGNALLED_BY.compareAndSet(this, null, list) ? chosen : null;
    }

    /**
     * Parks until signalled, ready, interrupted or late, in this order of precedence.
     *
     * @return false if the deadline came first
     */
    boolean park(Object blocker, BooleanSupplier ready, Deadline deadline) throws InterruptedException {
        while (signalledBy() == null && !ready.getAsBoolean()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (deadline.hasPassed()) {
                return false;
            }
            // Looks again, last of all: `ready` and the clock are the code of others, and a lock that parks in there
            // takes the permit which the unpark of our signal left.
            if (signalledBy() == null) {
                deadline.park(blocker);
            }
        }
        return true;
    }
}
