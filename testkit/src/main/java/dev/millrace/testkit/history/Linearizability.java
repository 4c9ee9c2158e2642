package dev.millrace.testkit.history;

import dev.millrace.testkit.history.Limits.Algorithm;
import dev.millrace.testkit.internal.Checks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Judges whether a history is linearizable: whether its calls can be put into one order that the model accepts and in which
 * no call stands before one that was over when it began. Calls that share a moment may stand in either order.
 *
 * <p>By the way a call {@linkplain Ending ended}:
 * <ul>
 *   <li>one that returned stands in the order, with what it returned;
 *   <li>one with an unknown end may stand anywhere after its beginning, or be left out;
 *   <li>one that waits for ever is left out, and must not be able to go on in the state at the end. If it is able to in every
 *       such order, a wake-up was lost, and the verdict says so and names the call.
 * </ul>
 *
 * <p>Each {@linkplain Model#partOf part} of the history is judged by itself. The verdict is always right; but the work can grow
 * exponentially with the number of calls that run side by side, hence {@link Limits}. It grows linearly with the length of
 * the history, as long as there are few states.
 *
 * <p>A violation names the call that no order can let return: all that returned earlier can be explained, perhaps with the help
 * of calls that return later, and this call cannot be explained as well. Its prefix is the longest order found that gets that far. Both are of the one part that is wrong, the
 * first of those that are.
 *
 * <p><b>Threads.</b> The methods may be called by any thread. They ask the model from several threads at once if the history
 * has several parts and is large or hard; an exception of the model comes out of the check. An interrupt ends the check with
 * {@link Verdict.GaveUp} and leaves the thread interrupted.
 */
public final class Linearizability {

    /** Between two looks at the limits. */
    private static final long SLICE = 1 << 13;
    /** With fewer calls, threads are started only for parts that turn out to be hard. */
    private static final int LARGE = 5_000;

    private Linearizability() {}

    /** Judges without limits but half of the heap. */
    public static <S> Verdict check(Model<S> model, History history) {
        return check(model, history, Limits.none());
    }

    /**
     * Judges within limits.
     *
     * @param model   what the object does when one call happens after the other
     * @param history what happened
     * @param limits  how long to search, and how
     * @return right, wrong, or given up because of a limit
     */
    public static <S> Verdict check(Model<S> model, History history, Limits limits) {
        Checks.notNull("linearizability", "model", model);
        Checks.notNull("linearizability", "history", history);
        Checks.notNull("linearizability", "limits", limits);
        List<Part<S>> parts = partsOf(model, history);
        return new Check<>(parts, history.size(), limits).run();
    }

    private static <S> List<Part<S>> partsOf(Model<S> model, History history) {
        Map<Object, List<Operation>> byKey = new LinkedHashMap<>();
        for (Operation call : history.operations()) {
            byKey.computeIfAbsent(model.partOf(call), key -> new ArrayList<>()).add(call);
        }
        List<Part<S>> parts = new ArrayList<>();
        byKey.forEach((key, calls) -> parts.add(new Part<>(key, model, calls)));
        return parts;
    }

    /** One check, by the thread that asked for it and perhaps some more. */
    private static final class Check<S> {
        private final List<Task<S>> tasks = new ArrayList<>();
        private final Limits limits;
        private final int size;
        private final long startedAt = System.nanoTime();
        private final Thread caller = Thread.currentThread();
        private final AtomicLong steps = new AtomicLong();
        private final AtomicInteger nextTask = new AtomicInteger();
        /** The first part that is wrong; later ones need not be judged. */
        private final AtomicInteger wrong = new AtomicInteger(Integer.MAX_VALUE);
        /** Why to stop, once there is a reason. */
        private final AtomicReference<@Nullable String> reason = new AtomicReference<>();

        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

        Check(List<Part<S>> parts, int size, Limits limits) {
            this.limits = limits;
            this.size = size;
            for (Part<S> part : parts) {
                tasks.add(new Task<>(part, limits.algorithm()));
            }
        }

        Verdict run() {
            if (size < LARGE) {
                for (int i = 0; i < tasks.size() && mayGoOn(i); i++) {
                    advance(i, firstQuota(tasks.get(i)));
                }
            }
            int open = (int) tasks.stream().filter(Task::isOpen).count();
            runRest(Math.min(open, limits.threads()));
            return verdict();
        }

        private long firstQuota(Task<S> task) {
            return tasks.size() == 1 ? Long.MAX_VALUE : 16L * task.part.calls.size() + SLICE;
        }

        private void runRest(int workers) {
            List<Thread> others = new ArrayList<>();
            for (int i = 1; i < workers; i++) {
                others.add(Thread.ofPlatform().daemon().name("linearizability-" + i).start(this::work));
            }
            work();
            boolean interrupted = false;
            for (Thread other : others) {
                while (true) {
                    try {
                        other.join();
                        break;
                    } catch (InterruptedException e) {
                        // They see it too, through mayGoOn, and come to an end.
                        stop("interrupted");
                        interrupted = true;
                    }
                }
            }
            if (interrupted) {
                caller.interrupt();
            }
            Throwable thrown = failure.get();
            if (thrown instanceof RuntimeException e) {
                throw e;
            } else if (thrown instanceof Error e) {
                throw e;
            }
        }

        private void work() {
            try {
                int i;
                while ((i = nextTask.getAndIncrement()) < tasks.size()) {
                    if (mayGoOn(i)) {
                        advance(i, Long.MAX_VALUE);
                    }
                }
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
                stop("the model failed");
            }
        }

        private void advance(int index, long quota) {
            Task<S> task = tasks.get(index);
            long left = quota;
            while (task.isOpen() && left > 0 && mayGoOn(index)) {
                long before = task.steps();
                task.run(Math.min(SLICE, limits.maxSteps() - steps.get()));
                long made = task.steps() - before;
                left -= Math.max(1, made);
                if (task.progress == Search.Progress.IMPOSSIBLE) {
                    wrong.accumulateAndGet(index, Math::min);
                }
                if (task.isOpen()) {
                    look(task, steps.addAndGet(made));
                }
            }
        }

        private void look(Task<S> task, long made) {
            if (made >= limits.maxSteps()) {
                stop("steps=" + made + " (expected: < " + limits.maxSteps() + "); allow more, or record fewer calls"
                        + " that run side by side");
            } else if (task.bytes() >= Math.min(limits.maxBytes(), Long.MAX_VALUE / 16)
                    / Math.min(limits.threads(), tasks.size())) {
                stop("bytes=" + task.bytes() + " (expected: < " + limits.maxBytes()
                        + " for all threads); allow more, or"
                        + " record fewer calls that run side by side");
            } else if (Duration.ofNanos(System.nanoTime() - startedAt).compareTo(limits.maxTime()) >= 0) {
                stop("time=" + limits.maxTime() + " is over after " + made + " steps; allow more, or record fewer calls"
                        + " that run side by side");
            } else if (caller.isInterrupted()) {
                stop("interrupted after " + made + " steps");
            } else if (limits.cancelled().getAsBoolean()) {
                stop("cancelled after " + made + " steps");
            }
        }

        private void stop(String why) {
            reason.compareAndSet(null, "linearizability: " + why);
        }

        private boolean mayGoOn(int index) {
            return reason.get() == null && index < wrong.get();
        }

        private Verdict verdict() {
            if (wrong.get() < tasks.size()) {
                return tasks.get(wrong.get()).violation(tasks.size() > 1);
            }
            String why = reason.get();
            return why == null || tasks.stream().noneMatch(Task::isOpen)
                    ? new Verdict.Linearizable(order())
                    : new Verdict.GaveUp(why);
        }

        /** Each part in its order, all at the earliest moments; that respects who was over when who began. */
        private List<Operation> order() {
            if (tasks.size() == 1) {
                return tasks.get(0).order();
            }
            record Moment(long time, Operation call) {}
            List<Moment> moments = new ArrayList<>(size);
            for (Task<S> task : tasks) {
                long time = Long.MIN_VALUE;
                for (Operation call : task.order()) {
                    time = Math.max(time, call.invokedAt());
                    moments.add(new Moment(time, call));
                }
            }
            moments.sort(Comparator.comparingLong(Moment::time));
            return moments.stream().map(Moment::call).toList();
        }
    }

    /** The judgement of one part. */
    private static final class Task<S> {
        private final Part<S> part;
        /** Whose turn it is. */
        private Search search;
        /** Who waits for its turn, if there are two and the second was needed. */
        private @Nullable Search other;

        private final boolean takesTurns;
        private boolean isSecondsTurn;
        private long turnLength;
        private long turnEnd;
        private Search.Progress progress = Search.Progress.UNDECIDED;

        Task(Part<S> part, Algorithm algorithm) {
            this.part = part;
            takesTurns = algorithm == Algorithm.AUTO;
            boolean broadFirst = takesTurns ? part.returned < part.possible : algorithm == Algorithm.JUST_IN_TIME;
            search = broadFirst ? new JustInTime<>(part) : new WingGongLowe<>(part);
            // A history that is right and sets no trap is found to be so in the first turn.
            turnLength = 64L * part.calls.size() + 8 * SLICE;
            turnEnd = turnLength;
        }

        boolean isOpen() {
            return progress == Search.Progress.UNDECIDED;
        }

        void run(long quota) {
            if (takesTurns && search.steps() >= turnEnd) {
                changeTurn();
            }
            progress = search.run(quota);
        }

        /** The second turn is a quarter of the first; the third is twice the first, the fourth a quarter of that, and so on. */
        private void changeTurn() {
            Search next = other;
            if (next == null) {
                next = search instanceof WingGongLowe ? new JustInTime<>(part) : new WingGongLowe<>(part);
            } else if (isSecondsTurn) {
                turnLength *= 2;
            }
            isSecondsTurn = !isSecondsTurn;
            other = search;
            search = next;
            turnEnd = next.steps() + (isSecondsTurn ? turnLength / 4 : turnLength);
        }

        long steps() {
            return search.steps() + (other == null ? 0 : other.steps());
        }

        long bytes() {
            return search.bytes() + (other == null ? 0 : other.bytes());
        }

        List<Operation> order() {
            return Arrays.stream(search.order()).mapToObj(part.calls::get).toList();
        }

        Verdict.Violation violation(boolean isOneOfSeveral) {
            List<Operation> prefix = order();
            Operation culprit = part.calls.get(search.culprit());
            String where = isOneOfSeveral ? "part " + part.key + ": " : "";
            String who = culprit + " of thread " + culprit.thread();
            String why = culprit.hasReturned()
                    ? "no order explains " + who + ": the calls before its return can be explained (prefix: "
                            + prefix.size() + " of " + part.returned + "), it cannot follow"
                    : "deadlock or lost wake-up: " + who
                            + ", although it could go on in the state at the end, and nobody is left to"
                            + " wake it";
            return new Verdict.Violation(where + why, prefix, culprit);
        }
    }
}
