package dev.millrace.testkit.spec;

import dev.millrace.testkit.history.Linearizability;
import dev.millrace.testkit.history.Model;
import dev.millrace.testkit.history.Operation;
import dev.millrace.testkit.internal.Checks;
import dev.millrace.testkit.schedule.Mark;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The test of an event, or of a latch of one: who waits goes on once it is set, and nobody before; nobody waits while it is
 * set.
 *
 * <pre>{@code
 * spec.create(MyEvent::new).set(MyEvent::set).clear(MyEvent::clear).await(MyEvent::await).isSet(MyEvent::isSet);
 * }</pre>
 *
 * <p>Limits: of a timed call it is asked that it comes back in the end, and that what it says is true at some moment of the
 * call; one that gives up before its time is over is not found.
 *
 * @param <E> the event under test
 */
public final class EventSpec<E> implements PlanSource {

    private final PlanBuilder<Watched<E>> plan = new PlanBuilder<>();
    private @Nullable Supplier<? extends E> create;
    private Threads setters = new Threads(1, 2);
    private Threads waiters = new Threads(1, 2);
    private int size = 3;

    /** A spec that says nothing yet. */
    public EventSpec() {}

    /** How to make a fresh event that is not set. */
    public EventSpec<E> create(Supplier<? extends E> maker) {
        create = Checks.notNull("event", "create", maker);
        return this;
    }

    /** Sets it. */
    public EventSpec<E> set(Consumer<? super E> set) {
        Checks.notNull("event", "set", set);
        plan.action(Action.of("set", (event, _, _) -> {
            event.isAboutToBeSet();
            set.accept(event.event);
            return null;
        })).phrase("setter", "set");
        return this;
    }

    /** Takes the setting back. */
    public EventSpec<E> clear(Consumer<? super E> clear) {
        Checks.notNull("event", "clear", clear);
        plan.action(Action.of("clear", (event, _, _) -> {
            clear.accept(event.event);
            return null;
        })).phrase("setter", "clear");
        return this;
    }

    /** Waits until it is set. */
    public EventSpec<E> await(Waiting<? super E> await) {
        Checks.notNull("event", "await", await);
        plan.action(Action.of("await", (event, _, _) -> {
            await.await(event.event);
            return event.seenAsSet(true);
        })).phrase("waiter", "await");
        return this;
    }

    /** Waits until it is set, or returns false if it is not for so long. */
    public EventSpec<E> awaitFor(TimedWaiting<? super E> await) {
        Checks.notNull("event", "awaitFor", await);
        plan.action(Action.of("awaitFor", Waits.any(),
                (event, wait, _) -> event
                        .seenAsSet(await.await(event.event, (Duration) Objects.requireNonNull(wait)))));
        plan.phrase("waiter", "awaitFor");
        return this;
    }

    /** Whether it is set. */
    public EventSpec<E> isSet(Predicate<? super E> isSet) {
        Checks.notNull("event", "isSet", isSet);
        plan.action(Action.of("isSet", (event, _, _) -> isSet.test(event.event))).phrase("waiter", "isSet");
        return this;
    }

    /** Some threads are interrupted while they call. */
    public EventSpec<E> interrupts() {
        plan.interrupts();
        return this;
    }

    /** How many threads set and clear it; 1 to 2 unless said. */
    public EventSpec<E> setters(int atLeast, int atMost) {
        setters = new Threads(atLeast, atMost);
        return this;
    }

    /** How many threads wait; 1 to 2 unless said. */
    public EventSpec<E> waiters(int atLeast, int atMost) {
        waiters = new Threads(atLeast, atMost);
        return this;
    }

    /** How many times a thread calls at the most in a controlled run; 3 unless said. */
    public EventSpec<E> operations(int ofOneThread) {
        size = Checks.atLeast(1, "event", "operations", ofOneThread);
        return this;
    }

    @Override
    public Plan<?> plan() {
        Supplier<? extends E> maker = Checks.given("event", "create", create);
        if (!plan.has("set") || (!plan.has("await") && !plan.has("awaitFor"))) {
            throw new IllegalArgumentException(
                    "event: operations=incomplete (expected: set, and one of await, awaitFor)");
        }
        plan.inVain(List.of(), "awaitFor");
        return plan.plan(_ -> new Watched<>(maker.get()),
                List.of(plan.role("setter", setters), plan.role("waiter", waiters)), size,
                Plan.Epilogue.none(), history -> Linearizability.check(new Flag(), history));
    }

    /**
     * An event, and where threads were when they set it, in a controlled run.
     *
     * @param <E> the event under test
     */
    private static final class Watched<E> implements Wrapped {

        private final E event;
        private final List<Mark> sets = new ArrayList<>();

        Watched(E event) {
            this.event = event;
        }

        @Override
        public Object inner() {
            return Objects.requireNonNull(event);
        }

        void isAboutToBeSet() {
            Mark here = Mark.here();
            if (here != null) {
                sets.add(here);
            }
        }

        /** Who waited until it was set sees what came before some setting. */
        boolean seenAsSet(boolean set) {
            if (set && !sets.isEmpty() && sets.stream().noneMatch(Mark::isSeen)) {
                throw new AssertionError("event: what came before set need not be seen after await (expected: it"
                        + " happens-before what follows); set by a release, and look by an acquire");
            }
            return set;
        }
    }

    /** Whether it is set. */
    private record Flag() implements Model<Boolean> {

        @Override
        public Boolean initial() {
            return false;
        }

        @Override
        public @Nullable Boolean step(Boolean set, Operation call) {
            if (PlanBuilder.wasInterrupted(call)) {
                return set;
            }
            return switch (call.name()) {
                case "set" -> true;
                case "clear" -> false;
                default -> call.hasReturned() ? unless(!set.equals(call.output()), set) : unless(!set, true);
            };
        }

        private static @Nullable Boolean unless(boolean wrong, Boolean state) {
            return wrong ? null : state;
        }
    }
}
