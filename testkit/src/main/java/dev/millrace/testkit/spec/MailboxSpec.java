package dev.millrace.testkit.spec;

import dev.millrace.testkit.history.Ending;
import dev.millrace.testkit.history.History;
import dev.millrace.testkit.history.Operation;
import dev.millrace.testkit.history.Verdict;
import dev.millrace.testkit.internal.Checks;
import dev.millrace.testkit.scenario.Call;
import dev.millrace.testkit.schedule.Hooks;
import dev.millrace.testkit.schedule.Mark;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The test of a mailbox, and so of an actor: every message that was accepted is handled once, or handed to the dead letters
 * once; the messages of one sender are handled in the order in which it sent them; two are never handled at once; and when
 * everything has come to rest, nothing is left in the mailbox. A message may be refused only when the actor was stopped, or
 * when as many others as its {@link #capacity} may be in the mailbox; and what was refused is not handled. Who {@linkplain #ask
 * asks} is not answered before his message was handled.
 *
 * <pre>{@code
 * spec.create((handler, executor) -> new MyActor(handler, executor)).tell(MyActor::tell).stop(MyActor::stop)
 *         .deadLetters(MyActor::deadLetters);
 * }</pre>
 *
 * <p>The actor is to run on the executor that it is given; only then can a controlled run see its every step. What the
 * handler writes is plain; an actor that does not order one message's handling before the next's is found by that.
 *
 * <p>Limits: it is not known when a message leaves the mailbox; so once as many were sent as it holds, any may be refused.
 *
 * @param <A> the actor under test
 */
public final class MailboxSpec<A> implements PlanSource {

    private static final String ASK = "ask";
    private static final String STOP = "stop";

    /** What an ask has to show that was answered too early. */
    private enum Answer {
        TOO_EARLY;

        @Override
        public String toString() {
            return "true, not handled so far";
        }
    }

    private final PlanBuilder<Running<A>> plan = new PlanBuilder<>();
    private @Nullable BiFunction<Consumer<Item>, Executor, ? extends A> create;
    private Threads senders = new Threads(1, 3);
    private int size = 4;
    private int capacity = Integer.MAX_VALUE;
    private boolean deadLetters;

    /** An actor, and what it has done. */
    private static final class Running<A> implements Wrapped {
        private final AtomicInteger inside = new AtomicInteger();
        private final ConcurrentLinkedQueue<Long> handled = new ConcurrentLinkedQueue<>();
        /** The messages whose handling is over. */
        private final Set<Long> done = ConcurrentHashMap.newKeySet();
        private @Nullable Throwable failure;
        /** Where the thread was that handled last, in a controlled run. */
        private @Nullable Mark last;
        private @Nullable A actor;

        void handle(Item item) {
            if (inside.incrementAndGet() > 1) {
                failure = new AssertionError(
                        "message " + item + " is handled while another one is (expected: one at a time)");
            }
            Hooks.point(0); // handling takes its time: others may come in, or get an answer, meanwhile
            if (!Mark.isSeen(last)) {
                failure = new AssertionError("message " + item
                        + ": what the handling of the one before wrote need not be seen"
                        + " (expected: it happens-before what follows); give the mailbox back by a release, and take it by an"
                        + " acquire");
            }
            try {
                handled.add(Objects.requireNonNull(Item.open(item)));
            } catch (Item.UnsafePublication e) {
                failure = e;
            }
            last = Mark.here();
            done.add(item.id());
            inside.decrementAndGet();
        }

        /** What an ask shows: by its end the message has been handled, if it is said to. */
        Object answered(Long id, boolean answer) {
            return answer && !done.contains(id) ? Answer.TOO_EARLY : answer;
        }

        @Override
        public Object inner() {
            return Objects.requireNonNull(actor);
        }

        A actor() {
            return Objects.requireNonNull(actor);
        }
    }

    /** A spec that says nothing yet. */
    public MailboxSpec() {}

    /** How to make a fresh actor that gives each message to the handler, and runs on the executor. */
    public MailboxSpec<A> create(BiFunction<Consumer<Item>, Executor, ? extends A> maker) {
        create = Checks.notNull("mailbox", "create", maker);
        return this;
    }

    /** How many messages the mailbox holds; it has no bound unless said. */
    public MailboxSpec<A> capacity(int messages) {
        capacity = Checks.atLeast(1, "mailbox", "capacity", messages);
        return this;
    }

    /** Sends a message; whether it was accepted. */
    public MailboxSpec<A> tell(PipeSpec.Write<? super A> tell) {
        Checks.notNull("mailbox", "tell", tell);
        plan.action(new Action<Running<A>>("tell", 1, (caller, _) -> caller.nextId(), _ -> true,
                (running, id, _) -> tell.write(running.actor(), new Item((Long) Objects.requireNonNull(id)).sealed())));
        plan.phrase("sender", "tell");
        return this;
    }

    /**
     * Sends a message and waits for the answer: true when the message was handled, and not before; false or an exception if it
     * will not be, as when the actor was stopped, so one that is being handled then gets its answer. A
     * {@link TimeoutException} says that it was too late, and may come at any time; after it, or after the
     * {@link InterruptedException} of a thread that was interrupted, the message may be handled or not.
     */
    public MailboxSpec<A> ask(PipeSpec.Write<? super A> ask) {
        Checks.notNull("mailbox", "ask", ask);
        plan.action(new Action<Running<A>>(ASK, 1, (caller, _) -> caller.nextId(), _ -> true, (running, input, _) -> {
            Long id = (Long) Objects.requireNonNull(input);
            return running.answered(id, ask.write(running.actor(), new Item(id).sealed()));
        }));
        plan.phrase("sender", ASK);
        return this;
    }

    /** Stops the actor: what it has accepted and does not handle becomes a dead letter. */
    public MailboxSpec<A> stop(Consumer<? super A> stop) {
        Checks.notNull("mailbox", "stop", stop);
        return also(STOP, stop);
    }

    /** Restarts the actor: it keeps its messages. */
    public MailboxSpec<A> restart(Consumer<? super A> restart) {
        Checks.notNull("mailbox", "restart", restart);
        return also("restart", restart);
    }

    private MailboxSpec<A> also(String name, Consumer<? super A> call) {
        plan.action(Action.of(name, (running, _, _) -> {
            call.accept(running.actor());
            return null;
        })).phrase("keeper", name);
        return this;
    }

    /**
     * What was accepted and not handled; asked when everything seems to have come to rest. A stress test may ask again, when
     * more may have come to rest; the answer is all of it each time.
     */
    public MailboxSpec<A> deadLetters(Letters<? super A> letters) {
        Checks.notNull("mailbox", "deadLetters", letters);
        deadLetters = true;
        plan.action(Action.of("deadLetters", (running, _, _) -> {
            List<Object> ids = new ArrayList<>();
            letters.of(running.actor()).forEach(item -> ids.add(item.id()));
            return ids;
        }));
        return this;
    }

    /**
     * Tells which messages were not handled.
     *
     * @param <A> the actor under test
     */
    @FunctionalInterface
    public interface Letters<A> {
        /** The messages that were accepted and will not be handled. */
        Iterable<Item> of(A actor);
    }

    /** How many threads send; 1 to 3 unless said. */
    public MailboxSpec<A> senders(int atLeast, int atMost) {
        senders = new Threads(atLeast, atMost);
        return this;
    }

    /** How many messages a thread sends at the most in a controlled run; 4 unless said. */
    public MailboxSpec<A> messages(int ofOneThread) {
        size = Checks.atLeast(1, "mailbox", "messages", ofOneThread);
        return this;
    }

    @Override
    public Plan<?> plan() {
        BiFunction<Consumer<Item>, Executor, ? extends A> maker = Checks.given("mailbox", "create", create);
        if (!plan.has("tell") && !plan.has(ASK)) {
            throw new IllegalArgumentException("mailbox: sending=none (expected: one of tell, ask)");
        }
        plan.own(Action.of("handled", (running, _, _) -> {
            if (running.failure != null) {
                throw running.failure;
            }
            return new ArrayList<Object>(running.handled);
        }));
        List<Role> roles = new ArrayList<>(List.of(plan.role("sender", senders)));
        if (plan.has(STOP) || plan.has("restart")) {
            roles.add(plan.role("keeper", new Threads(0, 1)));
        }
        boolean losesWhenStopped = !deadLetters;
        int most = capacity;
        plan.mayFail(call -> call.name().equals(ASK) && !PlanBuilder.wasInterrupted(call));
        return plan.longPlan(executor -> start(maker, executor), roles, size, this::rest,
                history -> judge(history, most, losesWhenStopped));
    }

    private static <A> Running<A> start(BiFunction<Consumer<Item>, Executor, ? extends A> maker,
            Executor executor) {
        Running<A> running = new Running<>();
        running.actor = maker.apply(running::handle, executor);
        return running;
    }

    private void rest(Running<A> running, Plan.Calls<Running<A>> calls) {
        calls.make(Call.of("handled"));
        if (deadLetters) {
            calls.make(Call.of("deadLetters"));
        }
    }

    static Verdict judge(History history, int capacity, boolean losesWhenStopped) {
        Map<Object, Operation> sent = new HashMap<>();
        boolean atRest = false;
        List<Object> handled = List.of();
        List<Object> dead = List.of();
        for (Operation call : history.operations()) {
            switch (call.name()) {
                case "tell", ASK -> {
                    if (call.ending() == Ending.BLOCKED) {
                        return violation("message " + call.input() + " was sent by a thread that waits for ever: it was"
                                + " neither answered nor refused", call);
                    }
                    if (call.output() == Answer.TOO_EARLY) {
                        return violation("message " + call.input() + " was answered before it was handled", call);
                    }
                    sent.put(Objects.requireNonNull(call.input()), call);
                }
                case "handled" -> {
                    atRest = true;
                    handled = list(call.output());
                }
                case STOP, "restart" -> {
                    if (call.ending() == Ending.BLOCKED) {
                        return violation(call.name() + " does not end", call);
                    }
                }
                case "deadLetters" -> dead = list(call.output());
                default -> {}
            }
        }
        long stopped = history.operations().stream().filter(call -> call.name().equals(STOP))
                .mapToLong(Operation::invokedAt).min().orElse(Operation.NEVER);
        Verdict verdict = refusals(sent.values(), capacity, stopped);
        if (!atRest || !verdict.isLinearizable()) {
            return verdict; // if not at rest, nobody was left to ask what was handled
        }
        boolean mayLose = losesWhenStopped && stopped != Operation.NEVER;
        verdict = whereabouts(sent, handled, dead, mayLose);
        return verdict.isLinearizable() ? inOrder(handled, sent) : verdict;
    }

    /** Nothing is refused before the actor is stopped, unless as many messages as it holds were sent before or meanwhile. */
    private static Verdict refusals(Collection<Operation> sent, int capacity, long stopped) {
        List<Operation> refused = sent.stream()
                .filter(call -> isRefused(call) && call.returnedAt() < stopped)
                .sorted(Comparator.comparingLong(Operation::invokedAt)).toList();
        long[] begun = sent.stream().filter(call -> !isRefused(call)).mapToLong(Operation::invokedAt).sorted()
                .toArray();
        for (Operation call : refused) {
            long others = countUpTo(call.returnedAt(), begun);
            if (others < capacity) {
                // Only now, since it takes a look at each call: others that were refused may have held a place meanwhile.
                others += refused.stream().filter(other -> isMeanwhile(other, call)).count() - 1; // not itself
            }
            if (others < capacity) {
                return refused(call, others, capacity);
            }
        }
        return new Verdict.Linearizable(List.of());
    }

    private static boolean isRefused(Operation call) {
        return Boolean.FALSE.equals(call.output())
                || (call.output() instanceof Operation.Thrown thrown && !leavesOpen(thrown.type()));
    }

    /** Whether nobody knows after it what becomes of the message. */
    private static boolean leavesOpen(Class<? extends Throwable> failure) {
        return TimeoutException.class.isAssignableFrom(failure)
                || InterruptedException.class.isAssignableFrom(failure);
    }

    private static boolean isMeanwhile(Operation one, Operation other) {
        return !one.precedes(other) && !other.precedes(one);
    }

    /** How many of these, which are sorted, are not above the bound. */
    private static int countUpTo(long bound, long[] sorted) {
        int place = Arrays.binarySearch(sorted, bound);
        return place < 0 ? -place - 1 : place + 1;
    }

    private static Verdict refused(Operation call, long others, int capacity) {
        String room = capacity == Integer.MAX_VALUE
                ? "the mailbox has no bound"
                : "only " + others + " others may be in the mailbox (capacity: " + capacity + ")";
        return violation("message " + call.input() + " was refused by " + call.name() + ", although " + room
                + " and nobody had stopped the actor", call);
    }

    /**
     * Each message comes out at the most once, and each that was accepted does, if nothing may be lost; what was answered was
     * handled, and what was refused was not.
     */
    private static Verdict whereabouts(Map<Object, Operation> sent, List<Object> handled, List<Object> dead,
            boolean mayLose) {
        List<Object> all = new ArrayList<>(handled);
        all.addAll(dead);
        Set<Object> once = new HashSet<>();
        for (Object id : all) {
            Operation message = sent.get(id);
            if (message == null) {
                return violation("message " + id + " was never sent", null);
            }
            if (!once.add(id)) {
                return violation("message " + id + " came out twice", message);
            }
        }
        for (Object id : handled) {
            Operation message = Objects.requireNonNull(sent.get(id));
            if (isRefused(message)) {
                return violation("message " + id + " was refused, and yet handled", message);
            }
        }
        return accepted(sent, once, new HashSet<>(handled), mayLose);
    }

    private static Verdict accepted(Map<Object, Operation> sent, Set<Object> out, Set<Object> handled,
            boolean mayLose) {
        for (Map.Entry<Object, Operation> message : sent.entrySet()) {
            Operation call = message.getValue();
            boolean accepted = Boolean.TRUE.equals(call.output());
            if (accepted && call.name().equals(ASK) && !handled.contains(message.getKey())) {
                return violation("message " + message.getKey() + " was answered, and not handled", call);
            }
            if (accepted && !mayLose && !out.contains(message.getKey())) {
                return violation("message " + message.getKey() + " was accepted, and neither handled nor a dead letter",
                        call);
            }
        }
        return new Verdict.Linearizable(List.of());
    }

    /** Each sender's messages as it sent them. */
    private static Verdict inOrder(List<Object> handled, Map<Object, Operation> sent) {
        Map<Integer, Operation> last = new HashMap<>();
        for (Object id : handled) {
            Operation message = Objects.requireNonNull(sent.get(id));
            Operation earlier = last.put(message.thread(), message);
            if (earlier != null && message.precedes(earlier)) {
                return violation("message " + id + " was sent before " + earlier.input() + ", and handled after it",
                        message);
            }
        }
        return new Verdict.Linearizable(List.of());
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(@Nullable Object output) {
        return output instanceof List<?> list ? (List<Object>) list : List.of();
    }

    private static Verdict violation(String reason, @Nullable Operation culprit) {
        return new Verdict.Violation("mailbox: " + reason, List.of(), culprit);
    }
}
