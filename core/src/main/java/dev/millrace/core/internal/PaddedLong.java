package dev.millrace.core.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A counter alone on its cache lines, with each access named by its memory mode.
 *
 * <p>Threads that write neighbouring counters would otherwise take the same cache line from each other on every write.
 * The fields of a superclass are laid out before those of its subclasses, so the value has 120 bytes on either side, enough
 * for lines of 64 bytes that are prefetched in pairs.
 */
public final class PaddedLong extends PaddedLongValue {

    private static final VarHandle VALUE = handle("value");
    private static final VarHandle COMPANION = handle("companion");

    long a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14;

    /** A counter of zero. */
    public PaddedLong() {}

    public long getPlain() {
        return value;
    }

    public long getOpaque() {
        return (long) VALUE.getOpaque(this);
    }

    public long getAcquire() {
        return (long) VALUE.getAcquire(this);
    }

    public long getVolatile() {
        return (long) VALUE.getVolatile(this);
    }

    public void setPlain(long newValue) {
        value = newValue;
    }

    public void setOpaque(long newValue) {
        VALUE.setOpaque(this, newValue);
    }

    public void setRelease(long newValue) {
        VALUE.setRelease(this, newValue);
    }

    public void setVolatile(long newValue) {
        VALUE.setVolatile(this, newValue);
    }

    public boolean compareAndSet(long expected, long newValue) {
        return VALUE.compareAndSet(this, expected, newValue);
    }

    public long getAndAdd(long delta) {
        return (long) VALUE.getAndAdd(this, delta);
    }

    public long getAndBitwiseOr(long mask) {
        return (long) VALUE.getAndBitwiseOr(this, mask);
    }

    /** The companion: a second number on the same cache line, for those who write the first one. */
    public long getCompanionOpaque() {
        return (long) COMPANION.getOpaque(this);
    }

    public void setCompanionOpaque(long newValue) {
        COMPANION.setOpaque(this, newValue);
    }

    private static VarHandle handle(String field) {
        try {
            return MethodHandles.lookup().findVarHandle(PaddedLongValue.class, field, long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}

abstract class PaddedLongValue extends PaddingBefore {
    long value;
    long companion;
}
