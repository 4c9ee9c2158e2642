package dev.millrace.benchmarks.peers;

/**
 * How many threads of which kind.
 *
 * @param count at least one
 * @param kind what they are
 */
public record Threads(int count, ThreadKind kind) {

    /** Checks the count. */
    public Threads {
        if (count < 1) {
            throw new IllegalArgumentException("threads: count=" + count + " (expected: >= 1)");
        }
    }

    /** Reads {@code 16 platform}, as {@link #toString} writes it. */
    public static Threads parse(String text) {
        String[] words = text.split(" ", -1);
        if (words.length != 2) {
            throw new IllegalArgumentException("threads: text=" + text + " (expected: <count> <kind>)");
        }
        return new Threads(Integer.parseInt(words[0]), ThreadKind.parse(words[1]));
    }

    @Override
    public String toString() {
        return count + " " + kind;
    }
}
