package dev.millrace.testkit.engine;

import dev.millrace.testkit.history.Ending;
import dev.millrace.testkit.history.History;
import dev.millrace.testkit.history.Verdict;
import dev.millrace.testkit.scenario.Call;
import dev.millrace.testkit.scenario.Scenario;
import dev.millrace.testkit.spec.Plan;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Runs scenarios on real threads, each scenario once: all threads are let go at the same moment, and wait for random times
 * between their calls.
 *
 * <p>A run is over when every thread has ended, or when those that have not wait, and the judge says that they may. If he says that one of them should not wait, it is given {@link #patience} more, since a thread that was just
 * woken may still look as if it waited. A thread that neither ends nor waits for that long is a failure too.
 */
public final class StressEngine {

    /** How often to look whether all wait. */
    private static final long GLANCE = TimeUnit.MICROSECONDS.toNanos(500);
    private static final int LONGEST_DELAY = 200;

    private final Crew crew;
    private final long patience;

    /**
     * An engine.
     *
     * @param factory  makes the threads; they are daemons or virtual
     * @param patience how long a hang may last before it is one
     */
    public StressEngine(Thread.Builder factory, Duration patience) {
        this.crew = new Crew(factory);
        this.patience = patience.toNanos();
    }

    /** Runs the scenario once. */
    public <S> Trial run(Plan<S> plan, Scenario scenario, long seed) {
        Crew.Tasks tasks = crew.tasks();
        Crew.Performance performance = crew.performance(scenario.threads().size());
        Cast<S> cast = new Cast<>(plan, scenario, StressEngine::now, performance::interrupt, tasks);
        cast.prologue();
        SplittableRandom random = new SplittableRandom(seed);
        for (int thread = 0; thread < scenario.threads().size(); thread++) {
            performance.assign(thread, part(cast, scenario.threads().get(thread), thread, random.split()));
        }
        performance.begin();
        return new Watch<>(plan, scenario, cast, performance, tasks).follow();
    }

    /** The clock of the histories. The fences keep the reading on its side of the call. */
    private static long now() {
        VarHandle.fullFence();
        long now = System.nanoTime();
        VarHandle.fullFence();
        return now;
    }

    private static <S> Runnable part(Cast<S> cast, List<Call> calls, int thread, SplittableRandom random) {
        return () -> {
            for (Call call : calls) {
                delay(random);
                cast.make(call, thread);
            }
        };
    }

    /** Mostly nothing or a few instructions, now and then a step aside. */
    private static void delay(SplittableRandom random) {
        int kind = random.nextInt(16);
        if (kind == 0) {
            Thread.yield();
        } else if (kind < 8) {
            for (int i = random.nextInt(LONGEST_DELAY); i > 0; i--) {
                Thread.onSpinWait();
            }
        }
    }

    /** Looks on until a run is over, and says how it ended. */
    private final class Watch<S> {

        private final Plan<S> plan;
        private final Scenario scenario;
        private final Cast<S> cast;
        private final Crew.Performance performance;
        private final Crew.Tasks tasks;

        Watch(Plan<S> plan, Scenario scenario, Cast<S> cast, Crew.Performance performance, Crew.Tasks tasks) {
            this.plan = plan;
            this.scenario = scenario;
            this.cast = cast;
            this.performance = performance;
            this.tasks = tasks;
        }

        Trial follow() {
            if (performance.awaitEnd(GLANCE) && tasks.awaitEnd(GLANCE)) {
                return ended();
            }
            long began = System.nanoTime();
            while (true) {
                if (performance.awaitEnd(GLANCE) && tasks.awaitEnd(GLANCE)) {
                    return ended();
                }
                boolean late = System.nanoTime() - began > patience;
                if (performance.allWait() && tasks.allWait()) {
                    if (performance.hasEnded()) {
                        return ended();
                    }
                    Trial trial = trial(Ending.BLOCKED);
                    if (late || !trial.failed()) {
                        performance.dismiss();
                        return trial;
                    }
                } else if (late) {
                    Trial hang = hang();
                    performance.dismiss();
                    return hang;
                }
            }
        }

        private Trial ended() {
            cast.epilogue();
            return trial(Ending.UNKNOWN);
        }

        private Trial trial(Ending pending) {
            History history = cast.history(pending);
            return new Trial(scenario, history, plan.judge().judge(history), "", notes(), 0);
        }

        private Trial hang() {
            String reason = "hang: after " + TimeUnit.NANOSECONDS.toMillis(patience)
                    + " ms some thread has not ended and does not wait (expected: all end or wait)";
            return new Trial(scenario, cast.history(Ending.UNKNOWN), new Verdict.Violation(reason, List.of(), null), "",
                    notes(), 0);
        }

        private List<String> notes() {
            List<String> notes = new ArrayList<>();
            cast.thrown().forEach(failure -> notes.add(Stacks.of(failure)));
            performance.unfinished().forEach((number, thread) -> notes.add(Stacks.of("thread " + number, thread)));
            tasks.unfinished().forEach(thread -> notes.add(Stacks.of("thread of the executor", thread)));
            return notes;
        }
    }

    /** Ends the threads that wait for the next run. */
    public void close() {
        crew.close();
    }
}
