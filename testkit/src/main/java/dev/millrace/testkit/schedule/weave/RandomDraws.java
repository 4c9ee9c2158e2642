package dev.millrace.testkit.schedule.weave;

import dev.millrace.testkit.schedule.Hooks;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** In place of what draws its first seed from nowhere, so that it draws the same in each run. Nobody but woven code calls it. */
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

    /** For {@code Random::new}. */
    public static Random newRandom() {
        return new Random(seed());
    }

    /** For {@code SplittableRandom::new}. */
    public static SplittableRandom newSplittableRandom() {
        return new SplittableRandom(seed());
    }

    /** For {@link RandomGenerator#getDefault()}. */
    public static RandomGenerator getDefault() {
        return create(RandomGeneratorFactory.getDefault());
    }

    /** For {@link RandomGenerator#of(String)}. */
    public static RandomGenerator of(String name) {
        return create(RandomGeneratorFactory.of(name));
    }

    /** For {@link RandomGeneratorFactory#create()}. One that takes no seed is what it was. */
    public static RandomGenerator create(RandomGeneratorFactory<?> factory) {
        return factory.create(seed());
    }

    /** For {@link Collections#shuffle(List)}. */
    public static void shuffle(List<?> list) {
        Collections.shuffle(list, newRandom());
    }

    /** For {@link UUID#randomUUID()}; of the same version and variant. */
    public static UUID randomUUID() {
        long version = (seed() & 0xffff_ffff_ffff_0fffL) | 0x4000;
        long variant = (seed() >>> 2) | Long.MIN_VALUE;
        return new UUID(version, variant);
    }
}
