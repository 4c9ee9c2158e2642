package dev.millrace.testkit.engine;

import dev.millrace.testkit.history.Ending;
import dev.millrace.testkit.history.History;
import dev.millrace.testkit.history.Verdict;
import dev.millrace.testkit.scenario.Scenario;
import dev.millrace.testkit.spec.Plan;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs scenarios on real threads: all are let go at the same moment, and wait for random times between their calls.
 *
 * <p>A run is over when every thread has ended, or when those that have not wait, and the judge says that they may. If he says
 * that one of them should not, nothing must move for the engine's patience before that is believed, since a thread that was
 * just woken may still look as if it waited. Threads that neither end nor wait, and do not get on for that long, are a failure
 * too.
 */
public final class StressEngine {

    /** How often to look for a moment at which all rest. */
    private static final int LOOKS = 100;
    /** After how many looks what seems to be left undone is asked for again; then after so many times as many. */
    private static final int FIRST_ASK = 16;

    private final Crew crew;
    private final Duration patience;
    private final Hand hand;

    /**
     * An engine.
     *
     * @param factory  makes the threads; they are daemons or virtual
     * @param patience how long a hang may last before it is one
     */
    public StressEngine(Thread.Builder factory, Duration patience) {
        this.crew = new Crew(factory);
        this.patience = patience;
        this.hand = new Hand(patience);
    }

    /**
     * What several runs of a scenario have shown.
     *
     * @param trial the first that failed, or else the last
     * @param runs  how many there were
     */
    record Shown(Trial trial, int runs) {}

    /** Runs the scenario so often, or until some thread waits for ever; once at least, and not again if it may not go on. */
    <S> Shown run(Plan<S> plan, Scenario scenario, long seed, int times, BooleanSupplier mayGoOn) {
        Crew.Tasks tasks = crew.tasks();
        Crew.Performance performance = crew.performance(scenario.threads().size());
        AtomicReference<@Nullable Series<S>> made = new AtomicReference<>();
        try {
            Series<S> begun = new Series<>(plan, scenario, StressEngine::now, performance::interrupt, tasks);
            hand.run("create", () -> {
                begun.make(times, mayGoOn);
                made.set(begun);
            }, begun::made);
        } catch (Hand.Stuck e) {
            e.leave();
            return new Shown(failed(scenario, History.of(), e), 1);
        }
        Series<S> series = Objects.requireNonNull(made.get());
        SplittableRandom random = new SplittableRandom(seed);
        for (int thread = 0; thread < scenario.threads().size(); thread++) {
            performance.assign(thread, series.part(thread, random.split()));
        }
        performance.begin();
        try {
            return new Watch<>(plan, scenario, series, performance, tasks).follow(mayGoOn);
        } catch (BrokenDescription e) {
            series.cancel();
            performance.dismiss();
            throw e;
        } finally {
            series.forget();
        }
    }

    /** The clock of the histories. The fences keep the reading on its side of the call. */
    private static long now() {
        VarHandle.fullFence();
        long now = System.nanoTime();
        VarHandle.fullFence();
        return now;
    }

    private static Trial failed(Scenario scenario, History history, Hand.Stuck stuck) {
        Verdict verdict = new Verdict.Violation(String.valueOf(stuck.getMessage()), List.of(), null);
        return new Trial(scenario, history, verdict, "", List.of(stuck.stack()), 0);
    }

    /** Looks on until a series is over, and says how it ended. */
    private final class Watch<S> {

        private final Plan<S> plan;
        private final Scenario scenario;
        private final Series<S> series;
        private final Crew.Performance performance;
        private final Crew.Tasks tasks;
        private final Patience left = new Patience(patience);
        /** Whether the last calls do not come back. */
        private boolean hangs;

        Watch(Plan<S> plan, Scenario scenario, Series<S> series, Crew.Performance performance, Crew.Tasks tasks) {
            this.plan = plan;
            this.scenario = scenario;
            this.series = series;
            this.performance = performance;
            this.tasks = tasks;
        }

        Shown follow(BooleanSupplier mayGoOn) {
            while (!performance.awaitEnd(Patience.GLANCE) || !tasks.awaitEnd(Patience.GLANCE)) {
                series.requireSound();
                if (!mayGoOn.getAsBoolean()) {
                    series.enough();
                }
                boolean late = left.isOver(series.progress()); // nothing has moved for so long that nothing will
                if (performance.allWait() && tasks.allWait()) {
                    if (performance.awaitEnd(0)) {
                        return ended(series.ended());
                    }
                    Trial stuck = trial(series.ended(), Ending.BLOCKED);
                    if (late || !stuck.failed()) {
                        return dismissed(stuck);
                    }
                } else if (late) {
                    return dismissed(polls() ? trial(series.ended(), Ending.BLOCKED) : hang());
                }
            }
            series.requireSound();
            return ended(series.ended());
        }

        /** Whether those who have not ended wait for a short time again and again, so that they rest whenever one looks. */
        private boolean polls() {
            for (int look = 0; look < LOOKS; look++) {
                if (performance.allRest() && tasks.allRest()) {
                    return true;
                }
                performance.awaitEnd(Patience.GLANCE);
            }
            return false;
        }

        private Shown dismissed(Trial stuck) {
            int complete = Math.min(series.ended(), series.size() - 1);
            series.cancel();
            performance.dismiss();
            Shown before = ended(complete);
            return before.runs > 0 && before.trial.failed() ? before : new Shown(stuck, complete + 1);
        }

        /**
         * Judges the first runs, which are complete. A thread of the executor that was just woken still looks as if it waited:
         * what it seems to have left undone is only believed when it has not done it after the patience, either.
         */
        private Shown ended(int runs) {
            boolean over = tasks.awaitEnd(0);
            Shown shown = asked(runs);
            Patience rest = new Patience(patience);
            int ask = FIRST_ASK;
            for (int look = 1; shown.trial.failed() && !hangs && !over; look++) {
                over = tasks.awaitEnd(Patience.GLANCE) || rest.isOver(0);
                if (over || look == ask) {
                    ask *= FIRST_ASK;
                    shown = asked(runs);
                }
            }
            return shown;
        }

        /** Makes the last calls of the first runs, and judges them. */
        private Shown asked(int runs) {
            Trial last = new Trial(scenario, History.of(), new Verdict.Linearizable(List.of()), "", List.of(), 0);
            AtomicInteger closing = new AtomicInteger();
            try {
                if (runs > 0) {
                    hand.run("the epilogue", () -> {
                        for (int i = 0; i < runs; i++) {
                            closing.set(i);
                            series.cast(i).epilogue();
                        }
                    }, closing::get);
                }
            } catch (Hand.Stuck e) {
                hangs = true;
                Trial stuck = trial(closing.get(), Ending.BLOCKED);
                e.leave();
                return new Shown(stuck.failed() ? stuck : failed(scenario, stuck.history(), e), closing.get() + 1);
            }
            for (int i = 0; i < runs; i++) {
                last = trial(i, Ending.UNKNOWN);
                if (last.failed()) {
                    return new Shown(last, i + 1);
                }
            }
            return new Shown(last, runs);
        }

        private Trial trial(int number, Ending pending) {
            Cast<S> cast = series.cast(Math.min(number, series.size() - 1));
            History history = cast.history(pending);
            Verdict verdict = plan.verdict(history);
            boolean failed = verdict instanceof Verdict.Violation;
            return new Trial(scenario, history, verdict, "", failed ? notes(cast) : List.of(), 0);
        }

        private Trial hang() {
            Cast<S> cast = series.cast(Math.min(series.ended(), series.size() - 1));
            String reason = Trial.HANG + "for " + patience.toMillis()
                    + " ms some thread has not got on and does not wait (expected: all end or wait); a call that waits by"
                    + " spinning can be checked in controlled runs only";
            History history = cast.history(Ending.UNKNOWN);
            Verdict verdict = plan.verdict(history);
            return new Trial(scenario, history,
                    verdict instanceof Verdict.Violation ? verdict : new Verdict.Violation(reason, List.of(), null), "",
                    notes(cast), 0);
        }

        private List<String> notes(Cast<S> cast) {
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
