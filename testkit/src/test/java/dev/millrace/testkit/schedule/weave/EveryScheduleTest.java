package dev.millrace.testkit.schedule.weave;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.testkit.schedule.Body;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EveryScheduleTest {

    /** Goes wrong if one is preempted between its read and its write, and the other one then in turn. */
    static final class LosesOne implements Supplier<List<Body>> {
        private final CountDownLatch over = new CountDownLatch(2);
        private int count;

        @Override
        public List<Body> get() {
            return List.of(new Body("one", this::increment), new Body("other", this::increment),
                    new Body("judge", () -> {
                        try {
                            over.await();
                        } catch (InterruptedException e) {
                            throw new AssertionError(e);
                        }
                        if (count != 2) {
                            throw new AssertionError("count " + count);
                        }
                    }));
        }

        private void increment() {
            int before = count;
            count = before + 1;
            over.countDown();
        }
    }

    /** Fails if one thread does all its steps in the middle of the other's: no random walk comes by that. */
    static final class FailsInTheMiddle implements Supplier<List<Body>> {
        private static final int STEPS = 40;
        private final AtomicInteger count = new AtomicInteger();

        @Override
        public List<Body> get() {
            return List.of(new Body("counts", this::count), new Body("looks", this::look));
        }

        private void count() {
            for (int i = 0; i < STEPS; i++) {
                count.incrementAndGet();
            }
        }

        private void look() {
            int seen = 0;
            for (int i = 0; i < STEPS; i++) {
                if (count.get() == STEPS / 2) {
                    seen++;
                }
            }
            if (seen == STEPS) {
                throw new AssertionError("all in the middle");
            }
        }
    }

    static final class LosesNone implements Supplier<List<Body>> {
        private final AtomicInteger count = new AtomicInteger();

        @Override
        public List<Body> get() {
            return List.of(new Body("one", this::increment), new Body("other", this::increment));
        }

        private void increment() {
            int before = count.get();
            if (count.incrementAndGet() <= before) {
                throw new AssertionError("count " + count);
            }
        }
    }

    static final class Waits implements Supplier<List<Body>> {
        private final CountDownLatch never = new CountDownLatch(1);

        @Override
        public List<Body> get() {
            return List.of(new Body("waits", () -> {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }));
        }
    }

    /** Fails if the yielding thread goes on at once, between two steps of the other. */
    static final class YieldsInVain implements Supplier<List<Body>> {
        private volatile int begun;
        private volatile int done;

        @Override
        public List<Body> get() {
            return List.of(new Body("does", () -> {
                begun = 1;
                done = 1;
            }), new Body("looks", () -> {
                if (begun == 1 && done == 0) {
                    Thread.yield();
                    Thread.onSpinWait();
                    if (done == 0) {
                        throw new AssertionError("half done");
                    }
                }
            }));
        }
    }

    /** Fails if one thread makes so many steps between two of the other that it seems to spin. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes it
    static final class RunsOnAndOn implements Supplier<List<Body>> {
        private static final int TURNS = 120;
        private volatile int count;

        @Override
        public List<Body> get() {
            return List.of(new Body("counts", () -> {
                for (int i = 0; i < TURNS; i++) {
                    count++; // two steps
                }
            }), new Body("looks", () -> {
                int before = count;
                if (before == 0 && count == TURNS) {
                    throw new AssertionError("all between");
                }
            }));
        }
    }

    /** Fails if a timed wait ends although the other thread can run. */
    static final class WaitsForATime implements Supplier<List<Body>> {
        private boolean done;

        @Override
        @SuppressWarnings("WaitNotInLoop") // once, for a time
        public List<Body> get() {
            return List.of(new Body("waits", () -> {
                synchronized (this) {
                    try {
                        if (!done) {
                            wait(10);
                        }
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                    if (!done) {
                        throw new AssertionError("late");
                    }
                }
            }), new Body("notifies", () -> {
                synchronized (this) {
                    done = true;
                    notifyAll();
                }
            }));
        }
    }

    /** Two that spin until a third has done its part. */
    static final class Spins implements Supplier<List<Body>> {
        private volatile boolean done;

        @Override
        public List<Body> get() {
            return List.of(new Body("one", this::spin), new Body("other", this::spin),
                    new Body("does", () -> done = true));
        }

        private void spin() {
            while (!done) {
                Thread.onSpinWait();
            }
        }
    }

    static final class GivesNull implements Supplier<List<Body>> {
        @Override
        public List<Body> get() {
            return none();
        }

        @SuppressWarnings("NullAway") // on purpose
        private static List<Body> none() {
            return null;
        }
    }

    static final class GivesNullBody implements Supplier<List<Body>> {
        @Override
        @SuppressWarnings("NullAway") // on purpose
        public List<Body> get() {
            return Arrays.asList(new Body("one", () -> {}), null);
        }
    }

    record Configured(int threads) implements Supplier<List<Body>> {
        @Override
        public List<Body> get() {
            throw new AssertionError(threads);
        }
    }

    static final class Broken implements Supplier<List<Body>> {
        Broken() {
            throw new IllegalStateException("on purpose");
        }

        @Override
        public List<Body> get() {
            return List.of();
        }
    }

    @Test
    void ofUpTo_oneIsEnough_isFoundWithItsSchedule() {
        EverySchedule.ofUpTo(0, LosesNone.class);
        assertThatThrownBy(() -> EverySchedule.ofUpTo(1, LosesOne.class)).isInstanceOf(AssertionError.class)
                .hasMessageContaining("LosesOne: COMPLETED after").hasMessageContaining("replay: ")
                .hasMessageContaining("count 1");
    }

    @Test
    void ofUpTo_oneScheduleOfMany_isFound() {
        EverySchedule.ofUpTo(0, FailsInTheMiddle.class);
        assertThatThrownBy(() -> EverySchedule.ofUpTo(1, FailsInTheMiddle.class)).isInstanceOf(AssertionError.class)
                .hasMessageContaining("all in the middle");
    }

    private static void isFoundUpTo(int preemptions, Class<? extends Supplier<List<Body>>> program, String failure) {
        EverySchedule.ofUpTo(preemptions - 1, program);
        assertThatThrownBy(() -> EverySchedule.ofUpTo(preemptions, program)).isInstanceOf(AssertionError.class)
                .hasMessageContaining(failure);
    }

    @Test
    void ofUpTo_yieldingThreadThatGoesOn_isAPreemptionEach() {
        isFoundUpTo(3, YieldsInVain.class, "half done");
    }

    @Test
    void ofUpTo_threadThatRunsOnAndOn_isAPreemptionForEachHundredSteps() {
        isFoundUpTo(3, RunsOnAndOn.class, "all between");
    }

    @Test
    void ofUpTo_timeThatPassesThoughSomebodyCanRun_isTried() {
        assertThatThrownBy(() -> EverySchedule.ofUpTo(2, WaitsForATime.class)).isInstanceOf(AssertionError.class)
                .hasMessageContaining("late");
    }

    @Test
    void ofUpTo_threadsThatSpin_endsAllTheSame() {
        EverySchedule.ofUpTo(2, Spins.class);
    }

    @Test
    void ofUpTo_correctProgram_endsAfterAllSchedules() {
        EverySchedule.ofUpTo(3, LosesNone.class);
    }

    @Test
    void ofUpTo_threadThatWaitsForEver_isADeadlock() {
        assertThatThrownBy(() -> EverySchedule.ofUpTo(0, Waits.class)).isInstanceOf(AssertionError.class)
                .hasMessageContaining("Waits: DEADLOCK");
    }

    @Test
    void ofUpTo_wrongArguments_areRefused() {
        assertThatThrownBy(() -> EverySchedule.ofUpTo(-1, LosesNone.class)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("preemptions=-1 (expected: >= 0)");
        assertThatThrownBy(() -> EverySchedule.ofUpTo(1, Configured.class)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Configured").hasMessageContaining("(expected: one without parameters)");
        assertThatThrownBy(() -> EverySchedule.ofUpTo(1, nothing())).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("every schedule: program=null (expected: a class that gives the bodies)");
        assertThatThrownBy(() -> EverySchedule.ofUpTo(1, GivesNull.class)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("GivesNull, bodies=null (expected: a list of bodies)");
        assertThatThrownBy(() -> EverySchedule.ofUpTo(1, GivesNullBody.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("GivesNullBody, body 1=null (expected: a list of bodies)");
        assertThatThrownBy(() -> EverySchedule.ofUpTo(1, LosesNone.class, "java.util"))
                .isInstanceOf(WeavingException.class).hasMessageContaining("package=java.util (expected: ");
    }

    @SuppressWarnings("NullAway") // on purpose
    private static Class<? extends Supplier<List<Body>>> nothing() {
        return null;
    }

    @Test
    void ofUpTo_programThatCannotBeMade_saysWhy() {
        assertThatThrownBy(() -> EverySchedule.ofUpTo(1, Broken.class)).isInstanceOf(AssertionError.class)
                .hasMessage("Broken cannot be made").hasRootCauseMessage("on purpose");
    }
}
