package dev.millrace.testkit.schedule.weave;

import dev.millrace.testkit.schedule.Hooks;
import java.util.Random;

/**
 * In place of {@link java.util.concurrent.ThreadLocalRandom}, whose numbers depend on that of the thread and so differ from run to
 * run. All that it inherits comes from the bits of {@link #next}.
 *
 * <p><b>Threads.</b> Each draws numbers of its own.
 */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // it has no state
public final class ThreadRandom extends Random {

    private static final long serialVersionUID = 1;
    private static final ThreadRandom INSTANCE = new ThreadRandom();

    private transient boolean made;

    private ThreadRandom() {
        super(0);
        made = true;
    }

    /** The one for all threads. */
    public static ThreadRandom current() {
        return INSTANCE;
    }

    @Override
    public void setSeed(long seed) {
        if (made) {
            throw new UnsupportedOperationException();
        }
    }

    @Override
    protected int next(int bits) {
        return Hooks.random().nextInt() >>> (Integer.SIZE - bits);
    }

    /** Not the inherited one, which keeps every second number for the next caller. */
    @Override
    public double nextGaussian() {
        return Hooks.random().nextGaussian();
    }

    // What the copies of JDK classes call. All threads have the same probe, so that a copy spreads nothing over cells.

    /** Instead of a random number that no seed replays. Not zero, so that no loop of a copy yields without end. */
    public static int nextSecondarySeed() {
        return 1;
    }

    /** The same for all threads. */
    public static int getProbe() {
        return 1;
    }

    /** There is nothing to initialise. */
    public static void localInit() {}

    /** The next probe after a collision, as the JDK computes it. */
    public static int advanceProbe(int probe) {
        int next = probe;
        next ^= next << 13;
        next ^= next >>> 17;
        next ^= next << 5;
        return next;
    }
}
