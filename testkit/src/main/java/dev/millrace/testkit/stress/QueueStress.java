package dev.millrace.testkit.stress;

import dev.millrace.testkit.ThreadKind;
import dev.millrace.testkit.history.History;
import dev.millrace.testkit.history.Verdict;
import dev.millrace.testkit.report.StressRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Runs producers and consumers against a queue, and judges what went in and came out.
 *
 * <p>A run is a row of rounds, each with a new queue, new threads and a random number of elements. Every other round reads a
 * clock around each call, with full fences; it is judged strictly, by patterns that no right history has, and gives the
 * latencies. The rounds between read no clock and so run as fast as the queue lets them; there nothing may be lost, come
 * twice, come unwritten, or pass another element of the same producer on the way to the same consumer. The elements have
 * plain fields, so that a queue that hands them over without a happens-before edge is found out where the machine shows it.
 *
 * <p>The threads of a round are watched: if no call succeeds for {@link Options#patience}, the run ends as a violation that
 * shows the stack of each thread. The calls that one thread makes alone, before and after, are watched too. After the
 * threads are over, {@code size}, {@code isEmpty} and {@code peek} must agree with what comes out, and {@code drainTo} must
 * move everything in order.
 *
 * <p><b>Threads.</b> {@code run} is called by one thread, which waits until the end; it can be interrupted. A thread that
 * hangs in the queue and does not answer an interrupt is left behind; it keeps no process alive.
 * <b>Limits.</b> The seed chooses the rounds, not how the machine runs the threads: the same seed may find nothing.
 */
public final class QueueStress {

    /** The largest number of elements of a round. */
    public static final int MOST_ELEMENTS = (1 << 20) - 1;

    private static final int LEAST_ELEMENTS = 64;
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final Duration SECOND_LOOK = Duration.ofSeconds(1);
    private static final Duration GOODBYE = Duration.ofSeconds(1);
    private static final long SHORT_WAIT_NANOS = 50_000;

    /**
     * What to run.
     *
     * @param producers how many threads put in
     * @param consumers how many threads take out
     * @param capacity  how many elements the queue may hold at the most; 0 if that is not limited
     * @param time      how long to go on; the round that runs then is finished
     * @param threads   platform or virtual
     * @param order     what order the queue promises
     * @param strict    whether "empty" and "full" must be true at some moment of the call
     * @param elements  how many elements a round has at the most
     * @param patience  how long no call may succeed before that counts as a hang
     * @param seed      chooses the sizes of the rounds and the pauses of the threads
     */
    public record Options(int producers, int consumers, int capacity, Duration time, ThreadKind threads,
            QueueOrder order, boolean strict, int elements, Duration patience, long seed) {

        /**
         * Checks the ranges.
         *
         * @throws IllegalArgumentException if one is wrong
         */
        public Options {
            Objects.requireNonNull(threads, "threads");
            Objects.requireNonNull(order, "order");
            check("producers", producers, 1, 1024);
            check("consumers", consumers, 1, 1024);
            check("capacity", capacity, 0, Integer.MAX_VALUE);
            check("elements", elements, LEAST_ELEMENTS, MOST_ELEMENTS);
            check("time in ms", time.toMillis(), 0, Long.MAX_VALUE);
            check("patience in ms", patience.toMillis(), 1, Long.MAX_VALUE);
        }

        private static void check(String name, long value, long least, long most) {
            if (value < least || value > most) {
                throw new IllegalArgumentException("queue stress: " + name + "=" + value + " (expected: " + least
                        + (most == Long.MAX_VALUE ? " or more" : " to " + most) + ")");
            }
        }

        /** Two producers and two consumers for five seconds, first in first out, strictly. */
        public static Options standard() {
            return new Options(2, 2, 0, Duration.ofSeconds(5), ThreadKind.PLATFORM, QueueOrder.FIFO, true, 100_000,
                    Duration.ofSeconds(5), 0);
        }

        public Options withThreads(int newProducers, int newConsumers, ThreadKind kind) {
            return new Options(newProducers, newConsumers, capacity, time, kind, order, strict, elements, patience,
                    seed);
        }

        public Options withCapacity(int newCapacity) {
            return new Options(producers, consumers, newCapacity, time, threads, order, strict, elements, patience,
                    seed);
        }

        public Options withTime(Duration newTime) {
            return new Options(producers, consumers, capacity, newTime, threads, order, strict, elements, patience,
                    seed);
        }

        public Options withRule(QueueOrder newOrder, boolean nowStrict) {
            return new Options(producers, consumers, capacity, time, threads, newOrder, nowStrict, elements, patience,
                    seed);
        }

        public Options withElements(int newElements) {
            return new Options(producers, consumers, capacity, time, threads, order, strict, newElements, patience,
                    seed);
        }

        public Options withPatience(Duration newPatience) {
            return new Options(producers, consumers, capacity, time, threads, order, strict, elements, newPatience,
                    seed);
        }

        public Options withSeed(long newSeed) {
            return new Options(producers, consumers, capacity, time, threads, order, strict, elements, patience,
                    newSeed);
        }
    }

    /**
     * How far a run is.
     *
     * @param elapsed    since it began
     * @param operations how many calls have succeeded
     * @param rounds     how many rounds are over
     */
    public record Progress(Duration elapsed, long operations, long rounds) {}

    /**
     * What a run has found.
     *
     * @param verdict    a violation, or that nothing is wrong
     * @param history    the calls of the round that is wrong, in nanoseconds; empty if nothing is, or if it read no clock
     * @param rounds     how many rounds were run
     * @param operations how many calls succeeded
     * @param throughput how many calls had succeeded, over the time in which the threads ran
     * @param latencies  how long the calls took that succeeded, in rounds with a clock
     * @param threads    what each thread has done
     * @param stacks     where the threads were, after a hang or an exception; otherwise empty
     */
    public record Result(Verdict verdict, History history, long rounds, long operations,
            List<StressRun.Sample> throughput, List<StressRun.Latency> latencies, List<StressRun.ThreadCount> threads,
            String stacks) {

        /** Keeps copies. */
        public Result {
            throughput = List.copyOf(throughput);
            latencies = List.copyOf(latencies);
            threads = List.copyOf(threads);
        }
    }

    private final Supplier<? extends StressedQueue> queues;
    private final Options options;
    private final LatencyLog latencies;
    private final Consumer<? super Progress> watcher;
    private final Attendant attendant;
    private final long[] done;
    private final long[] refused;
    private final List<StressRun.Sample> samples = new ArrayList<>(List.of(new StressRun.Sample(0, 0)));
    private final long began = System.nanoTime();
    private boolean canWait;
    private boolean handsOver; // an element goes in only if somebody waits for it: who never waits gets nowhere
    private long ran;
    private long operations;
    private long rounds;

    private QueueStress(Supplier<? extends StressedQueue> queues, Options options, LatencyLog latencies,
            Consumer<? super Progress> watcher, Attendant attendant) {
        this.queues = queues;
        this.options = options;
        this.latencies = latencies;
        this.watcher = watcher;
        this.attendant = attendant;
        done = new long[options.producers() + options.consumers()];
        refused = new long[done.length];
    }

    /** Runs and says what it found. No latencies are kept, and nobody is told of the progress. */
    public static Result run(Supplier<? extends StressedQueue> queues, Options options) throws InterruptedException {
        return run(queues, options, LatencyLog.none(), _ -> {});
    }

    /**
     * Runs and says what it found.
     *
     * @param queues    makes the empty queue of each round; what it throws ends the run
     * @param options   what to run
     * @param latencies where to put how long calls took
     * @param watcher   is told of the progress, some 50 times a second, by the calling thread
     * @throws InterruptedException if the calling thread is interrupted; the threads of the round are told to stop
     */
    public static Result run(Supplier<? extends StressedQueue> queues, Options options, LatencyLog latencies,
            Consumer<? super Progress> watcher) throws InterruptedException {
        try (Attendant attendant = new Attendant(options.patience())) {
            return new QueueStress(queues, options, latencies, watcher, attendant).run();
        }
    }

    /**
     * What one thread alone has put in.
     *
     * @param held   how many elements went in
     * @param wrong  what was wrong with it; null if nothing
     * @param stacks where the thread was, after a hang or an exception; otherwise empty
     */
    public record Filling(int held, Verdict.@Nullable Violation wrong, String stacks) {}

    /**
     * Puts elements into a queue, with one thread, until it is full.
     *
     * @param queues   makes an empty queue; what it throws ends this
     * @param most     when to end
     * @param patience how long no call may succeed before that counts as a hang
     * @throws InterruptedException if the calling thread is interrupted
     */
    public static Filling fill(Supplier<? extends StressedQueue> queues, int most, Duration patience)
            throws InterruptedException {
        AtomicInteger held = new AtomicInteger();
        try (Attendant attendant = new Attendant(patience)) {
            StressedQueue queue;
            try {
                queue = make(attendant, queues);
            } catch (Attendant.Stuck e) {
                return filling(0, hangsMaking(patience), e.stack());
            }
            attendant.call(() -> fill(queue, most, held), held::get);
            return new Filling(held.get(), null, "");
        } catch (Attendant.Stuck e) {
            return filling(held.get(),
                    "hang: " + alone(held.get()) + "an offer does not return for " + patience.toMillis() + " ms",
                    e.stack());
        } catch (ExecutionException e) {
            return filling(held.get(), alone(held.get()) + sentence(causeOf(e)), trace(causeOf(e)));
        }
    }

    private static Filling filling(int held, String reason, String stacks) {
        return new Filling(held, new Verdict.Violation(reason, List.of(), null), stacks);
    }

    private static String alone(int held) {
        return "one thread alone puts in " + held + (held == 1 ? " element" : " elements") + ", and then ";
    }

    private static String hangsMaking(Duration patience) {
        return "hang: the constructor does not return for " + patience.toMillis() + " ms";
    }

    /** A new queue. What its supplier throws is thrown here. */
    private static StressedQueue make(Attendant attendant, Supplier<? extends StressedQueue> queues)
            throws InterruptedException, Attendant.Stuck {
        try {
            return attendant.call(queues::get, () -> 0);
        } catch (ExecutionException e) {
            throw switch (causeOf(e)) {
                case RuntimeException thrown -> thrown;
                case Error thrown -> throw thrown;
                case Throwable thrown -> new IllegalStateException(thrown);
            };
        }
    }

    private static Throwable causeOf(ExecutionException e) {
        return Objects.requireNonNullElse(e.getCause(), e);
    }

    static String threadName(Options options, int thread) {
        return thread < options.producers()
                ? "producer " + thread
                : thread < options.producers() + options.consumers()
                        ? "consumer " + (thread - options.producers())
                        : "the final drain";
    }

    private Result run() throws InterruptedException {
        SplittableRandom random = new SplittableRandom(options.seed());
        Found found = firstOffer();
        if (found == null) {
            found = overdue();
        }
        if (found == null) {
            found = rounds(random);
        }
        Verdict verdict = found == null ? new Verdict.Linearizable(List.of()) : found.violation();
        List<StressRun.ThreadCount> counts = IntStream.range(0, done.length)
                .mapToObj(i -> new StressRun.ThreadCount(threadName(options, i), done[i], refused[i])).toList();
        return new Result(verdict, found == null ? History.of() : found.history(), rounds, operations, samples,
                latencies.latencies(), counts, found == null ? "" : found.stacks());
    }

    private @Nullable Found rounds(SplittableRandom random) throws InterruptedException {
        Found found;
        do {
            found = round(random.split());
            rounds++;
        } while (found == null && System.nanoTime() - began < options.time().toNanos());
        return withHistory(found, random);
    }

    /** What is found without a clock is looked for again with one, for a while, so that there is something to show. */
    private @Nullable Found withHistory(@Nullable Found found, SplittableRandom random) throws InterruptedException {
        Found shown = found;
        long end = System.nanoTime() + SECOND_LOOK.toNanos();
        while (shown != null && shown.history().size() == 0 && System.nanoTime() < end) {
            rounds += rounds % 2;
            Found again = round(random.split());
            rounds++;
            shown = again == null ? shown : again;
        }
        return shown;
    }

    /** In a round somebody comes sooner or later, and ends any wait; so timed calls are first made where nobody does. */
    private @Nullable Found overdue() throws InterruptedException {
        if (!canWait) {
            return null;
        }
        Found found = overdue("poll", 0, queue -> queue.poll(SHORT_WAIT_NANOS));
        if (found == null && canBeFull()) {
            found = overdue("offer", options.capacity(),
                    queue -> queue.offer(new Element(MOST_ELEMENTS), SHORT_WAIT_NANOS));
        }
        return found;
    }

    /** To fill what holds more takes longer than anybody wants to wait, and more memory than there is. */
    private boolean canBeFull() {
        return handsOver || (options.capacity() > 0 && options.capacity() <= MOST_ELEMENTS);
    }

    /** A timed call of a queue. */
    private interface TimedCall {
        @Nullable Object of(StressedQueue queue) throws InterruptedException;
    }

    /** What the call returns or throws is left to the rounds. */
    private @Nullable Found overdue(String name, int most, TimedCall call) throws InterruptedException {
        AtomicInteger held = new AtomicInteger();
        StressedQueue queue;
        try {
            queue = make(attendant, queues);
            attendant.call(() -> fill(queue, most, held), held::get);
        } catch (ExecutionException e) {
            return null;
        } catch (Attendant.Stuck e) {
            return new Found(hang("one thread alone, after " + held + " elements,"), History.of(), e.stack());
        }
        try {
            attendant.call(() -> call.of(queue), () -> 0);
            return null;
        } catch (ExecutionException e) {
            return null;
        } catch (Attendant.Stuck e) {
            return new Found(name + " with a timeout of " + SHORT_WAIT_NANOS / 1_000 + " us waited for longer than "
                    + options.patience().toMillis() + " ms (expected: it comes back when its time is over)",
                    History.of(), e.stack());
        }
    }

    /** Puts in what there is room for, and counts it. */
    private static AtomicInteger fill(StressedQueue queue, int most, AtomicInteger held) {
        while (held.get() < most && queue.offer(new Element(MOST_ELEMENTS + held.get() + 1L))) {
            held.incrementAndGet();
        }
        return held;
    }

    private record Found(Verdict.Violation violation, History history, String stacks) {

        Found(String reason, History history, String stacks) {
            this(new Verdict.Violation(reason, List.of(), null), history, stacks);
        }
    }

    /** Looks what kind of queue it is. */
    private @Nullable Found firstOffer() throws InterruptedException {
        try {
            StressedQueue one = make(attendant, queues);
            canWait = one.canWait();
            handsOver = attendant.call(() -> canWait && !one.offer(new Element(MOST_ELEMENTS)), () -> 0);
            return null;
        } catch (Attendant.Stuck e) {
            return new Found("hang: the first offer does not return for " + options.patience().toMillis() + " ms",
                    History.of(), e.stack());
        } catch (ExecutionException e) {
            return new Found("the first offer: " + sentence(causeOf(e)), History.of(), trace(causeOf(e)));
        }
    }

    // ---- one round

    private @Nullable Found round(SplittableRandom random) throws InterruptedException {
        boolean timed = rounds % 2 == 0;
        LongSupplier clock = timed ? System::nanoTime : null;
        int[] shares = shares(size(random), options.producers());
        int[] takes = shares(Arrays.stream(shares).sum(), options.consumers());
        StressedQueue queue;
        try {
            queue = make(attendant, queues);
        } catch (Attendant.Stuck e) {
            return new Found(hangsMaking(options.patience()), History.of(), e.stack());
        }
        boolean waits = queue.canWait() && (random.nextBoolean() || handsOver);
        Worker.Shared shared = new Worker.Shared(queue, waits, options.producers(), options.consumers());
        List<Worker> workers = new ArrayList<>();
        long first = 1;
        long nextId = first;
        for (int share : shares) {
            workers.add(new Worker.Producer(shared, new CallLog(share, 2 * share, clock), nextId, share,
                    random.nextLong()));
            nextId += share;
        }
        for (int share : takes) {
            workers.add(new Worker.Consumer(shared, new CallLog(share, 2 * share, clock), share, random.nextLong()));
        }
        List<Thread> threads = IntStream.range(0, workers.size())
                .mapToObj(i -> options.threads().builder().name(threadName(options, i)).unstarted(workers.get(i)))
                .toList();
        threads.forEach(Thread::start);
        String stacks = await(shared, workers, threads);
        return judge(shared, timed, first, shares, workers, threads, stacks);
    }

    /** Sizes of all magnitudes: small rounds meet at the ends of the queue, large ones go round it. */
    private int size(SplittableRandom random) {
        double least = Math.log(Math.max(LEAST_ELEMENTS, options.producers()));
        return (int) Math.exp(least + random.nextDouble() * (Math.log(options.elements()) - least));
    }

    private static int[] shares(int whole, int parts) {
        return IntStream.range(0, parts).map(i -> whole / parts + (i < whole % parts ? 1 : 0)).toArray();
    }

    /** Waits for the end of the round. Returns the stacks of the threads if something goes wrong, otherwise nothing. */
    private String await(Worker.Shared shared, List<Worker> workers, List<Thread> threads)
            throws InterruptedException {
        long start = System.nanoTime();
        long moved = start;
        long before = -1;
        try {
            for (Thread thread : threads) {
                while (!thread.join(LOOK)) {
                    long now = System.nanoTime();
                    long successes = workers.stream().mapToLong(worker -> worker.log.done()).sum();
                    tell(now - start, successes);
                    if (successes != before) {
                        before = successes;
                        moved = now;
                    }
                    if (now - moved > options.patience().toNanos() || hasThrown(workers)) {
                        return stop(shared, threads);
                    }
                }
            }
            return "";
        } catch (InterruptedException e) {
            stop(shared, threads);
            throw e;
        } finally {
            long time = System.nanoTime() - start;
            long successes = workers.stream().mapToLong(worker -> worker.log.done()).sum();
            tell(time, successes);
            ran += time;
            operations += successes;
        }
    }

    private void tell(long time, long successes) {
        StressRun.Sample last = samples.getLast();
        if (ran + time - last.nanos() >= LOOK.toNanos()) {
            samples.add(new StressRun.Sample(ran + time, operations + successes));
        }
        watcher.accept(new Progress(Duration.ofNanos(System.nanoTime() - began), operations + successes, rounds));
    }

    private static boolean hasThrown(List<Worker> workers) {
        return workers.stream().anyMatch(worker -> worker.thrown() != null);
    }

    private static String stop(Worker.Shared shared, List<Thread> threads) throws InterruptedException {
        StringBuilder stacks = new StringBuilder();
        threads.stream().filter(Thread::isAlive).forEach(thread -> stacks.append(stack(thread)));
        shared.stop = true;
        threads.forEach(Thread::interrupt);
        long end = System.nanoTime() + GOODBYE.toNanos();
        for (Thread thread : threads) {
            thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
        }
        return stacks.isEmpty() ? "all threads were over\n" : stacks.toString();
    }

    static String stack(Thread thread) {
        Object blocker = LockSupport.getBlocker(thread);
        StringBuilder out = new StringBuilder(thread.getName()).append(": ").append(thread.getState())
                .append(blocker == null ? "" : ", waits for a " + blocker.getClass().getName()).append('\n');
        for (StackTraceElement frame : thread.getStackTrace()) {
            out.append("    at ").append(frame).append('\n');
        }
        return out.toString();
    }

    // ---- the verdict on a round

    private @Nullable Found judge(Worker.Shared shared, boolean timed, long first, int[] shares, List<Worker> workers,
            List<Thread> threads, String stacks) throws InterruptedException {
        List<CallLog> logs = new ArrayList<>(workers.stream().map(worker -> worker.log).toList());
        for (int i = 0; i < logs.size(); i++) {
            done[i] += logs.get(i).done();
            refused[i] += logs.get(i).refusedInAll();
        }
        for (int i = 0; i < workers.size(); i++) {
            Throwable thrown = workers.get(i).thrown();
            if (thrown != null) {
                return new Found(threadName(options, i) + ": " + sentence(thrown),
                        new Round(options, timed, first, shares, logs).history(), trace(thrown) + stacks);
            }
        }
        long alive = threads.stream().filter(Thread::isAlive).count();
        if (alive > 0) {
            return new Found(hang() + "; " + alive + " of " + threads.size()
                    + " threads do not even answer an interrupt",
                    new Round(options, timed, first, shares, logs).history(), stacks);
        }
        int count = Arrays.stream(shares).sum();
        Worker.Consumer rest = new Worker.Consumer(shared, new CallLog(count, 0, timed ? System::nanoTime : null),
                count, 0);
        logs.add(rest.log);
        Round round = new Round(options, timed, first, shares, logs);
        Drained drained;
        try {
            drained = attendant.call(() -> new Drained(Quiet.Told.by(shared.queue), rest.drain()), rest.log::done);
        } catch (Attendant.Stuck e) {
            return new Found(stacks.isEmpty() ? hang("the final drain") : hang() + "; the final drain hangs, too",
                    round.history(), stacks + e.stack());
        } catch (ExecutionException e) {
            return new Found("the final drain: " + sentence(causeOf(e)), round.history(), trace(causeOf(e)) + stacks);
        }
        Round.Wrong wrong = round.judge();
        if (!stacks.isEmpty()) {
            return new Found(hang() + "; " + rest.log.size() + " elements were in the queue"
                    + (wrong == null ? "" : "; " + wrong.reason()), round.history(), stacks);
        }
        keepLatencies(timed, workers);
        return wrong == null
                ? ask(shared.queue, drained, round)
                : new Found(new Verdict.Violation(wrong.reason(), List.of(), wrong.culprit()), round.history(), "");
    }

    /** What the queue said of itself when all threads were over, and what was in it. */
    private record Drained(Quiet.Told told, List<Object> elements) {}

    private @Nullable Found ask(StressedQueue queue, Drained drained, Round round) throws InterruptedException {
        if (drained.told.isSilent()) {
            return null;
        }
        String when = "when all threads are over";
        try {
            attendant.call(() -> {
                drained.told.requireTrueOf(drained.elements, options.order());
                Quiet.ask(queue, options.order());
                return drained;
            }, () -> 0);
            return null;
        } catch (Attendant.Stuck e) {
            return new Found(hang("a call " + when), round.history(), e.stack());
        } catch (ExecutionException e) {
            return new Found(when + ": " + sentence(causeOf(e)), round.history(), trace(causeOf(e)));
        }
    }

    private String hang(String who) {
        return "hang: " + who + " got nowhere for " + options.patience().toMillis() + " ms";
    }

    private String hang() {
        return "hang: no call has succeeded for " + options.patience().toMillis() + " ms";
    }

    private static String sentence(Throwable thrown) {
        return thrown instanceof Strange
                ? String.valueOf(thrown.getMessage())
                : "a call threw " + thrown;
    }

    private static String trace(Throwable thrown) {
        StringBuilder out = new StringBuilder(thrown.toString()).append('\n');
        for (StackTraceElement frame : thrown.getStackTrace()) {
            out.append("    at ").append(frame).append('\n');
        }
        return out.toString();
    }

    private void keepLatencies(boolean timed, List<Worker> workers) {
        if (!timed) {
            return;
        }
        for (Worker worker : workers) {
            CallLog log = worker.log;
            int size = log.size();
            for (int i = 0; i < size; i++) {
                if (!log.refused(i)) {
                    latencies.record(log.call(i).label, log.returnedAt(i) - log.invokedAt(i));
                }
            }
        }
    }
}
