package dev.millrace.testkit.spec;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An object under test that guards a section, together with that section. What a thread writes in the section is plain: only
 * the guard orders it.
 *
 * @param <S> the guard
 */
final class Guarded<S> implements Wrapped {

    final S guard;
    private final int most;
    /** Who is inside, exactly. */
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger entered = new AtomicInteger();
    /** How often it was entered, as far as the guard makes it right; plain on purpose. */
    private int counted;

    Guarded(S guard, int most) {
        this.guard = guard;
        this.most = most;
    }

    @Override
    public Object inner() {
        return Objects.requireNonNull(guard);
    }

    /** Called by a thread that was let in. */
    void enter(int many) {
        int now = inside.addAndGet(many);
        if (now > most) {
            throw new AssertionError("section: inside=" + now + " (expected: <= " + most + ")");
        }
        if (most == 1) {
            entered.incrementAndGet();
            counted++;
        }
    }

    /** Called by a thread that is about to leave. */
    void leave(int many) {
        inside.addAndGet(-many);
    }

    /** Called when all is over: whether each thread inside saw what the one before it wrote. */
    void requireAllCounted() {
        if (counted != entered.get()) {
            throw new AssertionError("section: counted=" + counted + " (expected: " + entered
                    + "); what one thread wrote inside was not seen by the next");
        }
    }
}
