package dev.millrace.testkit.scenario;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The calls of one test: some before the threads start, by one thread, and then those of each thread.
 *
 * <p>A scenario is a value, and {@link #toString} and {@link #parse} are each other's inverse: {@code offer/offer:1,poll|poll}
 * means one {@code offer} before, then two threads, of which the first calls {@code offer} and {@code poll}.
 *
 * @param before  the calls before the threads start
 * @param threads the calls of each thread
 */
public record Scenario(List<Call> before, List<List<Call>> threads) {

    /** Keeps copies. */
    public Scenario {
        before = List.copyOf(before);
        threads = threads.stream().map(List::copyOf).toList();
    }

    /** A scenario in which nothing happens before the threads start. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static Scenario of(List<Call>... threads) {
        return new Scenario(List.of(), Arrays.asList(threads));
    }

    /** The number of calls. */
    public int size() {
        return before.size() + threads.stream().mapToInt(List::size).sum();
    }

    /**
     * The scenarios that are one step simpler than this one, the boldest step first: a thread less, half of a thread's calls
     * less, a call less, an argument simpler.
     */
    public List<Scenario> simpler() {
        List<Scenario> simpler = new ArrayList<>();
        for (int t = 0; t < threads.size(); t++) {
            simpler.add(new Scenario(before, without(threads, t)));
        }
        for (List<Call> fewer : shorter(before)) {
            simpler.add(new Scenario(fewer, threads));
        }
        for (int t = 0; t < threads.size(); t++) {
            for (List<Call> fewer : shorter(threads.get(t))) {
                simpler.add(new Scenario(before, with(threads, t, fewer)));
            }
        }
        for (List<Call> easier : easier(before)) {
            simpler.add(new Scenario(easier, threads));
        }
        for (int t = 0; t < threads.size(); t++) {
            for (List<Call> easier : easier(threads.get(t))) {
                simpler.add(new Scenario(before, with(threads, t, easier)));
            }
        }
        return simpler;
    }

    /** Without one half, without the other, and without each single call. */
    private static List<List<Call>> shorter(List<Call> calls) {
        List<List<Call>> shorter = new ArrayList<>();
        int half = calls.size() / 2;
        if (half > 1) {
            shorter.add(calls.subList(0, half));
            shorter.add(calls.subList(half, calls.size()));
        }
        for (int i = calls.size() - 1; i >= 0; i--) {
            shorter.add(without(calls, i));
        }
        return shorter;
    }

    /** With one argument replaced by the simplest, by one of half its number, and by the next simpler one. */
    private static List<List<Call>> easier(List<Call> calls) {
        List<List<Call>> easier = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            Call call = calls.get(i);
            long code = call.code();
            for (long smaller : new long[] {0, code / 2, code - 1}) {
                if (smaller >= 0 && smaller < code) {
                    easier.add(with(calls, i, new Call(call.operation(), smaller)));
                }
            }
        }
        return easier.stream().distinct().toList();
    }

    private static <T> List<T> without(List<T> list, int index) {
        List<T> rest = new ArrayList<>(list);
        rest.remove(index);
        return rest;
    }

    private static <T> List<T> with(List<T> list, int index, T element) {
        List<T> changed = new ArrayList<>(list);
        changed.set(index, element);
        return changed;
    }

    @Override
    public String toString() {
        String parallel = threads.stream().map(Scenario::text).collect(Collectors.joining("|"));
        return before.isEmpty() ? parallel : text(before) + "/" + parallel;
    }

    private static String text(List<Call> calls) {
        return calls.stream().map(Call::toString).collect(Collectors.joining(","));
    }

    /**
     * Reads what {@link #toString} writes.
     *
     * @throws IllegalArgumentException if the text is not of that form
     */
    public static Scenario parse(String text) {
        Objects.requireNonNull(text, "scenario: text=null (expected: like offer/offer:1,poll|poll)");
        int slash = text.indexOf('/');
        try {
            return new Scenario(calls(text.substring(0, Math.max(0, slash))),
                    Arrays.stream(text.substring(slash + 1).split("\\|", -1)).map(Scenario::calls).toList());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "scenario: text=" + text + " (expected: like offer/offer:1,poll|poll)", e);
        }
    }

    private static List<Call> calls(String text) {
        return text.isEmpty() ? List.of() : Arrays.stream(text.split(",", -1)).map(Call::parse).toList();
    }
}
