package dev.millrace.testkit.spec;

/**
 * Two arguments.
 *
 * @param <A>    the first
 * @param <B>    the second
 * @param first  the first
 * @param second the second
 */
public record Pair<A, B>(A first, B second) {

    @Override
    public String toString() {
        return first + ", " + second;
    }
}
