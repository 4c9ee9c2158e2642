package dev.millrace.channels.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.channels.Channel;
import dev.millrace.channels.Received;
import dev.millrace.channels.pipeline.Chain.Kind;
import dev.millrace.channels.pipeline.Chain.Link;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.jspecify.annotations.Nullable;

/**
 * Random pipelines that fail, are stopped and are cancelled at random moments, several of it at once. They end, and how
 * agrees with what their target got.
 */
class PipelineStressTest {

    enum Event {
        FAIL,
        STOP,
        CANCEL
    }

    /** Where something happens: behind so many stages, at the item so many-th to come there. */
    record Trigger(Event event, int stage, int count) {}

    /** What happens in one run. The threads outside that stop and cancel do so after some turns. */
    record Plan(int items, Chain chain, List<Trigger> triggers, List<Integer> stopAfter, List<Integer> cancelAfter) {}

    private static final class Planned extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @Provide
    Arbitrary<Plan> plans() {
        Arbitrary<Link> links = Combinators.combine(Arbitraries.of(Kind.class), Arbitraries.integers().between(1, 8))
                .as(Link::new);
        Arbitrary<Trigger> triggers = Combinators.combine(
                Arbitraries.of(Event.class),
                Arbitraries.integers().between(0, 5),
                Arbitraries.integers().between(1, 120))
                .as(Trigger::new);
        Arbitrary<List<Integer>> turns = Arbitraries.integers().between(0, 60).list().ofMaxSize(2);
        return Combinators.combine(
                Arbitraries.integers().between(0, 150),
                links.list().ofMaxSize(5).map(Chain::new),
                triggers.list().ofMaxSize(2),
                turns,
                turns)
                .as(Plan::new);
    }

    /** One run and what is seen of it from outside. */
    private static final class Scene {
        private final Plan plan;
        private final AtomicInteger read = new AtomicInteger();
        private final Channel<Integer> target = Channel.unbounded();
        private final CompletableFuture<RunningPipeline<Long>> running = new CompletableFuture<>();

        Scene(Plan plan) {
            this.plan = plan;
        }

        Job<Long> job() {
            Pipeline<Integer> pipeline = withTriggers(Pipeline.from(this::iterator), 0);
            List<Link> links = plan.chain.links();
            for (int i = 0; i < links.size(); i++) {
                pipeline = withTriggers(links.get(i).behind(pipeline), i + 1);
            }
            return pipeline.into(target);
        }

        private Iterator<Integer> iterator() {
            return IntStream.range(0, plan.items).peek(i -> read.incrementAndGet()).boxed().iterator();
        }

        private Pipeline<Integer> withTriggers(Pipeline<Integer> pipeline, int stage) {
            Pipeline<Integer> longer = pipeline;
            for (Trigger trigger : plan.triggers) {
                if (trigger.stage == stage) {
                    AtomicInteger left = new AtomicInteger(trigger.count);
                    longer = longer.tap(i -> {
                        if (left.decrementAndGet() == 0) {
                            pull(trigger.event);
                        }
                    });
                }
            }
            return longer;
        }

        private void pull(Event event) throws Exception {
            switch (event) {
                case FAIL -> throw new Planned();
                case STOP -> running.get().stop();
                case CANCEL -> running.get().cancel();
            }
        }

        /** How the run has ended agrees with what was read and what the target holds. */
        void check(@Nullable Long result, @Nullable Throwable failure) throws InterruptedException {
            List<Integer> arrived = new ArrayList<>();
            Received<Integer> next = target.receiveOrClosed();
            while (next instanceof Received.Item<Integer>(Integer item)) {
                arrived.add(item);
                next = target.receiveOrClosed();
            }
            Throwable cause = ((Received.Closed<Integer>) next).cause();
            assertThat(agree(failure, cause)).as("run: %s, target: %s", failure, cause).isTrue();
            List<Integer> expected = plan.chain.model(IntStream.range(0, read.get()).boxed().toList());
            if (cause == null) {
                assertThat(arrived).containsExactlyInAnyOrderElementsOf(expected);
                assertThat(wasStopped() || read.get() == plan.items).isTrue();
            }
            if (result != null) {
                assertThat(result).isEqualTo(expected.size());
            }
            if (plan.chain.keepsOrder()) {
                assertThat(arrived).hasSizeLessThanOrEqualTo(expected.size());
                assertThat(arrived).isEqualTo(expected.subList(0, arrived.size()));
            }
        }

        private boolean wasStopped() {
            return !plan.stopAfter.isEmpty()
                    || plan.triggers.stream().anyMatch(trigger -> trigger.event == Event.STOP);
        }

        /** Whether the run's failure and the cause that its target was closed with belong together. */
        private static boolean agree(@Nullable Throwable failure, @Nullable Throwable cause) {
            return switch (failure) {
                case null -> cause == null;
                case PipelineException e -> cause == e;
                case InterruptedException e -> cause == null || cause instanceof CancellationException;
                default -> cause instanceof CancellationException;
            };
        }
    }

    private static FutureTask<Boolean> after(int turns, Runnable action) {
        return Watchdog.start(() -> {
            for (int i = 0; i < turns; i++) {
                Thread.yield();
            }
            action.run();
            return true;
        });
    }

    @Property(tries = 600, shrinking = ShrinkingMode.OFF)
    void run_anythingHappensAtAnyMoment_endsConsistently(@ForAll("plans") Plan plan) throws Exception {
        Scene scene = new Scene(plan);
        RunningPipeline<Long> running = scene.job().start();
        scene.running.complete(running);
        List<FutureTask<Boolean>> others = new ArrayList<>();
        plan.stopAfter.forEach(turns -> others.add(after(turns, running::stop)));
        plan.cancelAfter.forEach(turns -> others.add(after(turns, running::cancel)));

        Long result = null;
        Throwable failure = null;
        try {
            result = Watchdog.result(running);
        } catch (PipelineException | CancellationException e) {
            failure = e;
        }

        assertThat(running.isDone()).isTrue();
        if (failure instanceof PipelineException) {
            assertThat(failure).hasCauseInstanceOf(Planned.class);
            for (Throwable later : failure.getSuppressed()) {
                assertThat(later).isInstanceOf(PipelineException.class).hasCauseInstanceOf(Planned.class);
            }
        }
        int read = scene.read.get();
        scene.check(result, failure);
        for (FutureTask<Boolean> other : others) {
            Watchdog.result(other);
        }
        assertThat(scene.read.get()).isEqualTo(read);
    }

    @Property(tries = 200, shrinking = ShrinkingMode.OFF)
    void run_callerInterruptedAtAnyMoment_endsConsistently(@ForAll("plans") Plan plan) throws Exception {
        Plan undisturbed = new Plan(plan.items, plan.chain, List.of(), List.of(), List.of());
        Scene scene = new Scene(undisturbed);
        Job<Long> job = scene.job();
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        FutureTask<@Nullable Long> running = new FutureTask<>(() -> {
            try {
                return job.run();
            } catch (InterruptedException e) {
                failure.set(e);
                return null;
            }
        });
        Thread caller = Thread.ofVirtual().start(running);
        FutureTask<Boolean> interrupting = after(plan.stopAfter.isEmpty() ? 0 : plan.stopAfter.getFirst(),
                caller::interrupt);

        Long result = Watchdog.result(running);

        int read = scene.read.get();
        scene.check(result, failure.get());
        Watchdog.result(interrupting);
        assertThat(scene.read.get()).isEqualTo(read);
    }
}
