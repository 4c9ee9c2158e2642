package dev.millrace.benchmarks.peers;

/**
 * The items that are moved: a few that exist before and are sent again and again, so that no benchmark allocates one.
 * Their sum tells afterwards whether all have arrived.
 */
public final class Items {

    private static final int DISTINCT = 256;
    private static final Integer[] ITEMS = new Integer[DISTINCT];

    static {
        for (int i = 0; i < DISTINCT; i++) {
            ITEMS[i] = 1_000 + i;
        }
    }

    private Items() {}

    /** The item that is sent as number {@code index}. */
    public static Integer at(int index) {
        return ITEMS[index & (DISTINCT - 1)];
    }

    /** Sends the first {@code count} items. */
    public static void putAll(Transfer<Integer> transfer, int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            transfer.put(at(i));
        }
    }

    /** Receives so many items and adds them up. */
    public static long takeAll(Transfer<Integer> transfer, int count) throws InterruptedException {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += transfer.take();
        }
        return sum;
    }

    /** What the first {@code count} items add up to. */
    public static long sum(int count) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += at(i);
        }
        return sum;
    }

    /** Checks what has arrived. */
    public static long checkSum(long actual, long expected) {
        if (actual != expected) {
            throw new IllegalStateException("items: sum=" + actual + " (expected: " + expected + "); some were lost");
        }
        return actual;
    }
}
