package dev.millrace.testkit.spec;

import dev.millrace.testkit.history.Ending;
import dev.millrace.testkit.history.History;
import dev.millrace.testkit.history.Operation;
import dev.millrace.testkit.history.Verdict;
import dev.millrace.testkit.scenario.Call;
import dev.millrace.testkit.scenario.Scenario;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a description comes down to, and all that the engines know of it: how to make the object, what can be called, which
 * scenarios there are, and who judges.
 *
 * <p>A plan is immutable. Its functions are called by many threads.
 *
 * @param <S>      the object under test
 * @param create   makes a fresh object; what it runs on the executor belongs to the test
 * @param actions  the operations by name
 * @param roles    who calls what
 * @param before   what may be called before the threads start; empty for nothing
 * @param size     how many phrases a thread speaks at the most
 * @param stretch  how many times as much a thread speaks in a stress test, at the most
 * @param epilogue what is called when all threads have ended, for example to drain a queue
 * @param judge    who judges
 * @param first    the scenarios to begin with, those that chance would not make; each once, or some times if it has several threads
 */
public record Plan<S>(Function<? super Executor, ? extends S> create, Map<String, Action<S>> actions, List<Role> roles,
        List<List<String>> before, int size, int stretch, Epilogue<S> epilogue, Judge judge, List<Scenario> first) {

    /**
     * The operation that interrupts a thread, and returns which; in a history it is also there where an interrupt was a fault.
     */
    public static final String INTERRUPT = "interrupt";

    private static final int NOBODY = -1;

    /**
     * Calls made when all threads have ended.
     *
     * @param <S> the object under test
     */
    @FunctionalInterface
    public interface Epilogue<S> {
        /** Calls the object through {@code calls}, which records what it does. */
        void run(S subject, Calls<S> calls);

        /** No calls. */
        static <S> Epilogue<S> none() {
            return (_, _) -> {};
        }
    }

    /**
     * Makes recorded calls.
     *
     * @param <S> the object under test
     */
    @FunctionalInterface
    public interface Calls<S> {
        /** Makes the call and returns what the history shows of it: its result, or an exception that came out. */
        @Nullable Object make(Call call);
    }

    /**
     * Keeps copies, and checks that every operation that is named exists.
     *
     * @throws IllegalArgumentException if there is no role, or one names an operation that does not exist
     */
    public Plan {
        actions = Map.copyOf(new LinkedHashMap<>(actions));
        roles = List.copyOf(roles);
        before = before.stream().map(List::copyOf).toList();
        first = List.copyOf(first);
        if (roles.isEmpty()) {
            throw new IllegalArgumentException("description: roles=0 (expected: >= 1); name an operation");
        }
        for (Role role : roles) {
            for (List<String> phrase : role.phrases()) {
                requireKnown(phrase, actions);
            }
        }
        for (List<String> phrase : before) {
            requireKnown(phrase, actions);
        }
    }

    /** A plan all of whose scenarios are made by chance. */
    public Plan(Function<? super Executor, ? extends S> create, Map<String, Action<S>> actions, List<Role> roles,
            List<List<String>> before, int size, int stretch, Epilogue<S> epilogue, Judge judge) {
        this(create, actions, roles, before, size, stretch, epilogue, judge, List.of());
    }

    private static void requireKnown(List<String> phrase, Map<String, ?> actions) {
        for (String name : phrase) {
            if (!actions.containsKey(name)) {
                throw new IllegalArgumentException(
                        "description: operation=" + name + " (expected: one of " + actions.keySet() + ")");
            }
        }
    }

    /**
     * The verdict on a history of which nothing will come any more: that of the judge, if he finds something wrong or has given
     * up; and else that a call with a timeout must not wait for ever, unless the end of another is unknown, which may have left
     * the object in its midst.
     */
    public Verdict verdict(History history) {
        Verdict verdict = judged(history);
        if (!verdict.isLinearizable()
                || history.operations().stream().anyMatch(call -> call.ending() == Ending.UNKNOWN)) {
            return verdict;
        }
        return history.operations().stream().filter(call -> call.ending() == Ending.BLOCKED && isTimed(call))
                .findFirst().<Verdict>map(call -> new Verdict.Violation(call.name()
                        + " waited for longer than its timeout (expected: it comes back when its time is over)",
                        List.of(), call))
                .orElse(verdict);
    }

    /**
     * The verdict of the judge alone.
     *
     * @throws IllegalArgumentException if he gives none
     */
    public Verdict judged(History history) {
        Verdict verdict = judge.judge(history);
        if (verdict == null) {
            throw new IllegalArgumentException(
                    "judge: verdict=null (expected: one of Linearizable, Violation, GaveUp)");
        }
        return verdict;
    }

    /** Whether the call was to wait for a time at the most. */
    public boolean isTimed(Operation call) {
        return action(call.name()).isTimed();
    }

    /** The operation with this name. */
    public Action<S> action(String name) {
        Action<S> action = actions.get(name);
        if (action == null) {
            throw new IllegalArgumentException(
                    "scenario: operation=" + name + " (expected: one of " + new TreeSet<>(actions.keySet()) + ")");
        }
        return action;
    }

    /**
     * Makes sure that every operation of the scenario exists.
     *
     * @throws IllegalArgumentException if one does not
     */
    public void requireKnown(Scenario scenario) {
        scenario.before().forEach(call -> action(call.operation()));
        scenario.threads().forEach(calls -> calls.forEach(call -> action(call.operation())));
    }

    /**
     * Whether each thread of the scenario says what some role may say, whole phrases, of which the last may be cut short: what
     * belongs together is together.
     */
    public boolean isSpoken(Scenario scenario) {
        return scenario.threads().stream().allMatch(calls -> roles.stream().anyMatch(role -> role.mayBeHeard(calls)));
    }

    /**
     * Whether each role that is {@linkplain Role#isKept kept} has its fewest threads in the scenario: for each of them there is
     * a thread of its own that makes only calls of the role, and makes some.
     */
    public boolean hasCast(Scenario scenario) {
        List<Role> places = new ArrayList<>();
        for (Role role : roles) {
            places.addAll(Collections.nCopies(role.isKept() ? role.fewest() : 0, role));
        }
        int[] placeOf = new int[scenario.threads().size()];
        Arrays.fill(placeOf, NOBODY);
        for (int place = 0; place < places.size(); place++) {
            if (!fill(place, places, scenario.threads(), placeOf, new boolean[placeOf.length])) {
                return false;
            }
        }
        return true;
    }

    /** Finds a thread for a place; who has it already may have to take another place (an augmenting path). */
    private static boolean fill(int place, List<Role> places, List<List<Call>> threads, int[] placeOf,
            boolean[] asked) {
        for (int thread = 0; thread < placeOf.length; thread++) {
            if (!asked[thread] && places.get(place).isPlayedBy(threads.get(thread))) {
                asked[thread] = true;
                if (placeOf[thread] == NOBODY || fill(placeOf[thread], places, threads, placeOf, asked)) {
                    placeOf[thread] = place;
                    return true;
                }
            }
        }
        return false;
    }

    /** A scenario chosen at random, in which no thread speaks more than {@code longest} phrases. */
    public Scenario scenario(RandomGenerator random, int longest) {
        List<List<Call>> threads = new ArrayList<>();
        for (Role role : roles) {
            int many = random.nextInt(role.fewest(), role.most() + 1);
            for (int i = 0; i < many; i++) {
                threads.add(calls(role.phrases(), random.nextInt(1, Math.max(1, longest) + 1), random));
            }
        }
        int first = before.isEmpty() ? 0 : random.nextInt(0, 3);
        return new Scenario(calls(before, first, random), threads);
    }

    private List<Call> calls(List<List<String>> phrases, int many, RandomGenerator random) {
        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            for (String name : phrases.get(random.nextInt(phrases.size()))) {
                calls.add(new Call(name, random.nextLong(action(name).choices())));
            }
        }
        return calls;
    }
}
