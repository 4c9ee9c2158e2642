package dev.millrace.testkit.engine;

import dev.millrace.testkit.history.Ending;
import dev.millrace.testkit.history.History;
import dev.millrace.testkit.history.Operation;
import dev.millrace.testkit.history.Verdict;
import dev.millrace.testkit.scenario.Call;
import dev.millrace.testkit.scenario.Scenario;
import dev.millrace.testkit.schedule.Body;
import dev.millrace.testkit.schedule.Controller;
import dev.millrace.testkit.schedule.Fault;
import dev.millrace.testkit.schedule.Hooks;
import dev.millrace.testkit.schedule.Mark;
import dev.millrace.testkit.schedule.Observer;
import dev.millrace.testkit.schedule.Outcome;
import dev.millrace.testkit.schedule.Schedule;
import dev.millrace.testkit.schedule.Strategy;
import dev.millrace.testkit.schedule.ThreadReport;
import dev.millrace.testkit.schedule.Turn;
import dev.millrace.testkit.schedule.weave.WeavingException;
import dev.millrace.testkit.schedule.weave.WeavingLoader;
import dev.millrace.testkit.spec.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Runs scenarios under control, one step of one thread at a time.
 *
 * <p>The threads of the scenario have the first numbers. One more, the stage hand, makes the object and the calls before they
 * start, while no other runs; and makes the last calls when all have ended and nothing moves. It is part of the schedule.
 */
public final class ControlledEngine {

    private final Controller controller;
    private final boolean followsOrder;
    private @Nullable Class<?> subject;

    /**
     * An engine that runs what it is given on this controller.
     *
     * @param followsOrder whether what is handed over must happen-before what follows, where all of the object is woven
     */
    public ControlledEngine(Controller controller, boolean followsOrder) {
        this.controller = controller;
        this.followsOrder = followsOrder;
    }

    /** The class of the object under test, once there was a run; null if there was none. */
    public @Nullable Class<?> subject() {
        return subject;
    }

    /** Runs the scenario once, as the strategy chooses. */
    public <S> Trial run(Plan<S> plan, Scenario scenario, Strategy strategy) {
        Stage<S> stage = new Stage<>(plan, scenario, followsOrder);
        Outcome outcome = run(stage, new Direction(strategy, stage));
        subject = stage.cast == null ? null : stage.cast.subject().getClass();
        return stage.trial(outcome);
    }

    /** Runs the scenario once, as it was recorded. */
    public <S> Trial replay(Plan<S> plan, Scenario scenario, Strategy recorded) {
        Stage<S> stage = new Stage<>(plan, scenario, followsOrder);
        return stage.trial(run(stage, recorded));
    }

    /** Chance is of the scenario, which the line to replay holds, too. */
    private Outcome run(Stage<?> stage, Strategy strategy) {
        controller.chance(stage.scenario.toString().hashCode());
        return controller.run(stage.bodies(), strategy, stage);
    }

    /** One run. All its threads take turns, so plain fields will do. */
    private static final class Stage<S> implements Observer {

        private final Plan<S> plan;
        private final Scenario scenario;
        private final boolean followsOrder;
        private final int hand;
        private final Thread[] threads;
        private final boolean[] dead;
        private @Nullable Cast<S> cast;
        /** The same while the calls before are made. */
        private @Nullable Cast<S> begun;
        private @Nullable Thread handThread;
        /** What the stage hand has done before the others start, and what each has done at its end. */
        private @Nullable Mark opening;
        private final List<@Nullable Mark> ends = new ArrayList<>();
        private boolean open;
        private boolean last;
        private int playing;

        Stage(Plan<S> plan, Scenario scenario, boolean followsOrder) {
            this.plan = plan;
            this.scenario = scenario;
            this.followsOrder = followsOrder;
            hand = scenario.threads().size();
            threads = new Thread[hand];
            dead = new boolean[hand];
            playing = hand;
        }

        List<Body> bodies() {
            List<Body> bodies = new ArrayList<>();
            for (int thread = 0; thread < hand; thread++) {
                int number = thread;
                bodies.add(new Body("thread " + number, () -> play(number)));
            }
            bodies.add(new Body("main", this::serve));
            return bodies;
        }

        private void serve() {
            handThread = Thread.currentThread();
            Executor executor = Hooks::execute;
            Cast<S> made = prepared(executor);
            cast = made;
            if (!followsOrder || !WeavingLoader.isWoven(made.subject().getClass())) {
                Mark.forget();
            }
            opening = Mark.here();
            open = true;
            for (Thread thread : threads) {
                Hooks.unpark(thread);
            }
            while (playing > 0) {
                Hooks.park(this);
            }
            last = true;
            Hooks.yieldThread();
            ends.forEach(Mark::see);
            made.epilogue();
        }

        /** Nobody else can run so far, so no step of this is a choice. */
        private Cast<S> prepared(Executor executor) {
            Hooks.prepare(true);
            try {
                Cast<S> made = new Cast<>(plan, scenario, Controller::tick, this::interrupt, executor);
                begun = made;
                made.prologue();
                return made;
            } finally {
                Hooks.prepare(false);
            }
        }

        private void play(int number) {
            threads[number] = Thread.currentThread();
            while (!open) {
                Hooks.park(this);
            }
            Cast<S> all = Objects.requireNonNull(cast);
            Mark.see(opening);
            for (Call call : scenario.threads().get(number)) {
                Hooks.point(0);
                all.make(call, number);
                if (dead[number]) {
                    return; // of an error that its call has turned into another on the way out
                }
            }
            ends.add(Mark.here());
            if (--playing == 0) {
                Hooks.unpark(handThread);
            }
        }

        private int interrupt(int number) {
            if (hand == 0) {
                return -1;
            }
            Thread victim = threads[number % hand];
            if (victim != null && victim.isAlive()) {
                Hooks.interrupt(victim);
            }
            return number % hand;
        }

        @Override
        public void suffers(int thread, Fault fault, long moment) {
            if (fault == Fault.DEATH && thread < hand) {
                dead[thread] = true;
                if (cast != null) {
                    cast.log(thread).dies();
                }
            }
            if (fault == Fault.INTERRUPT && thread < hand && cast != null) {
                cast.interrupted(thread, moment);
            }
        }

        /** What is left undone by a thread that died may have been done; whoever else has not returned waits. */
        private Ending pending(int thread, Outcome.Kind kind) {
            boolean known = kind != Outcome.Kind.LIVELOCK && (thread == hand || !dead[thread]);
            return known ? Ending.BLOCKED : Ending.UNKNOWN;
        }

        @Override
        public void waits(int thread, long moment) {
            if (cast != null && thread < hand) {
                cast.log(thread).waits(moment);
            }
        }

        Trial trial(Outcome outcome) {
            List<String> notes = new ArrayList<>();
            if (begun != null) {
                begun.requireWoven();
            }
            requireWoven(outcome);
            if (cast == null) {
                outcome.failures().forEach(report -> notes.add(report.toString()));
                outcome.unfinished().stream().filter(report -> report.number() == hand)
                        .forEach(report -> notes.add(report.toString()));
                return new Trial(scenario, History.of(), violation("create: the object cannot be made, "
                        + (outcome.failures().isEmpty()
                                ? "the run ended in " + outcome.kind()
                                : outcome.failures().getFirst().failure())),
                        outcome.schedule().toString(), notes, 0);
            }
            cast.thrown().forEach(failure -> notes.add(Stacks.of(failure)));
            outcome.failures().forEach(report -> notes.add(report.toString()));
            outcome.unfinished().stream().filter(report -> report.number() != hand)
                    .forEach(report -> notes.add(report.toString()));
            for (int thread = 0; thread < hand; thread++) {
                if (dead[thread]) {
                    notes.add("thread " + thread + " died, as a fault; what it was doing may have been done or not");
                }
            }
            outcome.notices().forEach(notice -> notes.add("notice: " + notice));
            History history = cast.history(thread -> pending(thread, outcome.kind()));
            Verdict verdict = verdict(outcome, history);
            boolean failed = verdict instanceof Verdict.Violation;
            return new Trial(scenario, history, verdict, failed ? outcome.schedule().toString() : "", notes,
                    outcome.schedule().hashCode());
        }

        private static void requireWoven(Outcome outcome) {
            for (ThreadReport report : outcome.failures()) {
                WeavingException border = WeavingException.ofBorder(report.failure());
                if (border != null) {
                    throw border;
                }
            }
        }

        private Verdict verdict(Outcome outcome, History history) {
            if (outcome.kind() == Outcome.Kind.ENDLESS_LOOP) {
                return violation(
                        Trial.LIVELOCK + "a thread goes round a loop that touches no shared memory (expected: an end)");
            }
            for (ThreadReport report : outcome.failures()) {
                return violation((report.name().isEmpty() ? "a started thread" : report.name()) + " died of "
                        + Operation.show(report.failure()));
            }
            Verdict verdict = plan.verdict(history);
            return outcome.kind() == Outcome.Kind.LIVELOCK && !(verdict instanceof Verdict.Violation)
                    ? spinning(outcome, verdict)
                    : verdict;
        }

        /**
         * Some threads have taken turns without end. They may do so as they may wait: a call that waits by spinning, or by
         * looking again and again, is right as long as nothing lets it go on. Beside such a call, one with a timeout may just
         * have had too few turns.
         */
        private Verdict spinning(Outcome outcome, Verdict verdict) {
            History waiting = Objects.requireNonNull(cast)
                    .history(thread -> pending(thread, Outcome.Kind.DEADLOCK));
            boolean mayGoOnForEver = waiting.operations().stream()
                    .anyMatch(call -> call.ending() == Ending.BLOCKED && !plan.isTimed(call));
            Verdict then = mayGoOnForEver ? plan.judged(waiting) : plan.verdict(waiting);
            return then instanceof Verdict.Violation violation
                    ? violation(
                            Trial.LIVELOCK + "steps=" + outcome.steps()
                                    + " (expected: an end; steps(n) allows for more); " + violation.reason())
                    : verdict;
        }

        private static Verdict violation(String reason) {
            return new Verdict.Violation(reason, List.of(), null);
        }
    }

    /** Sends the stage hand on first and last, spares it every fault, and asks the strategy for the rest. */
    private record Direction(Strategy strategy, Stage<?> stage) implements Strategy {

        @Override
        public boolean isExhausted() {
            return strategy.isExhausted();
        }

        @Override
        public void begin() {
            strategy.begin();
        }

        @Override
        public int choose(Turn turn) {
            if (!stage.open && turn.has(stage.hand)) {
                return stage.hand;
            }
            int choice = strategy.choose(turn);
            while (Schedule.isFault(choice) && Schedule.victimOf(choice) == stage.hand) {
                choice = strategy.choose(turn);
            }
            return stage.last && choice == stage.hand && turn.count() > 1 ? other(turn) : choice;
        }

        private int other(Turn turn) {
            return turn.thread(0) == stage.hand ? turn.thread(1) : turn.thread(0);
        }

        @Override
        public void end(int steps) {
            strategy.end(steps);
        }

        @Override
        public String token() {
            return strategy.token();
        }
    }
}
