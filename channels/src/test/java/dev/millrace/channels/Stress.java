package dev.millrace.channels;

/** How long the stress tests of a build run: {@code -Dmillrace.stress.scale=100} makes them a hundred times as long. */
final class Stress {

    private static final int SCALE = Integer.getInteger("millrace.stress.scale", 1);

    private Stress() {}

    static int scaled(int rounds) {
        return Math.multiplyExact(rounds, SCALE);
    }
}
