package dev.millrace.sync;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What all primitives have in common: how they look, and that they may be watched. */
abstract non-sealed class Watchable implements Primitive {

    private static final VarHandle WATCH;

    static {
        try {
            WATCH = MethodHandles.lookup().findVarHandle(Watchable.class, "watch", Watch.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Who watches, once for all. Volatile: who takes something and notes it there must find it there when he gives it back. */
    private volatile @Nullable Watch watch;

    final @Nullable Watch watch() {
        return watch;
    }

    /** Is watched from now on; false if it is watched already. */
    final boolean watch(Watch by) {
        return WATCH.compareAndSet(this, null, by);
    }

    final boolean isWatched() {
        return watch != null;
    }

    /** What it goes by, or null. */
    final @Nullable String name() {
        Watch by = watch;
        return by == null ? null : by.name();
    }

    final String kind() {
        return getClass().getSimpleName();
    }

    /** How it is, in few words. */
    abstract String state();

    /** One who holds it, the longest holding of all; known if that is watched. */
    @Nullable Thread holder() {
        Watch by = watch;
        return by == null ? null : by.longestHolder();
    }

    /** Who holds it, and how much; known if that is watched. */
    List<Report.Holder> holders() {
        Watch by = watch;
        return by == null ? List.of() : by.holders();
    }

    /** Who waits, the longest waiting first. */
    abstract List<Report.Waiter> waiters();

    @Override
    public final Report report() {
        return new Report(kind(), name(), state(), holders(), waiters());
    }

    @Override
    public final String toString() {
        String name = name();
        return kind() + "[" + (name == null ? "" : "name=" + Errors.onOneLine(name) + ", ") + state() + "]";
    }
}
