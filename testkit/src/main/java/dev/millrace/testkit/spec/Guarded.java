package dev.millrace.testkit.spec;

import dev.millrace.testkit.schedule.Mark;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

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
    /** Where the thread was that wrote in the section last, in a controlled run. */
    private @Nullable Mark written;

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
            if (!Mark.isSeen(written)) {
                throw new AssertionError(
                        "section: a write of the thread that was inside before need not be seen (expected:"
                                + " what it did inside happens-before what follows); let go by a release, and enter by an acquire");
            }
        }
    }

    /** Called by a thread that is about to leave. */
    void leave(int many) {
        if (most == 1) {
            written = Mark.here();
        }
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
