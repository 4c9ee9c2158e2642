package dev.millrace.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.millrace.sync.Barrier;
import dev.millrace.sync.Event;
import dev.millrace.sync.Latch;
import dev.millrace.sync.Mutex;
import dev.millrace.sync.Semaphore;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** What was written before a primitive lets somebody through is seen behind it. */
public final class Publication {

    private static final Duration LONG = Duration.ofDays(1);

    private Publication() {}

    /** Who finds the event set, sees what was done before. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "looked before")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "in between")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "looked after")
    @Outcome(expect = FORBIDDEN, desc = "set, and what was before is not seen")
    @State
    public static class ByAnEventThatIsAsked {
        private final Event event = new Event();
        private int plain;

        @Actor
        public void setter() {
            plain = 1;
            event.set();
        }

        @Actor
        public void asking(II_Result result) {
            result.r1 = event.isSet() ? 1 : 0;
            result.r2 = plain;
        }
    }

    /** Whoever takes a set event back sees what was done before each setting, also one that changed nothing; or it is set again. */
    @JCStressTest
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "set again after it was taken back")
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "taken back after it was set twice")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "set in between")
    @Outcome(expect = FORBIDDEN, desc = "nobody is told of what was done")
    @State
    public static class ByAnEventThatIsSetAgain {
        private final Event event = new Event();
        private int plain;

        public ByAnEventThatIsSetAgain() {
            event.set();
        }

        @Actor
        public void setter() {
            plain = 1;
            event.set();
        }

        @Actor
        public void clearing(II_Result result) {
            event.clear();
            result.r1 = plain;
        }

        @Arbiter
        public void arbiter(II_Result result) {
            result.r2 = event.isSet() ? 1 : 0;
        }
    }

    /** Who waits for the event goes on and sees what was done before; also if it is cleared right away. */
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "seen")
    @Outcome(expect = FORBIDDEN, desc = "not seen")
    @State
    public static class ByAnEventThatIsAwaited {
        private final Event event = new Event();
        private int plain;

        @Actor
        public void setter() {
            plain = 1;
            event.set();
        }

        @Actor
        public void waiter(I_Result result) {
            Uninterrupted.get(() -> event.await(LONG));
            result.r1 = plain;
        }
    }

    /** Two count down; who waits then sees what the other did, and each call counted. */
    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "seen")
    @Outcome(expect = FORBIDDEN, desc = "not seen, or a call that did not count")
    @State
    public static class ByALatch {
        private final Latch latch = new Latch(2);
        private int plain;

        @Actor
        public void one() {
            plain = 1;
            latch.countDown();
        }

        @Actor
        public void other(II_Result result) {
            latch.countDown();
            Uninterrupted.get(() -> latch.await(LONG));
            result.r1 = plain;
            result.r2 = latch.count();
        }
    }

    /** A permit is made once and taken once, with what was done before. */
    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "seen, and no permit is left")
    @Outcome(expect = FORBIDDEN, desc = "not seen, or a permit too many")
    @State
    public static class ByAPermit {
        private final Semaphore semaphore = new Semaphore(0);
        private int plain;

        @Actor
        public void giver() {
            plain = 1;
            semaphore.release();
        }

        @Actor
        public void taker(II_Result result) {
            semaphore.acquireUninterruptibly();
            result.r1 = plain;
            result.r2 = semaphore.available();
        }
    }

    /** Each party has a number of its own, and sees what the other did before. */
    @JCStressTest
    @Outcome(id = {"0, 1, 1, 1", "1, 1, 0, 1"}, expect = ACCEPTABLE, desc = "both seen, two numbers")
    @Outcome(expect = FORBIDDEN, desc = "not seen, or a number twice")
    @State
    public static class ByABarrier {
        private final Barrier barrier = new Barrier(2);
        private int left;
        private int right;

        @Actor
        public void one(IIII_Result result) {
            left = 1;
            result.r1 = Uninterrupted.get(barrier::await);
            result.r2 = right;
        }

        @Actor
        public void other(IIII_Result result) {
            right = 1;
            result.r3 = Uninterrupted.get(barrier::await);
            result.r4 = left;
        }
    }

    /** Both try: one gets in at least, and who gets in sees the one before. */
    @JCStressTest
    @Outcome(id = {"1, 0", "0, 1"}, expect = ACCEPTABLE, desc = "one got in")
    @Outcome(id = {"1, 2", "2, 1"}, expect = ACCEPTABLE, desc = "both, one after the other")
    @Outcome(expect = FORBIDDEN, desc = "two inside at once, or none")
    @State
    public static class ByATriedMutex {
        private final Mutex mutex = new Mutex();
        private int plain;

        @Actor
        public void one(II_Result result) {
            result.r1 = enter();
        }

        @Actor
        public void other(II_Result result) {
            result.r2 = enter();
        }

        private int enter() {
            if (!mutex.tryLock()) {
                return 0;
            }
            int number = ++plain;
            mutex.unlock();
            return number;
        }
    }
}
