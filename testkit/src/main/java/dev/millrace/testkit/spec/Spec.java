package dev.millrace.testkit.spec;

import dev.millrace.testkit.history.History;
import dev.millrace.testkit.history.Linearizability;
import dev.millrace.testkit.history.Model;
import dev.millrace.testkit.history.Operation;
import dev.millrace.testkit.history.Verdict;
import dev.millrace.testkit.internal.Checks;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The test of any object against a sequential model: a parallel state machine. It is right if every concurrent run looks
 * like some sequential run of the model (linearizability), and no call waits that could go on.
 *
 * <pre>{@code
 * spec.create(ConcurrentHashMap::new).model(HashMap::new, HashMap::new);
 * spec.operation("put", Gen.ints(0, 2), Gen.ints(0, 9), (map, k, v) -> map.put(k, v)).like((m, kv) -> m.put(kv.first(), kv.second()));
 * spec.operation("get", Gen.ints(0, 2), (map, k) -> map.get(k)).like((m, k) -> m.get(k));
 * }</pre>
 *
 * <p>An operation that ends with an {@link InterruptedException} must have had no effect, and its thread must have been
 * interrupted, unless the model says that it ends so. A list, set, map or array that an
 * operation returns is copied at that moment, but not what is in it; an operation that returns another object that changes
 * later copies it, or the history changes with it. An argument that is an array, or a list, set or map of the JDK that is
 * {@link Cloneable} or from {@link java.util.Arrays#asList}, is copied for each call of the object and of the model, so both may
 * change it; neither may change another argument, nor what is in a copied one.
 *
 * @param <S> the object under test
 * @param <M> the model's state
 */
public final class Spec<S, M> implements PlanSource {

    private final Map<String, Action<S>> actions = new LinkedHashMap<>();
    private final Map<String, OperationSpec<M, ?>> meanings = new LinkedHashMap<>();
    private final List<Role> roles = new ArrayList<>();
    private final List<List<String>> phrases = new ArrayList<>();
    private final List<List<String>> before = new ArrayList<>();
    private @Nullable Supplier<? extends S> create;
    private @Nullable Supplier<? extends M> initial;
    private UnaryOperator<M> copy = UnaryOperator.identity();
    private Function<@Nullable Object, Object> part = _ -> "whole";
    private @Nullable Judge judge;
    private Plan.Epilogue<S> epilogue = Plan.Epilogue.none();
    private int fewest = 2;
    private int most = 3;
    private int size = 5;

    /** A spec that says nothing yet. */
    public Spec() {}

    /** How to make a fresh object. */
    public Spec<S, M> create(Supplier<? extends S> maker) {
        create = Checks.notNull("description", "create", maker);
        return this;
    }

    /** A model that changes in place: how to make a fresh one, and how to copy one. It has {@code equals} and {@code hashCode}. */
    public Spec<S, M> model(Supplier<? extends M> maker, UnaryOperator<M> copier) {
        initial = Checks.notNull("description", "model", maker);
        copy = Checks.notNull("description", "copier", copier);
        return this;
    }

    /** A model that never changes, such as a record: its first state. */
    public Spec<S, M> model(M first) {
        Checks.notNull("description", "model", first);
        initial = () -> first;
        return this;
    }

    /** Who judges, in place of a model. */
    public Spec<S, M> judge(Judge other) {
        judge = Checks.notNull("description", "judge", other);
        return this;
    }

    /**
     * Calls on different parts do not influence each other, as with the keys of a map: what part an argument belongs to. It
     * makes the judgement exponentially faster, and it is wrong if one operation concerns several parts.
     */
    public Spec<S, M> partitionBy(Function<@Nullable Object, Object> partOfArgument) {
        part = Checks.notNull("description", "partitionBy", partOfArgument);
        return this;
    }

    /** An operation without an argument. */
    public OperationSpec<M, Void> operation(String name, Body0<? super S> body) {
        Checks.notNull("operation " + name, "body", body);
        return add(Action.of(name, (subject, _, _) -> body.call(subject)));
    }

    /** An operation with an argument. */
    @SuppressWarnings("unchecked")
    public <A> OperationSpec<M, A> operation(String name, Gen<A> argument, Body1<? super S, ? super A> body) {
        Checks.notNull("operation " + name, "argument", argument);
        Checks.notNull("operation " + name, "body", body);
        return add(Action.of(name, argument,
                (subject, input, _) -> body.call(subject, (A) Arguments.copyOf(Objects.requireNonNull(input)))));
    }

    /** An operation with two arguments. */
    public <A, B> OperationSpec<M, Pair<A, B>> operation(String name, Gen<A> first, Gen<B> second,
            Body2<? super S, ? super A, ? super B> body) {
        Checks.notNull("operation " + name, "first", first);
        Checks.notNull("operation " + name, "second", second);
        Checks.notNull("operation " + name, "body", body);
        return operation(name, Gen.both(first, second),
                (subject, pair) -> body.call(subject, pair.first(), pair.second()));
    }

    /**
     * Calls the object without an argument.
     *
     * @param <S> the object under test
     */
    @FunctionalInterface
    public interface Body0<S> {
        /** The call. */
        @Nullable Object call(S subject) throws Throwable;
    }

    /**
     * Calls the object with an argument.
     *
     * @param <S> the object under test
     * @param <A> the argument
     */
    @FunctionalInterface
    public interface Body1<S, A> {
        /** The call. */
        @Nullable Object call(S subject, A argument) throws Throwable;
    }

    /**
     * Calls the object with two arguments.
     *
     * @param <S> the object under test
     * @param <A> the first argument
     * @param <B> the second argument
     */
    @FunctionalInterface
    public interface Body2<S, A, B> {
        /** The call. */
        @Nullable Object call(S subject, A first, B second) throws Throwable;
    }

    private <A> OperationSpec<M, A> add(Action<S> action) {
        if (action.name().equals(Plan.INTERRUPT)) {
            throw new IllegalArgumentException(
                    "description: operation=" + action.name()
                            + " (expected: another name); this one is the testkit's own");
        }
        if (actions.put(action.name(), action) != null) {
            throw new IllegalArgumentException("description: operation=" + action.name() + " (expected: named once)");
        }
        OperationSpec<M, A> meaning = new OperationSpec<>(action.name());
        meanings.put(action.name(), meaning);
        return meaning;
    }

    /** Some threads are interrupted while they call. */
    public Spec<S, M> interrupts() {
        actions.put(Plan.INTERRUPT, PlanBuilder.interrupting());
        return this;
    }

    /** How many threads call the operations that belong to no role; 2 to 3 unless said. What is shrunk may have fewer. */
    public Spec<S, M> threads(int atLeast, int atMost) {
        fewest = atLeast;
        most = atMost;
        return this;
    }

    /**
     * These operations are called only by so many threads, as for a queue with one consumer. What is shrunk keeps as many as
     * there are at least, since the object may need them.
     */
    public Spec<S, M> role(String name, int atLeast, int atMost, String... operations) {
        roles.add(new Role(name, atLeast, atMost, named("role", operations).stream().map(List::of).toList()).kept());
        return this;
    }

    /** These operations are called one after the other by one thread, or not at all. */
    public Spec<S, M> phrase(String... operations) {
        phrases.add(named("phrase", operations));
        return this;
    }

    private static List<String> named(String place, String... operations) {
        Checks.notNull(place, "operations", operations);
        for (String operation : operations) {
            Checks.notNull(place, "operation", operation);
        }
        return List.of(operations);
    }

    /** These operations may be called before the threads start. */
    public Spec<S, M> before(String... operations) {
        named("before", operations).stream().map(List::of).forEach(before::add);
        return this;
    }

    /** What is called when all threads have ended. */
    public Spec<S, M> epilogue(Plan.Epilogue<S> last) {
        epilogue = Checks.notNull("description", "epilogue", last);
        return this;
    }

    /** How many operations or phrases a thread calls at the most; 5 unless said. */
    public Spec<S, M> size(int phrasesOfOneThread) {
        size = Checks.atLeast(1, "description", "size", phrasesOfOneThread);
        return this;
    }

    @Override
    public Plan<S> plan() {
        Supplier<? extends S> maker = Checks.given("description", "create", create);
        Judge other = judge;
        return new Plan<>(_ -> maker.get(), actions, allRoles(), before, size, PlanBuilder.NEAR, epilogue,
                other == null ? linearizable() : history -> other.judge(PlanBuilder.withoutInterrupts(history)));
    }

    private List<Role> allRoles() {
        List<Role> all = new ArrayList<>(roles);
        Set<String> named = new HashSet<>();
        roles.forEach(role -> role.phrases().forEach(named::addAll));
        phrases.forEach(named::addAll);
        if (actions.containsKey(Plan.INTERRUPT)) {
            named.add(Plan.INTERRUPT);
            all.add(PlanBuilder.INTERRUPTER);
        }
        List<List<String>> others = new ArrayList<>(phrases);
        actions.keySet().stream().filter(name -> !named.contains(name)).map(List::of).forEach(others::add);
        if (!others.isEmpty()) {
            all.add(new Role("caller", fewest, most, others));
        }
        if (all.stream().allMatch(PlanBuilder.INTERRUPTER::equals)) {
            throw new IllegalArgumentException("description: operations=none (expected: >= 1)");
        }
        return all;
    }

    private Judge linearizable() {
        Supplier<? extends M> first = Checks.given("description", "model", initial);
        meanings.values().forEach(OperationSpec::requireMeaning);
        Map<String, OperationSpec<M, ?>> all = Map.copyOf(meanings);
        return history -> {
            Interrupts interrupts = Interrupts.in(history);
            Described<M> model = new Described<>(first, copy, all, part, interrupts);
            Verdict verdict = Linearizability.check(model, PlanBuilder.withoutInterrupts(history));
            return verdict instanceof Verdict.Violation violation
                    ? explained(model.withThrown(violation), history, interrupts)
                    : verdict;
        };
    }

    /** An interrupt that there was not is likely to be what is wrong. */
    private static Verdict explained(Verdict.Violation violation, History history, Interrupts interrupts) {
        return history.operations().stream()
                .filter(call -> PlanBuilder.wasInterrupted(call) && !interrupts.mayHaveEnded(call)).findFirst()
                .map(call -> new Verdict.Violation(Interrupts.reason(call), violation.prefix(), call))
                .orElse(violation);
    }

    private record Described<M>(Supplier<? extends M> first, UnaryOperator<M> copy,
            Map<String, OperationSpec<M, ?>> meanings, Function<@Nullable Object, Object> part, Interrupts interrupts)
            implements
                Model<M> {

        @Override
        public M initial() {
            return given(first.get(), "maker");
        }

        @Override
        public @Nullable M step(M state, Operation operation) {
            if (PlanBuilder.wasInterrupted(operation) && interrupts.mayHaveEnded(operation)) {
                return state;
            }
            return Objects.requireNonNull(meanings.get(operation.name()), operation.name())
                    .take(given(copy.apply(state), "copier"), operation);
        }

        private static <M> M given(@Nullable M state, String giver) {
            if (state == null) {
                throw new IllegalArgumentException(
                        "description: state=null (expected: not null, from the model's " + giver
                                + ")");
            }
            return state;
        }

        /** The same, with what the model throws for the call at fault, which may be the model's mistake. */
        Verdict.Violation withThrown(Verdict.Violation violation) {
            Operation culprit = violation.culprit();
            M state = culprit == null ? null : after(violation.prefix());
            if (culprit == null || state == null) {
                return violation;
            }
            Operation.Thrown thrown = Objects.requireNonNull(meanings.get(culprit.name()), culprit.name())
                    .thrownInVain(given(copy.apply(state), "copier"), culprit);
            return thrown == null
                    ? violation
                    : new Verdict.Violation(violation.reason() + said(culprit, thrown), violation.prefix(), culprit);
        }

        private static String said(Operation culprit, Operation.Thrown thrown) {
            String message = thrown.message() == null ? "" : ": " + thrown.message();
            return "; for " + culprit.name() + ", the model throws " + thrown + message;
        }

        private @Nullable M after(List<Operation> calls) {
            M state = initial();
            for (Operation call : calls) {
                state = step(state, call);
                if (state == null) {
                    return null;
                }
            }
            return state;
        }

        @Override
        public Object partOf(Operation operation) {
            return part.apply(operation.input());
        }
    }
}
