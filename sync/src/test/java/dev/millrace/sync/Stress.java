package dev.millrace.sync;

/** How long the stress tests of a build run: {@code -Dmillrace.stress.scale=50} makes them fifty times as long. */
final class Stress {

    private static final int SCALE = Integer.getInteger("millrace.stress.scale", 1);

    private Stress() {}

    static int scaled(int steps) {
        return Math.multiplyExact(steps, SCALE);
    }
}
