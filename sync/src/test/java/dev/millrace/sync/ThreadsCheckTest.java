package dev.millrace.sync;

import dev.millrace.core.time.ManualTime;
import dev.millrace.core.time.TimerWheel;
import dev.millrace.testkit.Engine;
import dev.millrace.testkit.ThreadKind;
import dev.millrace.testkit.history.Linearizability;
import dev.millrace.testkit.history.Model;
import dev.millrace.testkit.history.Operation;
import dev.millrace.testkit.junit.ConcurrencyTest;
import dev.millrace.testkit.schedule.Fault;
import dev.millrace.testkit.spec.Spec;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Timers and threads under the testkit: what is started, cancelled, run and joined at the same time. */
class ThreadsCheckTest {

    private static final String WOVEN_SYNC = "dev.millrace.sync";
    private static final String WOVEN_CORE = "dev.millrace.core";
    private static final Duration PERIOD = Duration.ofNanos(4 << 20);

    // ---- timers

    /** A timer, and the clock that one thread moves: one period with each call. */
    static final class Clockwork {
        private final ManualTime time = new ManualTime();
        private final TimerWheel wheel = new TimerWheel(time, Runnable::run);
        private final AtomicInteger runs = new AtomicInteger();
        private volatile boolean isRunning;
        private final Timer timer;

        Clockwork(boolean repeats) {
            timer = repeats ? Timer.every(PERIOD, PERIOD, this::run, wheel) : Timer.after(PERIOD, this::run, wheel);
        }

        private void run() {
            isRunning = true;
            runs.incrementAndGet();
            isRunning = false;
        }

        /** How often it has run because of this. */
        int tick() {
            int before = runs.get();
            time.advance(PERIOD);
            wheel.expire();
            return runs.get() - before;
        }

        /** Whether a run is in progress although it is joined, or its clock has more to do: never. */
        boolean join() throws InterruptedException, ExecutionException {
            timer.join();
            return isRunning;
        }
    }

    enum Phase {
        WAITS, RAN, CANCELLED
    }

    record TimerModel(boolean repeats) implements Model<Phase> {

        @Override
        public Phase initial() {
            return Phase.WAITS;
        }

        @Override
        public @Nullable Phase step(Phase phase, Operation call) {
            boolean waits = phase == Phase.WAITS;
            if (new Operation.Thrown(InterruptedException.class).equals(call.output())) {
                return phase;
            }
            return switch (call.name()) {
                case "tick" -> fits(call, waits ? 1 : 0, waits && !repeats ? Phase.RAN : phase);
                case "cancel" -> fits(call, waits, waits ? Phase.CANCELLED : phase);
                case "join" -> waits ? null : fits(call, false, phase);
                default -> throw new AssertionError(call.name());
            };
        }
    }

    private static <S> @Nullable S fits(Operation call, Object result, S after) {
        return !call.hasReturned() || result.equals(call.output()) ? after : null;
    }

    @ConcurrencyTest(engines = {Engine.CONTROLLED, Engine.STRESS}, weave = {WOVEN_SYNC, WOVEN_CORE}, faults = {
            Fault.INTERRUPT, Fault.SPURIOUS_WAKEUP}, budget = "800ms", seed = 20_261_123)
    void timer_once_runsOrIsCancelledAndIsJoined(Spec<Clockwork, Phase> spec) {
        timer(spec, false);
    }

    @ConcurrencyTest(engines = {Engine.CONTROLLED, Engine.STRESS}, weave = {WOVEN_SYNC, WOVEN_CORE}, faults = {
            Fault.INTERRUPT, Fault.SPURIOUS_WAKEUP}, budget = "800ms", seed = 20_261_123)
    void timer_repeating_runsUntilCancelledAndIsJoined(Spec<Clockwork, Phase> spec) {
        timer(spec, true);
    }

    private static void timer(Spec<Clockwork, Phase> spec, boolean repeats) {
        spec.create(() -> new Clockwork(repeats)).threads(1, 2).size(3).interrupts()
                .judge(history -> Linearizability.check(new TimerModel(repeats), history));
        spec.operation("tick", Clockwork::tick);
        spec.operation("cancel", clockwork -> clockwork.timer.cancel());
        spec.operation("join", Clockwork::join);
        spec.role("clock", 1, 1, "tick");
    }

    // ---- threads

    enum Life {
        NEW, STARTED, ASKED, NEVER
    }

    /** A thread that returns seven at once; asked to end, it may or may not have heard of it. */
    record ThreadModel() implements Model<Life> {

        @Override
        public Life initial() {
            return Life.NEW;
        }

        @Override
        public @Nullable Life step(Life life, Operation call) {
            if (new Operation.Thrown(InterruptedException.class).equals(call.output())) {
                return life;
            }
            boolean isNew = life == Life.NEW;
            return switch (call.name()) {
                case "start" -> isNew
                        ? fits(call, "started", Life.STARTED)
                        : refused(call, IllegalStateException.class,
                                life);
                case "cancel" -> cancel(life, call);
                case "join" -> switch (life) {
                    case NEW -> refused(call, IllegalStateException.class, life);
                    case NEVER -> refused(call, CancellationException.class, life);
                    case STARTED, ASKED -> fits(call, 7, life);
                };
                default -> throw new AssertionError(call.name());
            };
        }

        private static @Nullable Life cancel(Life life, Operation call) {
            return switch (life) {
                case NEW -> fits(call, true, Life.NEVER);
                case STARTED -> Boolean.TRUE.equals(call.output()) ? Life.ASKED : life;
                case ASKED, NEVER -> fits(call, false, life);
            };
        }

        private static @Nullable Life refused(Operation call, Class<? extends Throwable> how, Life life) {
            return fits(call, new Operation.Thrown(how), life);
        }
    }

    @ConcurrencyTest(engines = {Engine.CONTROLLED, Engine.STRESS}, weave = {WOVEN_SYNC, WOVEN_CORE}, threads = {
            ThreadKind.VIRTUAL, ThreadKind.PLATFORM}, budget = "800ms", seed = 20_261_123)
    void thread_startedCancelledAndJoined_hasOneOutcome(Spec<JoinableThread<Integer>, Life> spec) {
        spec.create(() -> JoinableThread.virtual().unstarted(() -> 7)).threads(2, 3).size(3).interrupts()
                .judge(history -> Linearizability.check(new ThreadModel(), history));
        spec.operation("start", thread -> {
            thread.start();
            return "started";
        });
        spec.operation("cancel", JoinableThread::cancel);
        spec.operation("join", JoinableThread::join);
    }
}
