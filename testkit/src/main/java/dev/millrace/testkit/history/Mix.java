package dev.millrace.testkit.history;

/** Spreads bits, so that tables can take the low ones for a place. Equal in, equal out: nothing here is random. */
final class Mix {

    private Mix() {}

    /** The finalizer of SplitMix64: a bijection in which every bit of the input moves about half of the output. */
    static long toLong(long value) {
        long mixed = value + 0x9e3779b97f4a7c15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }

    /** One multiplication, for keys that are spread a little already. */
    static int toInt(long value) {
        long product = value * 0x9e3779b97f4a7c15L;
        return (int) ((product >>> 32) ^ (product >>> 15));
    }
}
