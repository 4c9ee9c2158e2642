package dev.millrace.sync;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A lock that its owner may lock again: it is free when it was unlocked as often as it was locked. It is Python's {@code RLock}.
 *
 * <p><b>Threads.</b> Any may lock; only the owner may unlock.
 *
 * <p><b>Ordering, memory, progress, blocking and interruption</b> are those of {@link Mutex}, but that to unlock is a volatile
 * write and reads. To lock again is two reads and a write.
 *
 * <p><b>Limits.</b> {@value #MOST_DEPTH} levels.
 */
public final class RLock extends ExclusiveLock {

    private static final int MOST_DEPTH = Integer.MAX_VALUE;
    private static final VarHandle MORE;
    private static final VarHandle OWNER;

    static {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        try {
            MORE = lookup.findVarHandle(RLock.class, "more", int.class);
            OWNER = lookup.findVarHandle(RLock.class, "owner", Thread.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /*
     * owner: null is free. From null by compare-and-set, by who becomes the owner; back by the owner alone, volatile. A thread that
     *        reads itself there is the owner, since only it could have written that; whoever else is read may not be the owner
     *        any more.
     * more:  how often the owner has locked after the first time; written by the owner alone, opaque since reports read it. It is 0
     *        whenever nobody is the owner, so that who locks once writes nothing but the owner.
     */

    private volatile @Nullable Thread owner;
    private int more;

    /** A free lock that favours whoever comes at the right moment. */
    public RLock() {
        this(false);
    }

    private RLock(boolean fair) {
        super("rlock", fair);
    }

    /** A free lock that lets threads in strictly in the order in which they came. */
    public static RLock fair() {
        return new RLock(true);
    }

    /** Locks once more, if the caller is the owner. */
    private boolean again() {
        if (!isHeldByCurrentThread()) {
            return false;
        }
        int depth = depth();
        if (depth == MOST_DEPTH) {
            throw new IllegalStateException(
                    "rlock: depth=" + depth + " (expected: < " + MOST_DEPTH + "); unlock first");
        }
        MORE.setOpaque(this, depth);
        return true;
    }

    @Override
    public void unlock() {
        Thread caller = Thread.currentThread();
        Thread holder = owner();
        if (holder != caller) {
            throw holder == null ? Errors.notHeld("rlock") : Errors.foreign("rlock", caller, holder);
        }
        int before = more;
        if (before > 0) {
            MORE.setOpaque(this, before - 1);
        } else {
            free();
        }
    }

    private void free() {
        giveBackAndTell(1);
        wakeFirst();
    }

    @Override
    public boolean isLocked() {
        return owner != null;
    }

    /** Whether the calling thread owns the lock. */
    public boolean isHeldByCurrentThread() {
        return owner() == Thread.currentThread();
    }

    /** How often the calling thread has locked it and not unlocked it yet; 0 if it is not the owner. */
    public int holdCount() {
        return isHeldByCurrentThread() ? depth() : 0;
    }

    /** How often the owner has locked; exact for the owner alone. */
    private int depth() {
        return (int) MORE.getOpaque(this) + 1;
    }

    /** Who owns the lock, at some moment during the call; null if nobody does. */
    public @Nullable Thread owner() {
        return (Thread) OWNER.getOpaque(this); // opaque: a thread finds itself there, or is not the owner
    }

    @Override
    boolean takeAtOnce(int request) {
        return again() || super.takeAtOnce(request);
    }

    @Override
    boolean takeInPassing(int request) {
        return again() || super.takeInPassing(request);
    }

    /** Takes the lock at this depth, if it is free. */
    @Override
    boolean attempt(int request) {
        if (owner == null && OWNER.compareAndSet(this, null, Thread.currentThread())) { // look first: as in Mutex
            if (request > 1) { // after a wait at a condition
                MORE.setOpaque(this, request - 1);
            }
            return true;
        }
        return false;
    }

    /** Frees the lock; by its owner. */
    @Override
    boolean giveBack(int request) {
        owner = null;
        return true;
    }

    @Override
    boolean isOpen() {
        return owner == null;
    }

    @Override
    int requireHeld(String subject) {
        Thread caller = Thread.currentThread();
        Thread holder = owner();
        if (holder != caller) {
            throw holder == null ? Errors.notHeld(subject) : Errors.foreign(subject, caller, holder);
        }
        return depth();
    }

    @Override
    void releaseFully() {
        if (more > 0) {
            MORE.setOpaque(this, 0); // before the owner: afterwards it is another one's to write
        }
        free();
    }

    @Override
    @Nullable Thread soleHolder() {
        return owner();
    }

    @Override
    @Nullable Thread holder() {
        return owner();
    }

    /** The owner, whether it is watched or not; since when only if it is. */
    @Override
    List<Report.Holder> holders() {
        Thread holder = owner();
        if (holder == null) {
            return List.of();
        }
        Duration held = super.holders().stream()
                .filter(each -> each.thread() == holder)
                .findFirst()
                .map(Report.Holder::held)
                .orElse(null);
        return List.of(new Report.Holder(holder, depth(), held));
    }

    @Override
    String state() {
        Thread holder = owner();
        return (holder == null ? "free" : "owner=" + Errors.name(holder) + ", depth=" + depth())
                + ", waiting="
                + waiting();
    }
}
