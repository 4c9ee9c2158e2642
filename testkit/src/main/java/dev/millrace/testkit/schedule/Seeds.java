package dev.millrace.testkit.schedule;

/** Seeds as words, and the next seed after one. */
final class Seeds {

    private static final int RADIX = 36;

    private Seeds() {}

    /** Well mixed (the finalizer of SplitMix64), so that neighbouring seeds do not begin alike. */
    static long after(long seed) {
        long z = seed + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    static String word(long seed) {
        return Long.toUnsignedString(seed, RADIX);
    }

    static long parse(String word) {
        return Long.parseUnsignedLong(word, RADIX);
    }
}
