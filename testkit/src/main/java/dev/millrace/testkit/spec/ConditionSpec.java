package dev.millrace.testkit.spec;

import dev.millrace.testkit.history.Linearizability;
import dev.millrace.testkit.history.Model;
import dev.millrace.testkit.history.Operation;
import dev.millrace.testkit.internal.Checks;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The test of a condition and its lock. Threads give and take tokens under the lock; who finds none waits for the condition,
 * in a loop, and who gives one notifies. Nobody may wait while there is a token for him, and nobody may get one that is not
 * there.
 *
 * <pre>{@code
 * spec.create(Monitor::new).lock(Monitor::lock).unlock(Monitor::unlock).await(Monitor::await).notifyOne(Monitor::signal)
 *         .notifyAll(Monitor::signalAll);
 * }</pre>
 *
 * <p>Where {@code notifyOne} is tested, all tokens are alike, so that any waiter will do; with {@code notifyAll} alone there
 * are two kinds.
 *
 * <p>Limits: of a timed call it is asked that it comes back in the end, and that what it says is true at some moment of the
 * call; one that gives up before its time is over is not found.
 *
 * @param <C> the lock with its condition
 */
public final class ConditionSpec<C> implements PlanSource {

    private final PlanBuilder<Tokens<C>> plan = new PlanBuilder<>();
    private @Nullable Supplier<? extends C> create;
    private @Nullable Consumer<? super C> lock;
    private @Nullable Consumer<? super C> unlock;
    private @Nullable Waiting<? super C> await;
    private @Nullable TimedWaiting<? super C> awaitFor;
    private @Nullable Consumer<? super C> notifyOne;
    private @Nullable Consumer<? super C> notifyAll;
    private Threads givers = new Threads(1, 2);
    private Threads takers = new Threads(1, 3);
    private int size = 3;

    /** A lock with its condition, and what it guards. */
    private static final class Tokens<C> implements Wrapped {
        private final C monitor;
        private final int[] left;

        Tokens(C monitor, int colours) {
            this.monitor = monitor;
            left = new int[colours];
        }

        @Override
        public Object inner() {
            return Objects.requireNonNull(monitor);
        }
    }

    /** A spec that says nothing yet. */
    public ConditionSpec() {}

    /** How to make a fresh lock with its condition. */
    public ConditionSpec<C> create(Supplier<? extends C> maker) {
        create = Checks.notNull("condition", "create", maker);
        return this;
    }

    /** Locks. */
    public ConditionSpec<C> lock(Consumer<? super C> acquire) {
        lock = PlanBuilder.once(lock, "lock", Checks.notNull("condition", "lock", acquire));
        return this;
    }

    /** Unlocks. */
    public ConditionSpec<C> unlock(Consumer<? super C> release) {
        unlock = PlanBuilder.once(unlock, "unlock", Checks.notNull("condition", "unlock", release));
        return this;
    }

    /** Unlocks, waits for a notice, and locks again. It may return without one. */
    public ConditionSpec<C> await(Waiting<? super C> waiting) {
        await = PlanBuilder.once(await, "await", Checks.notNull("condition", "await", waiting));
        return this;
    }

    /** The same for a time at the most. */
    public ConditionSpec<C> awaitFor(TimedWaiting<? super C> waiting) {
        awaitFor = PlanBuilder.once(awaitFor, "awaitFor", Checks.notNull("condition", "awaitFor", waiting));
        return this;
    }

    /** Notifies one waiter. */
    public ConditionSpec<C> notifyOne(Consumer<? super C> signal) {
        notifyOne = PlanBuilder.once(notifyOne, "notifyOne", Checks.notNull("condition", "notifyOne", signal));
        return this;
    }

    /** Notifies all waiters. */
    public ConditionSpec<C> notifyAll(Consumer<? super C> signal) {
        notifyAll = PlanBuilder.once(notifyAll, "notifyAll", Checks.notNull("condition", "notifyAll", signal));
        return this;
    }

    /** Some threads are interrupted while they call. */
    public ConditionSpec<C> interrupts() {
        plan.interrupts();
        return this;
    }

    /** How many threads notify; 1 to 2 unless said. */
    public ConditionSpec<C> givers(int atLeast, int atMost) {
        givers = new Threads(atLeast, atMost);
        return this;
    }

    /** How many threads wait; 1 to 3 unless said. */
    public ConditionSpec<C> takers(int atLeast, int atMost) {
        takers = new Threads(atLeast, atMost);
        return this;
    }

    /** How many times a thread gives or takes at the most in a controlled run; 3 unless said. */
    public ConditionSpec<C> rounds(int ofOneThread) {
        size = Checks.atLeast(1, "condition", "rounds", ofOneThread);
        return this;
    }

    @Override
    public Plan<?> plan() {
        Supplier<? extends C> maker = Checks.given("condition", "create", create);
        Checks.given("condition", "lock", lock);
        Checks.given("condition", "unlock", unlock);
        if (await == null && awaitFor == null) {
            throw new IllegalArgumentException("condition: waiting=none (expected: one of await, awaitFor)");
        }
        int colours = addGiving();
        if (await != null) {
            addTaking(colours, await);
        }
        if (awaitFor != null) {
            addTakingInTime(colours, awaitFor);
        }
        plan.inVain(List.of(), "takeFor");
        return plan.plan(_ -> new Tokens<>(maker.get(), colours),
                List.of(plan.role("giver", givers), plan.role("taker", takers)), size, Plan.Epilogue.none(),
                history -> Linearizability.check(new Colours(colours), history));
    }

    /** Waiters for two things on one condition must all be told, so with {@code notifyOne} there is only one thing. */
    private int addGiving() {
        if (notifyOne == null && notifyAll == null) {
            throw new IllegalArgumentException("condition: notifying=none (expected: one of notifyOne, notifyAll)");
        }
        int colours = notifyOne == null ? 2 : 1;
        if (notifyOne != null) {
            giving("give", colours, notifyOne);
        }
        if (notifyAll != null) {
            giving("giveToAll", colours, notifyAll);
        }
        return colours;
    }

    private void giving(String name, int colours, Consumer<? super C> signal) {
        plan.own(Action.<Tokens<C>, Integer>of(name, Gen.ints(0, colours - 1), (tokens, colour, _) -> {
            locked(tokens, () -> {
                tokens.left[(Integer) Objects.requireNonNull(colour)]++;
                signal.accept(tokens.monitor);
                return true;
            });
            return null;
        })).phrase("giver", name);
    }

    private void addTaking(int colours, Waiting<? super C> waiting) {
        plan.own(Action.<Tokens<C>, Integer>of("take", Gen.ints(0, colours - 1),
                (tokens, colour, _) -> locked(tokens, () -> {
                    int wanted = (Integer) Objects.requireNonNull(colour);
                    while (tokens.left[wanted] == 0) {
                        waiting.await(tokens.monitor);
                    }
                    tokens.left[wanted]--;
                    return true;
                }))).phrase("taker", "take");
    }

    private void addTakingInTime(int colours, TimedWaiting<? super C> waiting) {
        plan.own(Action.<Tokens<C>, Integer>of("takeFor", Gen.ints(0, colours - 1),
                (tokens, colour, caller) -> locked(tokens, () -> {
                    int wanted = (Integer) Objects.requireNonNull(colour);
                    boolean inTime = true;
                    while (tokens.left[wanted] == 0 && inTime) {
                        inTime = waiting.await(tokens.monitor, Waits.next(caller));
                    }
                    boolean got = tokens.left[wanted] > 0;
                    tokens.left[wanted] -= got ? 1 : 0;
                    return got;
                }))).phrase("taker", "takeFor");
    }

    @FunctionalInterface
    private interface Section {
        boolean run() throws Exception;
    }

    private boolean locked(Tokens<C> tokens, Section section) throws Exception {
        Checks.given("condition", "lock", lock).accept(tokens.monitor);
        try {
            return section.run();
        } finally {
            Checks.given("condition", "unlock", unlock).accept(tokens.monitor);
        }
    }

    /** How many tokens of each colour there are. */
    private record Colours(int count) implements Model<List<Integer>> {

        @Override
        public List<Integer> initial() {
            return Collections.nCopies(count, 0);
        }

        @Override
        public @Nullable List<Integer> step(List<Integer> left, Operation call) {
            int colour = (Integer) Objects.requireNonNull(call.input());
            int many = left.get(colour);
            if (PlanBuilder.wasInterrupted(call)) {
                return left;
            }
            if (call.name().startsWith("give")) {
                return with(left, colour, many + 1);
            }
            if (call.hasReturned() && Boolean.FALSE.equals(call.output())) {
                return many == 0 ? left : null;
            }
            return many > 0 ? with(left, colour, many - 1) : null;
        }

        private static List<Integer> with(List<Integer> list, int index, int value) {
            List<Integer> changed = new ArrayList<>(list);
            changed.set(index, value);
            return List.copyOf(changed);
        }
    }
}
