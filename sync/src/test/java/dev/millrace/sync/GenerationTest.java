package dev.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.schedule.Body;
import dev.millrace.testkit.schedule.weave.EverySchedule;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What a generation says of itself at moments that a barrier is quickly over with. */
class GenerationTest {

    private static final int PARTIES = 2;

    @Test
    void waiters_brokenBeforeItsPartiesAreForgotten_areNone() {
        Generation generation = new Generation();
        assertThat(generation.come(PARTIES)).isZero();
        assertThat(waiters(generation)).containsExactly(Thread.currentThread());
        assertThat(generation.breaksWhileWaiting()).isTrue();
        assertThat(waiters(generation)).isEmpty();
    }

    /** Who has looked whether it is broken, and comes only after it is. */
    @Test
    void waiters_comeAfterItBroke_areNone() {
        Generation generation = new Generation();
        assertThat(generation.breaks()).isTrue();
        generation.wakeAll();
        assertThat(generation.come(PARTIES)).isZero();
        assertThat(waiters(generation)).isEmpty();
        generation.wakeAll();
        assertThat(generation.came()).as("nor is it kept").isZero();
    }

    @Test
    void wakeAll_passed_keepsTheCount() {
        Generation generation = new Generation();
        generation.come(PARTIES);
        generation.come(PARTIES);
        assertThat(generation.trips() && generation.passes()).isTrue();
        generation.wakeAll();
        assertThat(generation.come(PARTIES)).as("it is complete").isEqualTo(-1);
    }

    @Test
    void waiters_passed_areNone() {
        Generation generation = new Generation();
        generation.come(PARTIES);
        generation.come(PARTIES);
        assertThat(generation.trips()).isTrue();
        assertThat(waiters(generation)).as("while it trips").hasSize(1);
        assertThat(generation.passes()).isTrue();
        assertThat(waiters(generation)).isEmpty();
    }

    /** One waits, one comes late, one breaks it; all of them wake whom they find, and forget him. */
    static final class BrokenWhileTheyCome implements Supplier<List<Body>> {
        private final Generation generation = new Generation();
        private final AtomicInteger inside = new AtomicInteger(3);

        @Override
        public List<Body> get() {
            return List.of(new Body("party", this::come), new Body("late party", this::come),
                    new Body("breaker", () -> {
                        generation.breaks();
                        leave();
                    }));
        }

        private void come() {
            generation.come(PARTIES + 1);
            while (!generation.isOver()) {
                LockSupport.park();
            }
            leave();
        }

        private void leave() {
            generation.wakeAll();
            if (inside.decrementAndGet() == 0 && generation.came() != 0) {
                throw new AssertionError("kept " + generation.came());
            }
        }
    }

    @Test
    void wakeAll_brokenWhilePartiesCome_wakesAllAndKeepsNone() {
        EverySchedule.ofUpTo(3, BrokenWhileTheyCome.class, "dev.millrace.sync");
    }

    /** A party that goes on late would else keep all that came after its own. */
    @Test
    void forgetNext_followed_knowsOfNoneThatIsLater() {
        Generation generation = new Generation();
        Generation next = generation.next();
        assertThat(next.breaks()).isTrue();
        assertThat(generation.isBeforeABrokenOne()).isTrue();
        generation.forgetNext();
        assertThat(generation.next()).isNotSameAs(next);
        assertThat(generation.isBeforeABrokenOne()).isFalse();
        assertThat(generation.breaksNext()).as("it has begun").isFalse();
    }

    private static List<Thread> waiters(Generation generation) {
        return generation.waiters(PARTIES - 1, "the others").stream().map(Report.Waiter::thread).toList();
    }
}
