package dev.millrace.testkit.schedule.weave;

import dev.millrace.testkit.schedule.Hooks;
import java.util.concurrent.ThreadLocalRandom;

/**
 * In place of random numbers that differ from run to run, as those of {@link ThreadLocalRandom} do, which depend on the number
 * of the thread. Nobody but woven code calls it.
 */
public final class RandomDraws {

    private RandomDraws() {}

    /** What seeds a generator that was given no seed. */
    public static long seed() {
        return Hooks.random().nextLong();
    }

    /** For {@link Math#random()}. */
    public static double random() {
        return Hooks.random().nextDouble();
    }

    /** For the method of that name. */
    public static int nextInt(ThreadLocalRandom ignored) {
        return Hooks.random().nextInt();
    }

    /** For the method of that name. */
    public static int nextInt(ThreadLocalRandom ignored, int bound) {
        return Hooks.random().nextInt(bound);
    }

    /** For the method of that name. */
    public static int nextInt(ThreadLocalRandom ignored, int origin, int bound) {
        return Hooks.random().nextInt(origin, bound);
    }

    /** For the method of that name. */
    public static long nextLong(ThreadLocalRandom ignored) {
        return Hooks.random().nextLong();
    }

    /** For the method of that name. */
    public static long nextLong(ThreadLocalRandom ignored, long bound) {
        return Hooks.random().nextLong(bound);
    }

    /** For the method of that name. */
    public static long nextLong(ThreadLocalRandom ignored, long origin, long bound) {
        return Hooks.random().nextLong(origin, bound);
    }

    /** For the method of that name. */
    public static double nextDouble(ThreadLocalRandom ignored) {
        return Hooks.random().nextDouble();
    }

    /** For the method of that name. */
    public static double nextDouble(ThreadLocalRandom ignored, double bound) {
        return Hooks.random().nextDouble(bound);
    }

    /** For the method of that name. */
    public static double nextDouble(ThreadLocalRandom ignored, double origin, double bound) {
        return Hooks.random().nextDouble(origin, bound);
    }

    /** For the method of that name. */
    public static float nextFloat(ThreadLocalRandom ignored) {
        return Hooks.random().nextFloat();
    }

    /** For the method of that name. */
    public static float nextFloat(ThreadLocalRandom ignored, float bound) {
        return Hooks.random().nextFloat(bound);
    }

    /** For the method of that name. */
    public static float nextFloat(ThreadLocalRandom ignored, float origin, float bound) {
        return Hooks.random().nextFloat(origin, bound);
    }

    /** For the method of that name. */
    public static boolean nextBoolean(ThreadLocalRandom ignored) {
        return Hooks.random().nextBoolean();
    }

    /** For the method of that name. */
    public static double nextGaussian(ThreadLocalRandom ignored) {
        return Hooks.random().nextGaussian();
    }

    /** For the method of that name. */
    public static void nextBytes(ThreadLocalRandom ignored, byte[] bytes) {
        Hooks.random().nextBytes(bytes);
    }
}
