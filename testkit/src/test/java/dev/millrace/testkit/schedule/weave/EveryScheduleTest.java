package dev.millrace.testkit.schedule.weave;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.testkit.schedule.Body;
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
        assertThatThrownBy(() -> EverySchedule.ofUpTo(1, LosesNone.class, "java.util"))
                .isInstanceOf(WeavingException.class).hasMessageContaining("package=java.util (expected: ");
    }

    @Test
    void ofUpTo_programThatCannotBeMade_saysWhy() {
        assertThatThrownBy(() -> EverySchedule.ofUpTo(1, Broken.class)).isInstanceOf(AssertionError.class)
                .hasMessage("Broken cannot be made").hasRootCauseMessage("on purpose");
    }
}
