package dev.millrace.testkit.spec;

import dev.millrace.testkit.history.History;
import dev.millrace.testkit.history.Operation;
import dev.millrace.testkit.history.Verdict;
import dev.millrace.testkit.scenario.Call;
import dev.millrace.testkit.scenario.Scenario;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What the presets have in common: they collect operations, and rows of operations by role, and refuse what threw. */
final class PlanBuilder<S> {

    static final Role INTERRUPTER = new Role("interrupter", 0, 1, List.of(List.of(Plan.INTERRUPT)));

    /** How much longer than a controlled run a stress test is, if its judge searches for an order of the calls. */
    static final int NEAR = 30;

    /** The same if its judge takes no longer for a call in a long history than in a short one. */
    private static final int FAR = 2_000;

    /** More calls than that are not made so that another waits in vain. */
    static final int MOST_IN_VAIN = 1_000;

    private static final Operation.Thrown INTERRUPTED = new Operation.Thrown(InterruptedException.class);

    private final Map<String, Action<S>> actions = new LinkedHashMap<>();
    private final Map<String, List<List<String>>> phrases = new LinkedHashMap<>();
    private final List<List<String>> before = new ArrayList<>();
    private final List<Scenario> first = new ArrayList<>();
    private Predicate<Operation> mayFail = _ -> false;
    private Judge failures = _ -> new Verdict.Linearizable(List.of());

    /** Adds an operation, which can be called once it is part of a phrase; by the names of the presets, "For" is for a time. */
    PlanBuilder<S> action(Action<S> action) {
        if (has(action.name())) {
            throw twice(action.name());
        }
        return own(action);
    }

    /** Refuses a call that is described for the second time; the first would not be tested. */
    static <T> T once(@Nullable Object before, String name, T call) {
        if (before != null) {
            throw twice(name);
        }
        return call;
    }

    private static IllegalArgumentException twice(String name) {
        return new IllegalArgumentException("description: operation=" + name + " (expected: named once)");
    }

    /** Adds an operation that comes from no call of the description. */
    PlanBuilder<S> own(Action<S> action) {
        actions.put(action.name(), action.name().endsWith("For") ? action.timed() : action);
        return this;
    }

    boolean has(String action) {
        return actions.containsKey(action);
    }

    /** A row of operations that a thread in this role may call. */
    PlanBuilder<S> phrase(String role, String... names) {
        phrases.computeIfAbsent(role, _ -> new ArrayList<>()).add(List.of(names));
        return this;
    }

    /** The same for each of these operations, where it exists. */
    PlanBuilder<S> eachOf(String role, String... names) {
        for (String name : names) {
            if (has(name)) {
                phrase(role, name);
            }
        }
        return this;
    }

    PlanBuilder<S> before(String... names) {
        before.add(List.of(names));
        return this;
    }

    /**
     * A thread waits for something in vain: after the calls before, it makes this call, if there is one of that name, twice,
     * since the first timeout of some is zero, and nobody does anything for it. Elsewhere, what a call waits for mostly comes
     * sooner or later, so that one that does not look at its timeout comes back.
     */
    PlanBuilder<S> inVain(List<Call> calls, String name) {
        if (has(name)) {
            Call call = new Call(name, action(name).choices() > 1 ? 1 : 0);
            first.add(new Scenario(calls, List.of(List.of(call, call))));
        }
        return this;
    }

    /** A scenario that chance would hardly make. */
    PlanBuilder<S> scenario(Scenario scenario) {
        first.add(scenario);
        return this;
    }

    private Action<S> action(String name) {
        return Objects.requireNonNull(actions.get(name), name);
    }

    /** Which calls may end with an exception, as far as the judge agrees; none unless said. */
    PlanBuilder<S> mayFail(Predicate<Operation> calls) {
        mayFail = calls;
        return this;
    }

    /** Judges those failures before the other calls, in a history that tells who was interrupted. */
    PlanBuilder<S> failures(Judge judge) {
        failures = judge;
        return this;
    }

    /** Adds a thread that interrupts the others. */
    void interrupts() {
        own(interrupting());
    }

    static <S> Action<S> interrupting() {
        return Action.of(Plan.INTERRUPT, Gen.ints(0, 5),
                (_, who, caller) -> caller.interrupt((Integer) Objects.requireNonNull(who)));
    }

    Role role(String name, Threads threads) {
        return new Role(name, threads.fewest(), threads.most(), phrases.getOrDefault(name, List.of()));
    }

    /** A plan whose judge does not mind how long a history is. */
    Plan<S> longPlan(Function<? super Executor, ? extends S> create, List<Role> roles, int size,
            Plan.Epilogue<S> epilogue,
            Judge judge) {
        return plan(create, roles, size, FAR, epilogue, judge);
    }

    /** A plan whose judge takes longer the longer a history is. */
    Plan<S> plan(Function<? super Executor, ? extends S> create, List<Role> roles, int size, Plan.Epilogue<S> epilogue,
            Judge judge) {
        return plan(create, roles, size, NEAR, epilogue, judge);
    }

    private Plan<S> plan(Function<? super Executor, ? extends S> create, List<Role> roles, int size, int stretch,
            Plan.Epilogue<S> epilogue, Judge judge) {
        List<Role> all = new ArrayList<>(roles);
        if (has(Plan.INTERRUPT)) {
            all.add(INTERRUPTER);
        }
        Judge known = Judges.both(failures, history -> judge.judge(withoutInterrupts(history)));
        return new Plan<>(create, actions, all, before, size, stretch, epilogue, refusing(mayFail.negate(), known),
                first);
    }

    /**
     * A judge that first refuses every exception but those that the specification knows, and an interrupt where there was none.
     */
    private static Judge refusing(Predicate<Operation> unknown, Judge judge) {
        return history -> {
            Interrupts interrupts = Interrupts.in(history);
            for (Operation call : history.operations()) {
                if (call.output() instanceof Operation.Thrown thrown && unknown.test(call)) {
                    if (wasInterrupted(call)) {
                        if (interrupts.mayHaveEnded(call)) {
                            continue;
                        }
                        return new Verdict.Violation(Interrupts.reason(call), List.of(), call);
                    }
                    String said = thrown.message() == null ? "" : ": " + thrown.message();
                    return new Verdict.Violation(call.name() + " failed with " + thrown + said, List.of(), call);
                }
            }
            return judge.judge(history);
        };
    }

    /** The history without who interrupted whom. */
    static History withoutInterrupts(History history) {
        return new History(history.operations().stream()
                .filter(operation -> !operation.name().equals(Plan.INTERRUPT)).toList());
    }

    /** Whether the call ended with an interrupt, and so had no effect. */
    static boolean wasInterrupted(Operation operation) {
        return INTERRUPTED.equals(operation.output());
    }
}
