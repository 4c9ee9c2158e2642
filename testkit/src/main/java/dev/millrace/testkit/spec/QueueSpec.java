package dev.millrace.testkit.spec;

import dev.millrace.testkit.history.Operation;
import dev.millrace.testkit.history.QueueCriterion;
import dev.millrace.testkit.internal.Checks;
import dev.millrace.testkit.scenario.Call;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The test of a queue between producers and consumers: nothing is lost, duplicated or reordered, there is never more in it
 * than its capacity, and it says that it is empty or full only when it is. A weaker {@link #expect criterion} can be named.
 *
 * <pre>{@code
 * spec.create(() -> new MyQueue<Item>(8)).capacity(8).offer(MyQueue::offer).poll(MyQueue::poll)
 *         .producers(1, 3).consumers(1, 2);
 * }</pre>
 *
 * <p>What goes through the queue is an {@link Item}. An item that comes out has its plain field checked, so a hand-over
 * without happens-before is found as well. When all threads have ended, the queue is drained with {@code poll}, if it is
 * there, and what comes out is part of the history.
 *
 * <p>Limits: in a history of more than 60 calls, as of a stress test, what {@code peek} and {@code isEmpty} say is wrong only
 * if it was so at no moment of the call, whatever others of these calls have said.
 *
 * <p>A call that ends with an {@link InterruptedException} must have put nothing in and taken nothing out, and its thread must
 * have been interrupted. {@code false} and
 * null of a timed call mean full and empty at some moment of the call; that it waited for its time is not asked.
 *
 * @param <Q> the queue under test
 */
public final class QueueSpec<Q> implements PlanSource {

    private static final int MORE_THAN_A_TEST_PUTS_IN = 1_000_000;

    private final PlanBuilder<Q> plan = new PlanBuilder<>();
    private @Nullable Supplier<? extends Q> create;
    private int capacity = Integer.MAX_VALUE;
    private Threads producers = new Threads(1, 2);
    private Threads consumers = new Threads(1, 2);
    private QueueCriterion criterion = QueueCriterion.LINEARIZABLE;
    private int size = 5;

    /** A spec that says nothing yet. */
    public QueueSpec() {}

    /** How to make a fresh, empty queue. */
    public QueueSpec<Q> create(Supplier<? extends Q> maker) {
        create = Checks.notNull("queue", "create", maker);
        return this;
    }

    /** How many items it holds; it has no bound unless said. */
    public QueueSpec<Q> capacity(int items) {
        capacity = Checks.atLeast(1, "queue", "capacity", items);
        return this;
    }

    /** Puts an item in, or returns false at once if the queue is full. */
    public QueueSpec<Q> offer(BiPredicate<? super Q, ? super Item> offer) {
        Checks.notNull("queue", "offer", offer);
        return producing("offer", (queue, item, _) -> offer.test(queue, item));
    }

    /** Puts an item in, waiting while the queue is full. */
    public QueueSpec<Q> put(Put<? super Q> put) {
        Checks.notNull("queue", "put", put);
        return producing("put", (queue, item, _) -> {
            put.put(queue, item);
            return true;
        });
    }

    /** Puts an item in, or returns false if the queue stays full for so long. */
    public QueueSpec<Q> offerFor(OfferFor<? super Q> offer) {
        Checks.notNull("queue", "offerFor", offer);
        return producing("offerFor", offer::offer);
    }

    /** Takes the first item out, or returns null at once if the queue is empty. */
    public QueueSpec<Q> poll(Function<? super Q, @Nullable Item> poll) {
        Checks.notNull("queue", "poll", poll);
        return consuming("poll", (queue, _) -> poll.apply(queue));
    }

    /** Takes the first item out, waiting while the queue is empty; so null is wrong. */
    public QueueSpec<Q> take(Take<? super Q> take) {
        Checks.notNull("queue", "take", take);
        return consuming("take", (queue, _) -> take.take(queue));
    }

    /** Takes the first item out, or returns null if the queue stays empty for so long. */
    public QueueSpec<Q> pollFor(PollFor<? super Q> poll) {
        Checks.notNull("queue", "pollFor", poll);
        return consuming("pollFor", poll::poll);
    }

    /** Returns the first item and leaves it in, or null if the queue is empty. Consumers call it. */
    public QueueSpec<Q> peek(Function<? super Q, @Nullable Item> peek) {
        Checks.notNull("queue", "peek", peek);
        return consuming("peek", (queue, _) -> peek.apply(queue));
    }

    /** Whether the queue is empty. Consumers call it. */
    public QueueSpec<Q> isEmpty(Predicate<? super Q> isEmpty) {
        Checks.notNull("queue", "isEmpty", isEmpty);
        plan.action(Action.of("isEmpty", (queue, _, _) -> isEmpty.test(queue)));
        return this;
    }

    /** How many items there are, about: from 0 to the capacity, and no more is asked of it. Everybody calls it. */
    public QueueSpec<Q> size(ToIntFunction<? super Q> count) {
        Checks.notNull("queue", "size", count);
        plan.action(Action.of("size", (queue, _, _) -> count.applyAsInt(queue)));
        return this;
    }

    /**
     * Puts an item in, waiting.
     *
     * @param <Q> the queue under test
     */
    @FunctionalInterface
    public interface Put<Q> {
        /** The call. */
        void put(Q queue, Item item) throws Exception;
    }

    /**
     * Puts an item in, waiting for a time.
     *
     * @param <Q> the queue under test
     */
    @FunctionalInterface
    public interface OfferFor<Q> {
        /** The call; false if it was too late. */
        boolean offer(Q queue, Item item, Duration timeout) throws Exception;
    }

    /**
     * Takes an item out, waiting.
     *
     * @param <Q> the queue under test
     */
    @FunctionalInterface
    public interface Take<Q> {
        /** The call. */
        Item take(Q queue) throws Exception;
    }

    /**
     * Takes an item out, waiting for a time.
     *
     * @param <Q> the queue under test
     */
    @FunctionalInterface
    public interface PollFor<Q> {
        /** The call; null if it was too late. */
        @Nullable Item poll(Q queue, Duration timeout) throws Exception;
    }

    private QueueSpec<Q> producing(String name, OfferFor<Q> call) {
        plan.action(new Action<>(name, 1, (caller, _) -> caller.nextId(), _ -> true, (queue, id, caller) -> call
                .offer(queue, new Item((Long) Objects.requireNonNull(id)).sealed(), Waits.next(caller))));
        return this;
    }

    private QueueSpec<Q> consuming(String name, PollFor<Q> call) {
        plan.action(Action.of(name, (queue, _, caller) -> Item.open(call.poll(queue, Waits.next(caller)))));
        return this;
    }

    /** How many threads put items in; 1 to 2 unless said. */
    public QueueSpec<Q> producers(int atLeast, int atMost) {
        producers = new Threads(atLeast, atMost);
        return this;
    }

    /** How many threads take items out; 1 to 2 unless said. */
    public QueueSpec<Q> consumers(int atLeast, int atMost) {
        consumers = new Threads(atLeast, atMost);
        return this;
    }

    /** Some threads are interrupted while they call. */
    public QueueSpec<Q> interrupts() {
        plan.interrupts();
        return this;
    }

    /** What is asked of the queue; {@link QueueCriterion#LINEARIZABLE} unless said. */
    public QueueSpec<Q> expect(QueueCriterion weaker) {
        criterion = Checks.notNull("queue", "criterion", weaker);
        return this;
    }

    /** How many operations a thread calls at the most in a controlled run; 5 unless said. */
    public QueueSpec<Q> operations(int ofOneThread) {
        size = Checks.atLeast(1, "queue", "operations", ofOneThread);
        return this;
    }

    @Override
    public Plan<Q> plan() {
        Supplier<? extends Q> maker = Checks.given("queue", "create", create);
        if (!plan.has("offer") && !plan.has("put") && !plan.has("offerFor")) {
            throw new IllegalArgumentException("queue: producing=none (expected: one of offer, put, offerFor)");
        }
        if (!plan.has("poll") && !plan.has("take") && !plan.has("pollFor")) {
            throw new IllegalArgumentException("queue: consuming=none (expected: one of poll, take, pollFor)");
        }
        plan.eachOf("producer", "offer", "put", "offerFor", "size");
        plan.eachOf("consumer", "poll", "take", "pollFor", "peek", "isEmpty", "size");
        if (producers.most() > 0 && plan.has("offer")) {
            plan.before("offer");
        }
        plan.inVain(List.of(), "pollFor");
        if (capacity <= PlanBuilder.MOST_IN_VAIN) {
            String fill = plan.has("offer") ? "offer" : "offerFor";
            plan.inVain(Collections.nCopies(capacity, Call.of(fill)), "offerFor");
        }
        return plan.longPlan(_ -> maker.get(),
                List.of(plan.role("producer", producers), plan.role("consumer", consumers)),
                size,
                plan.has("poll") ? QueueSpec::drain : Plan.Epilogue.none(), new QueueJudge(capacity, criterion));
    }

    private static <Q> void drain(Q queue, Plan.Calls<Q> calls) {
        for (int i = 0; i < MORE_THAN_A_TEST_PUTS_IN; i++) {
            Object got = calls.make(Call.of("poll"));
            if (got == null || got instanceof Operation.Thrown) {
                return;
            }
        }
    }
}
