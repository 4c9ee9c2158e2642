package dev.millrace.testkit;

import dev.millrace.testkit.engine.Attempts;
import dev.millrace.testkit.engine.ControlledAttempts;
import dev.millrace.testkit.engine.ControlledEngine;
import dev.millrace.testkit.engine.StressAttempts;
import dev.millrace.testkit.engine.StressEngine;
import dev.millrace.testkit.engine.Trial;
import dev.millrace.testkit.history.History;
import dev.millrace.testkit.history.Verdict;
import dev.millrace.testkit.schedule.Controller;
import dev.millrace.testkit.schedule.Fault;
import dev.millrace.testkit.schedule.Strategy;
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
import dev.millrace.testkit.spec.SemaphoreSpec;
import dev.millrace.testkit.spec.Spec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

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
 * anything runs; an engine that cannot run here is an {@link IllegalStateException} that says what to do. Neither is ever a
 * pass.
 */
public final class Check {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Origin origin;
    private final Set<Engine> engines = EnumSet.of(Engine.STRESS);
    private final Set<ThreadKind> threads = EnumSet.allOf(ThreadKind.class);
    private final Set<Fault> faults = EnumSet.noneOf(Fault.class);
    private final List<String> packages = new ArrayList<>();
    private String name;
    private boolean weaveJdk;
    private Duration budget = Duration.ofSeconds(5);
    private long seed = ThreadLocalRandom.current().nextLong();

    private Check(Origin origin) {
        this.origin = origin;
        this.name = origin.name();
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

    /** Which engines run it, in this order; {@link Engine#STRESS} unless said. */
    public Check engines(Engine first, Engine... others) {
        engines.clear();
        engines.add(first);
        engines.addAll(List.of(others));
        return this;
    }

    /** Which threads a stress test uses, in turn; both kinds unless said. */
    public Check threads(ThreadKind first, ThreadKind... others) {
        threads.clear();
        threads.add(first);
        threads.addAll(List.of(others));
        return this;
    }

    /**
     * Which packages a controlled run weaves, each with those below it, besides the class that holds the description: only in
     * woven code can one thread be stopped in the middle for another.
     */
    public Check weave(String... names) {
        packages.addAll(List.of(names));
        return this;
    }

    /** A controlled run weaves the locks and queues of {@code java.util.concurrent}, too, where woven code makes them. */
    public Check weaveJdk() {
        weaveJdk = true;
        return this;
    }

    /** What may happen to threads in a controlled run; nothing unless said. */
    public Check faults(Fault... kinds) {
        faults.addAll(List.of(kinds));
        return this;
    }

    /** How long all engines together look for a failure; 5 seconds unless said. A failure is shrunk beyond that. */
    public Check budget(Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("check: budget=" + duration + " (expected: > 0)");
        }
        budget = duration;
        return this;
    }

    /**
     * What the check is called in reports and in the line that replays a failure; the class of the description unless said.
     * Give each its own where a class has several.
     */
    public Check named(String title) {
        if (title.isBlank() || title.contains(";") || title.contains("'")) {
            throw new IllegalArgumentException("check: name=" + title + " (expected: not blank, and no ; and no ')");
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
     * Runs it.
     *
     * @throws IllegalArgumentException if the description is not complete
     * @throws IllegalStateException    if an engine that was asked for cannot run here
     */
    public Result run() {
        origin.plain();
        Optional<ReplayLine> replay = replayed();
        return replay.isPresent() ? replay(replay.get()) : search();
    }

    private Optional<ReplayLine> replayed() {
        return Optional.ofNullable(System.getProperty(Failure.REPLAY)).map(ReplayLine::parse)
                .filter(line -> line.name().equals(name));
    }

    private Result search() {
        List<Effort> efforts = new ArrayList<>();
        for (Engine engine : engines) {
            Optional<Search.Found> found = search(engine, efforts);
            if (found.isPresent()) {
                return new Result.Failed(Failure.of(found.get(), name, seed), efforts);
            }
        }
        return new Result.Passed(efforts);
    }

    private Optional<Search.Found> search(Engine engine, List<Effort> efforts) {
        Duration share = Budget.orElse(budget).dividedBy(engines.size());
        return switch (engine) {
            case STRESS -> {
                List<StressEngine> crews = stressEngines();
                try {
                    Plan<?> plan = origin.plain();
                    yield search(engine, plan, new StressAttempts(plan, crews), share, efforts);
                } finally {
                    crews.forEach(StressEngine::close);
                }
            }
            case CONTROLLED -> {
                WovenWorld world = world();
                try (Controller controller = world.open()) {
                    Attempts attempts = new ControlledAttempts(world.plan(), new ControlledEngine(controller), faults);
                    Optional<Search.Found> found = search(engine, world.plan(), attempts, share, efforts);
                    if (found.isEmpty()) {
                        world.loader().report().requireYieldSites();
                    }
                    yield found;
                }
            }
        };
    }

    private <S> Optional<Search.Found> search(Engine engine, Plan<S> plan, Attempts attempts, Duration share,
            List<Effort> efforts) {
        Search<S> search = new Search<>(engine, plan, attempts, seed);
        Optional<Search.Found> found = search.within(share);
        efforts.add(search.effort());
        return found;
    }

    private List<StressEngine> stressEngines() {
        return threads.stream().map(kind -> new StressEngine(kind.builder(), PATIENCE)).toList();
    }

    private WovenWorld world() {
        return WovenWorld.of(origin, packages, weaveJdk);
    }

    private Result replay(ReplayLine line) {
        long began = System.nanoTime();
        Trial trial = switch (line.engine()) {
            case STRESS -> stressed(line);
            case CONTROLLED -> controlled(line);
        };
        Duration time = Duration.ofNanos(System.nanoTime() - began);
        List<Effort> efforts = List.of(new Effort(line.engine(), 1, 1, 0, 0, time));
        if (!trial.failed()) {
            return new Result.Passed(efforts);
        }
        Search.Found found = new Search.Found(line.engine(), trial, trial, 1, time);
        return new Result.Failed(Failure.of(found, name, line.seed()), efforts);
    }

    private Trial stressed(ReplayLine line) {
        List<StressEngine> crews = stressEngines();
        try {
            Attempts attempts = new StressAttempts(origin.plain(), crews);
            return attempts.many(line.scenario(), line.seed()).orElseGet(() -> fine(line));
        } finally {
            crews.forEach(StressEngine::close);
        }
    }

    private Trial controlled(ReplayLine line) {
        WovenWorld world = world();
        try (Controller controller = world.open()) {
            return new ControlledEngine(controller).replay(world.plan(), line.scenario(),
                    Strategy.parse(line.schedule()));
        }
    }

    private static Trial fine(ReplayLine line) {
        return new Trial(line.scenario(), History.of(), new Verdict.Linearizable(List.of()), "", List.of(), 0);
    }
}
