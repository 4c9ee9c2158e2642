package dev.millrace.testkit.outside;

import java.util.concurrent.ThreadLocalRandom;

/** Public, and so not woven with its neighbours unless its package is named; and yet not all of it is public. */
public final class PublicNeighbour {

    private PublicNeighbour() {}

    static int one() {
        return 1;
    }

    /** Draws from a generator that it is given. */
    public static int draw(ThreadLocalRandom random) {
        return random.nextInt(1, 2);
    }
}
