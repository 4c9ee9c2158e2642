package dev.millrace.benchmarks.peers;

/**
 * How many threads are on each side.
 *
 * @param senders how many put
 * @param receivers how many take
 */
public record Shape(int senders, int receivers) {

    /** One sender, one receiver. */
    public static final Shape ONE_TO_ONE = new Shape(1, 1);

    /** Reads {@code 2to1} as two senders and one receiver. */
    public static Shape parse(String text) {
        String[] sides = text.split("to", -1);
        if (sides.length != 2) {
            throw new IllegalArgumentException("shape: text=" + text + " (expected: <senders>to<receivers>)");
        }
        return new Shape(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]));
    }

    @Override
    public String toString() {
        return senders + "to" + receivers;
    }
}
