package dev.millrace.core.wait;

import dev.millrace.core.time.Deadline;
import dev.millrace.testkit.schedule.Body;
import dev.millrace.testkit.schedule.weave.EverySchedule;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A signal reaches somebody who uses it, also where the first in line is just leaving: under every schedule of one
 * preemption. The hook points of {@link WaitListProtocolTest} do not reach between the steps of leaving; these do.
 */
@Timeout(60)
class WaitListScheduleTest {

    /** One permit and one thread that waits for it for good; what else is at work must not cost it the permit. */
    abstract static class Permit implements Supplier<List<Body>> {
        final WaitList list = new WaitList();
        final WaitList other = new WaitList();
        final AtomicInteger free = new AtomicInteger();

        final Body giver() {
            return new Body("giver", () -> {
                free.incrementAndGet();
                list.signal();
            });
        }

        final Body patient() {
            return body("patient", () -> {
                while (!tryTake()) {
                    list.await(this::isFree, WaitStrategy.PARK, Deadline.never());
                }
            });
        }

        final boolean isFree() {
            return free.get() > 0;
        }

        final boolean tryTake() {
            return free.compareAndSet(1, 0);
        }

        final Body body(String name, Waiting task) {
            return new Body(name, () -> {
                try {
                    task.run();
                } catch (InterruptedException e) {
                    throw new AssertionError("interrupted", e);
                }
            });
        }

        interface Waiting {
            void run() throws InterruptedException;
        }
    }

    /** Late at once; what it is signalled all the same, it does not use. */
    static final class LateOnOneList extends Permit {
        @Override
        public List<Body> get() {
            return List.of(body("impatient", () -> {
                if (list.await(() -> false, WaitStrategy.PARK, Deadline.after(Duration.ZERO))) {
                    list.signal();
                }
            }), patient(), giver());
        }
    }

    @Test
    void await_signalledAtAnyStepOfLeavingLate_theNextIsWoken() {
        EverySchedule.ofUpTo(1, LateOnOneList.class, "dev.millrace.core");
    }

    /** As {@link LateOnOneList}. */
    static final class LateOnTwoLists extends Permit {
        @Override
        public List<Body> get() {
            return List.of(body("impatient", () -> {
                WaitList.Wake wake = WaitList.awaitAny(
                        List.of(other, list), () -> false, WaitStrategy.PARK, Deadline.after(Duration.ZERO));
                if (wake != null) {
                    list.signal();
                }
            }), patient(), giver());
        }
    }

    @Test
    void awaitAny_signalledAtAnyStepOfLeavingLate_theNextIsWoken() {
        EverySchedule.ofUpTo(1, LateOnTwoLists.class, "dev.millrace.core");
    }

    static final class InterruptedOnTwoLists extends Permit {
        @Override
        public List<Body> get() {
            return List.of(new Body("impatient", this::awaitInterrupted), patient(), giver());
        }

        private void awaitInterrupted() {
            try {
                WaitList.awaitAny(List.of(other, list), () -> {
                    Thread.currentThread().interrupt();
                    return false;
                }, WaitStrategy.PARK, Deadline.never());
                list.signal();
            } catch (InterruptedException e) {
                // as meant
            }
        }
    }

    @Test
    void awaitAny_signalledAtAnyStepOfLeavingInterrupted_theNextIsWoken() {
        EverySchedule.ofUpTo(1, InterruptedOnTwoLists.class, "dev.millrace.core");
    }

    /** The other list takes the first in line away from under the one who signals. It pays what it owes. */
    static final class WonByTheOtherList extends Permit {
        private final AtomicBoolean done = new AtomicBoolean();

        @Override
        public List<Body> get() {
            return List.of(body("first", () -> {
                while (!done.get()) {
                    WaitList.Wake wake = WaitList.awaitAny(
                            List.of(other, list), done::get, WaitStrategy.PARK, Deadline.never());
                    if (wake != null && wake.signalledBy() == list) {
                        list.signal();
                    }
                }
            }), patient(), giver(), new Body("another giver", () -> {
                done.set(true);
                other.signal();
            }));
        }
    }

    @Test
    void awaitAny_wonByTheOtherListAtAnyStep_theNextIsWoken() {
        EverySchedule.ofUpTo(1, WonByTheOtherList.class, "dev.millrace.core");
    }
}
