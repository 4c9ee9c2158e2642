package dev.millrace.testkit.schedule.weave;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.schedule.Body;
import dev.millrace.testkit.schedule.Controller;
import dev.millrace.testkit.schedule.Outcome;
import dev.millrace.testkit.schedule.PriorityWalk;
import dev.millrace.testkit.schedule.RandomWalk;
import dev.millrace.testkit.schedule.Settings;
import dev.millrace.testkit.schedule.Strategy;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;
import org.jctools.queues.varhandle.MpmcVarHandleArrayQueue;
import org.jctools.queues.varhandle.MpscVarHandleArrayQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Woven code under the controlled scheduler: what it finds, and what it does not. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class WovenScheduleTest {

    private static final Settings FAST = Settings.STANDARD.withStacks(false);

    /** One run: two threads, and what is wrong afterwards. */
    private static final class Program {
        final Object[] results = new Object[2];
        final List<Body> bodies;

        Program(Work first, Work second) {
            bodies = List.of(new Body("first", () -> results[0] = first.get()),
                    new Body("second", () -> results[1] = second.get()));
        }
    }

    private interface Work {
        Object get();
    }

    private interface Source {
        Program next() throws Exception;
    }

    private interface Wrong {
        boolean is(Program program, Outcome outcome);
    }

    private static Optional<Outcome> find(Source source, Strategy strategy, int runs, Wrong wrong) throws Exception {
        try (Controller controller = Controller.open(FAST)) {
            for (int i = 0; i < runs; i++) {
                Program program = source.next();
                Outcome outcome = controller.run(program.bodies, strategy);
                if (wrong.is(program, outcome)) {
                    return Optional.of(outcome);
                }
            }
            return Optional.empty();
        }
    }

    /** A queue that is not empty gives nothing to a consumer whose own element went in before: agrona#216. */
    private static Optional<Outcome> findWeakPoll(Class<?> type, String packages, int runs) throws Exception {
        WeavingLoader loader = WeavingLoader.builder().packages(packages).build();
        var constructor = loader.loadClass(type.getName()).getConstructor(int.class);
        Optional<Outcome> found = find(() -> {
            @SuppressWarnings("unchecked")
            var queue = (Queue<Integer>) constructor.newInstance(8);
            return new Program(() -> queue.offer(1), () -> queue.offer(5) ? queue.poll() : "full");
        }, PriorityWalk.of(3, 42), runs, (program, outcome) -> program.results[1] == null);
        loader.report().requireYieldSites();
        return found;
    }

    @Test
    void agrona_manyToOne_weakPollIsFound() throws Exception {
        Optional<Outcome> found = findWeakPoll(ManyToOneConcurrentArrayQueue.class, "org.agrona", 2_000);
        assertThat(found).isPresent();
        assertThat(found.orElseThrow().kind()).isEqualTo(Outcome.Kind.COMPLETED);
    }

    @ParameterizedTest
    @ValueSource(classes = {MpmcVarHandleArrayQueue.class, MpscVarHandleArrayQueue.class})
    void jctools_noWeakPoll(Class<?> type) throws Exception {
        assertThat(findWeakPoll(type, "org.jctools", 2_000)).isEmpty();
    }

    private static Source samples(Class<?> sample, int first, int second, boolean weaveJdk) throws Exception {
        WeavingLoader loader = WeavingLoader.builder().weaveJdk(weaveJdk).build();
        var constructor = loader.woven(sample).getDeclaredConstructor();
        constructor.setAccessible(true);
        return () -> {
            @SuppressWarnings("unchecked")
            var made = (IntFunction<Object>) constructor.newInstance();
            return new Program(() -> made.apply(first), () -> made.apply(second));
        };
    }

    /** The same number twice means that an update was lost. */
    private static boolean sameNumber(Program program, Outcome outcome) {
        return outcome.kind() != Outcome.Kind.COMPLETED || program.results[0].equals(program.results[1]);
    }

    @Test
    void plainCounter_lostUpdateIsFound() throws Exception {
        assertThat(find(samples(ControlledSamples.Counters.class, 0, 0, false), RandomWalk.of(1), 1_000,
                WovenScheduleTest::sameNumber)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void guardedCounters_areRight(int which) throws Exception {
        for (boolean weaveJdk : new boolean[] {false, true}) {
            assertThat(find(samples(ControlledSamples.Counters.class, which, which, weaveJdk), RandomWalk.of(2), 500,
                    WovenScheduleTest::sameNumber)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void twoLocks_deadlockIsFound(boolean weaveJdk) throws Exception {
        assertThat(find(samples(ControlledSamples.TwoLocks.class, 0, 1, weaveJdk), RandomWalk.of(3), 1_000,
                (_, outcome) -> outcome.kind() == Outcome.Kind.DEADLOCK)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void lateWait_lostWakeUpIsFound(boolean weaveJdk) throws Exception {
        assertThat(find(samples(ControlledSamples.LateWait.class, 0, 1, weaveJdk), RandomWalk.of(4), 1_000,
                (_, outcome) -> outcome.kind() == Outcome.Kind.DEADLOCK)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void handover_isInOrderAndEnds(boolean weaveJdk) throws Exception {
        assertThat(find(samples(ControlledSamples.Handover.class, 0, 1, weaveJdk), PriorityWalk.of(3, 5), 500,
                (program, outcome) -> !outcome.isClean() || !program.results[1].equals(123))).isEmpty();
    }

    @Test
    void timedWaitInACopy_obeysTheVirtualClock() throws Exception {
        assertThat(find(samples(ControlledSamples.LongWait.class, 0, 1, true), RandomWalk.of(6), 20,
                (program, outcome) -> !outcome.isClean() || !program.results[0].equals("null after 60"))).isEmpty();
    }

    @Test
    void schedule_isTheSameAgain() throws Exception {
        Source source = samples(ControlledSamples.Handover.class, 0, 1, true);
        try (Controller controller = Controller.open(FAST)) {
            var first = RandomWalk.of(7);
            var second = RandomWalk.of(7);
            controller.run(source.next().bodies, RandomWalk.of(0)); // what is loaded and initialised once
            for (int i = 0; i < 50; i++) {
                Outcome one = controller.run(source.next().bodies, first);
                Outcome other = controller.run(source.next().bodies, second);
                assertThat(one.schedule()).hasToString(other.schedule().toString());
            }
        }
    }
}
