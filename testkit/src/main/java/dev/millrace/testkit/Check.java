package dev.millrace.testkit;

import dev.millrace.testkit.scenario.Scenario;
import dev.millrace.testkit.schedule.Fault;
import dev.millrace.testkit.schedule.weave.WeavingException;
import dev.millrace.testkit.spec.BarrierSpec;
import dev.millrace.testkit.spec.ConditionSpec;
import dev.millrace.testkit.spec.Description;
import dev.millrace.testkit.spec.EventSpec;
import dev.millrace.testkit.spec.LockSpec;
import dev.millrace.testkit.spec.MailboxSpec;
import dev.millrace.testkit.spec.PipeSpec;
import dev.millrace.testkit.spec.Plan;
import dev.millrace.testkit.spec.PlanSource;
import dev.millrace.testkit.spec.QueueSpec;
import dev.millrace.testkit.spec.ReadWriteLockSpec;
import dev.millrace.testkit.spec.SemaphoreSpec;
import dev.millrace.testkit.spec.Spec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A test of concurrent code: a description, and how long and by which engines to run it.
 *
 * <pre>{@code
 * Check.queue((QueueSpec<MyQueue<Item>> q) -> q.create(() -> new MyQueue<>(8)).capacity(8)
 *         .offer(MyQueue::offer).poll(MyQueue::poll).producers(1, 3).consumers(1, 2))
 *         .engines(Engine.STRESS, Engine.CONTROLLED).weave("com.acme").budget(Duration.ofSeconds(5))
 *         .run().orThrow();
 * }</pre>
 *
 * <p><b>Threads.</b> A check is prepared and run by one thread; a controlled run needs a platform thread, and only one batch
 * of controlled runs takes place in a JVM at a time.
 *
 * <p><b>Errors.</b> A description that is incomplete or contradicts itself is an {@link IllegalArgumentException} before
 * anything runs, and a lambda that is null a {@link NullPointerException} where it is given; an engine that cannot run here is
 * an {@link IllegalStateException} that says what to do, and code that cannot be woven a {@link WeavingException}. What only
 * comes to light in a run, as an argument that cannot be made, or a judge that gives no verdict, is an {@link
 * IllegalArgumentException} as well. None of these is ever a pass.
 */
public final class Check {

    private static final Unreplayed UNREPLAYED = new Unreplayed(Failure.REPLAY, ';');
    private static final int FEWEST_STEPS = 100;

    private final Setup setup;
    private final Set<Engine> engines = new LinkedHashSet<>(Set.of(Engine.STRESS));
    private String name;
    private Duration budget = Duration.ofSeconds(5);
    private long runs = Long.MAX_VALUE;
    private @Nullable Duration shrinking;
    private long seed = ThreadLocalRandom.current().nextLong();

    private Check(Origin origin) {
        setup = new Setup(origin);
        name = origin.name();
    }

    /** Checks what comes from elsewhere than from a lambda. */
    public static Check of(Origin origin) {
        return new Check(Objects.requireNonNull(origin, "origin"));
    }

    private static <D extends PlanSource> Check of(Supplier<D> spec, Description<D> description) {
        return new Check(new Lambda<>(spec, Objects.requireNonNull(description, "description")));
    }

    /** Checks a queue between producers and consumers. */
    public static <Q> Check queue(Description<QueueSpec<Q>> description) {
        return of(QueueSpec::new, description);
    }

    /** Checks a lock. */
    public static <L> Check lock(Description<LockSpec<L>> description) {
        return of(LockSpec::new, description);
    }

    /** Checks a lock for one writer or several readers. */
    public static <L> Check readWriteLock(Description<ReadWriteLockSpec<L>> description) {
        return of(ReadWriteLockSpec::new, description);
    }

    /** Checks a semaphore. */
    public static <S> Check semaphore(Description<SemaphoreSpec<S>> description) {
        return of(SemaphoreSpec::new, description);
    }

    /** Checks an event. */
    public static <E> Check event(Description<EventSpec<E>> description) {
        return of(EventSpec::new, description);
    }

    /** Checks a condition with its lock. */
    public static <C> Check condition(Description<ConditionSpec<C>> description) {
        return of(ConditionSpec::new, description);
    }

    /** Checks a cyclic barrier. */
    public static <B> Check barrier(Description<BarrierSpec<B>> description) {
        return of(BarrierSpec::new, description);
    }

    /** Checks a pipe, or a channel that is closed. */
    public static <P> Check pipe(Description<PipeSpec<P>> description) {
        return of(PipeSpec::new, description);
    }

    /** Checks a mailbox, or an actor. */
    public static <A> Check mailbox(Description<MailboxSpec<A>> description) {
        return of(MailboxSpec::new, description);
    }

    /** Checks any object against a sequential model. */
    public static <S, M> Check object(Description<Spec<S, M>> description) {
        return of(Spec::new, description);
    }

    private static <T> T notNull(String subject, @Nullable T value) {
        if (value == null) {
            throw new NullPointerException("check: " + subject + "=null (expected: not null)");
        }
        return value;
    }

    private static <T> List<T> notNull(String subject, T first, T[] others) {
        List<T> all = new ArrayList<>(List.of(notNull(subject, first)));
        for (T other : notNull(subject + "s", others)) {
            all.add(notNull(subject, other));
        }
        return all;
    }

    /** Which engines run it, in this order; {@link Engine#STRESS} unless said. */
    public Check engines(Engine first, Engine... others) {
        List<Engine> all = notNull("engine", first, others);
        engines.clear();
        engines.addAll(all);
        return this;
    }

    /** Which threads a stress test uses, in turn; both kinds unless said. */
    public Check threads(ThreadKind first, ThreadKind... others) {
        List<ThreadKind> all = notNull("thread", first, others);
        setup.threads.clear();
        setup.threads.addAll(all);
        return this;
    }

    /**
     * Which packages a controlled run weaves, each with those below it, besides the class that holds the description: only in
     * woven code can one thread be stopped in the middle for another.
     */
    public Check weave(String... names) {
        for (String name : notNull("packages", names)) {
            if (notNull("package", name).isBlank()) {
                throw new IllegalArgumentException("check: package=" + name + " (expected: a name, not blank)");
            }
            setup.packages.add(name);
        }
        return this;
    }

    /** A controlled run weaves the locks, queues and pools of {@code java.util.concurrent}, too, where woven code makes them. */
    public Check weaveJdk() {
        setup.weaveJdk = true;
        return this;
    }

    /**
     * A controlled run may test an object whose class is not woven, where each call is one step, and threads take turns only
     * between calls; otherwise that is an error.
     */
    public Check allowUnwoven() {
        setup.allowUnwoven = true;
        return this;
    }

    /**
     * A controlled run does not ask whether what is handed over happens-before what follows. For code that the memory model
     * does not order and that every processor in use does, as by dependent reads.
     */
    public Check allowUnordered() {
        setup.allowUnordered = true;
        return this;
    }

    /**
     * After how many steps, at least 100, a controlled run is a livelock; 20,000 unless said. For calls that touch
     * shared memory, or arrays, very often.
     */
    public Check steps(int most) {
        if (most < FEWEST_STEPS) {
            throw new IllegalArgumentException("check: steps=" + most + " (expected: >= " + FEWEST_STEPS
                    + "); it takes some to see that threads are interleaved at all");
        }
        setup.steps = most;
        return this;
    }

    /** What may happen to threads in a controlled run; nothing unless said. */
    public Check faults(Fault... kinds) {
        for (Fault kind : notNull("faults", kinds)) {
            setup.faults.add(notNull("fault", kind));
        }
        return this;
    }

    /** How long all engines together look for a failure; 5 seconds unless said. A failure is shrunk beyond that. */
    public Check budget(Duration duration) {
        notNull("budget", duration);
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("check: budget=" + duration + " (expected: > 0)");
        }
        budget = duration;
        return this;
    }

    /** How long a failure is made smaller at the most; as long as an engine looks for one unless said. */
    public Check shrinking(Duration most) {
        notNull("shrinking", most);
        if (most.isNegative()) {
            throw new IllegalArgumentException("check: shrinking=" + most + " (expected: >= 0)");
        }
        shrinking = most;
        return this;
    }

    /**
     * After about how many runs each engine stops, although its time is not over; no limit unless said. It ends the scenario
     * that it is at first, some 150 runs at the most.
     */
    public Check runs(long most) {
        if (most < 1) {
            throw new IllegalArgumentException("check: runs=" + most + " (expected: >= 1)");
        }
        runs = most;
        return this;
    }

    /**
     * How long nothing must move in a stress test before a thread that waits, or runs on, is taken to do so for ever; 5 seconds
     * unless said. On a busy machine a thread may get no turn for a while.
     */
    public Check patience(Duration duration) {
        notNull("patience", duration);
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("check: patience=" + duration + " (expected: > 0)");
        }
        setup.patience = Budget.inNanos(duration);
        return this;
    }

    /**
     * What the check is called in reports and in the line that replays a failure; the class of the description unless said.
     * Give each its own where a class has several.
     */
    public Check named(String title) {
        notNull("name", title);
        boolean fits = title.chars()
                .noneMatch(letter -> letter == ';' || letter == '\'' || Character.isISOControl(letter));
        if (title.isBlank() || !fits) {
            throw new IllegalArgumentException("check: name=" + title
                    + " (expected: one line, not blank, and no ; and no '), since the line that replays a failure has it");
        }
        name = title;
        return this;
    }

    /** Makes the same choices in each run; random unless said. */
    public Check seed(long number) {
        seed = number;
        return this;
    }

    /**
     * Runs it; or, if the property {@value Failure#REPLAY} has a line for a check of this name, replays that alone. An interrupt of
     * the caller does not end it, and is kept; but one that comes during a controlled run may be lost.
     *
     * @throws IllegalArgumentException if the description is not complete, or the line to replay is none, or is for a check of
     *                                  this name with other engines or operations
     * @throws IllegalStateException    if an engine that was asked for cannot run here
     * @throws WeavingException         if a controlled run needs code that cannot be woven, or a package named is not used
     */
    public Result run() {
        Plan<?> plan = setup.origin.plain();
        Optional<ReplayLine> replay = replayed();
        return replay.isPresent() ? replay(replay.get(), plan) : search();
    }

    private Optional<ReplayLine> replayed() {
        Optional<ReplayLine> line = Optional.ofNullable(System.getProperty(Failure.REPLAY)).map(ReplayLine::parse);
        line.ifPresent(_ -> UNREPLAYED.check(name));
        return line.filter(given -> given.name().equals(name));
    }

    private Result search() {
        Duration share = Budget.orElse(budget).dividedBy(engines.size());
        Duration most = shrinking == null ? share : shrinking;
        return run(engines, seed, search -> search.within(share, runs, most));
    }

    /** Only the scenario, only the engine, and, if it has one, only the schedule. */
    private Result replay(ReplayLine line, Plan<?> plan) {
        line.requireFits(engines, plan);
        return run(EnumSet.of(line.engine()), line.seed(), search -> search.again(line.scenario(), line.schedule()));
    }

    /**
     * Runs this scenario alone, some 150 times by each engine, and does not shrink it. For scenarios that come from elsewhere,
     * as from jqwik.
     *
     * @throws IllegalArgumentException if the description is not complete, or does not know an operation of the scenario
     * @throws IllegalStateException    if an engine that was asked for cannot run here
     * @throws WeavingException         if a controlled run needs code that cannot be woven, or a package named is not used
     */
    public Result run(Scenario scenario) {
        if (notNull("scenario", scenario).size() == 0) {
            throw new IllegalArgumentException("check " + name + ": calls=0 (expected: >= 1)");
        }
        setup.origin.plain().requireKnown(scenario);
        return run(engines, seed, search -> search.of(scenario));
    }

    private Result run(Set<Engine> all, long number, Function<Search<?>, Optional<Search.Found>> task) {
        List<Effort> efforts = new ArrayList<>();
        for (Engine engine : all) {
            Optional<Search.Found> found = setup.with(engine, (plan, attempts) -> {
                Search<?> search = new Search<>(engine, plan, attempts, number);
                Optional<Search.Found> result = task.apply(search);
                efforts.add(requireVerdicts(search.effort()));
                return result;
            });
            if (found.isPresent()) {
                Failure failure = Failure.of(found.get(), name, number);
                return new Result.Failed(failure, efforts,
                        Reports.write(failure.facts(), failure.history(), failure.verdict()));
            }
        }
        return new Result.Passed(efforts);
    }

    private Effort requireVerdicts(Effort effort) {
        if (effort.gaveUp() > 0 && effort.gaveUp() == effort.runs()) {
            throw new IllegalStateException("check " + name + ": verdicts=0 of " + effort.runs()
                    + " runs (expected: >= 1); the judge gives up on each of them");
        }
        return effort;
    }

    /**
     * What the description comes down to.
     *
     * @throws IllegalArgumentException if the description is not complete
     */
    public Plan<?> plan() {
        return setup.origin.plain();
    }
}
