package dev.millrace.testkit.spec;

import dev.millrace.testkit.internal.Checks;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Makes arguments from numbers: the smaller the number, the simpler the argument, and the same number always makes an equal
 * argument. So an argument can be chosen at random, shrunk, and written into a line that replays it.
 *
 * <p>Of arguments that can be changed, see {@link Spec} for which are copied before each call.
 *
 * @param <T> the arguments
 */
public final class Gen<T> {

    private final long choices;
    private final Function<Long, T> make;

    private Gen(long choices, Function<Long, T> make) {
        this.choices = choices;
        this.make = make;
    }

    /** How many numbers there are to choose from, from 0 on. */
    public long choices() {
        return choices;
    }

    /**
     * The argument for a number; numbers beyond {@link #choices} start again from 0.
     *
     * @throws IllegalArgumentException if a function given to {@link #map} makes null of it
     */
    public T from(long code) {
        T argument = make.apply(Math.floorMod(code, choices));
        if (argument == null) {
            throw new IllegalArgumentException("gen: argument=null for number " + code + " (expected: not null)");
        }
        return argument;
    }

    /** Integers from {@code low} to {@code high}, both included; {@code low} is the simplest. */
    public static Gen<Integer> ints(int low, int high) {
        if (high < low) {
            throw new IllegalArgumentException("ints: high=" + high + " (expected: >= low=" + low + ")");
        }
        return new Gen<>((long) high - low + 1, code -> (int) (low + code));
    }

    /** One of these, the first of which is the simplest. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <T> Gen<T> oneOf(T... values) {
        Checks.notNull("oneOf", "values", values);
        for (T value : values) {
            Checks.notNull("oneOf", "value", value);
        }
        List<T> list = List.copyOf(Arrays.asList(values));
        if (list.isEmpty()) {
            throw new IllegalArgumentException("oneOf: values=0 (expected: >= 1)");
        }
        return new Gen<>(list.size(), code -> list.get(code.intValue()));
    }

    /** Words of small letters, {@code a} first, so many of them. */
    public static Gen<String> words(int many) {
        return ints(0, Checks.atLeast(1, "words", "many", many) - 1).map(Gen::word);
    }

    private static String word(int number) {
        StringBuilder word = new StringBuilder();
        for (int rest = number; rest >= 0; rest = rest / 26 - 1) {
            word.insert(0, (char) ('a' + rest % 26));
        }
        return word.toString();
    }

    /** Durations from zero to {@code longest}, in sixteen steps. */
    public static Gen<Duration> durations(Duration longest) {
        Checks.notNull("durations", "longest", longest);
        if (longest.isNegative()) {
            throw new IllegalArgumentException("durations: longest=" + longest + " (expected: >= 0)");
        }
        return ints(0, 16).map(sixteenth -> longest.multipliedBy(sixteenth).dividedBy(16));
    }

    /** What a function makes of these arguments. */
    public <R> Gen<R> map(Function<? super T, ? extends R> function) {
        Checks.notNull("gen", "map", function);
        return new Gen<>(choices, code -> function.apply(make.apply(code)));
    }

    /** Pairs of these and those. */
    static <A, B> Gen<Pair<A, B>> both(Gen<A> first, Gen<B> second) {
        if (first.choices > Long.MAX_VALUE / second.choices) {
            throw new IllegalArgumentException(
                    "gen: choices=" + first.choices + " * " + second.choices + " (expected: <= "
                            + Long.MAX_VALUE + "); choose both arguments from fewer");
        }
        return new Gen<>(first.choices * second.choices,
                code -> new Pair<>(first.from(code / second.choices), second.from(code % second.choices)));
    }
}
