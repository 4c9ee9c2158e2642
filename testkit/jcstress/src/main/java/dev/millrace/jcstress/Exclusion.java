package dev.millrace.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.millrace.sync.Mutex;
import dev.millrace.sync.RLock;
import dev.millrace.sync.ReadWriteLock;
import dev.millrace.sync.Semaphore;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** Two threads that add to a plain counter, each with the lock held: none of the updates is lost. */
public final class Exclusion {

    private Exclusion() {}

    /** Both wait as long as it takes, so one parks now and then, or spins. */
    @JCStressTest
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "both counted")
    @Outcome(expect = FORBIDDEN, desc = "two inside at once, or one did not see the other")
    @State
    public static class OfAMutex {
        private final Mutex mutex = new Mutex();
        private int plain;

        @Actor
        public void one() {
            add();
        }

        @Actor
        public void other() {
            add();
        }

        private void add() {
            mutex.lockUninterruptibly();
            plain++;
            mutex.unlock();
        }

        @Arbiter
        public void sum(I_Result result) {
            result.r1 = plain;
        }
    }

    /** As with the mutex, two levels deep. */
    @JCStressTest
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "both counted")
    @Outcome(expect = FORBIDDEN, desc = "two inside at once, or one did not see the other")
    @State
    public static class OfAnRLock {
        private final RLock lock = new RLock();
        private int plain;

        @Actor
        public void one() {
            add();
        }

        @Actor
        public void other() {
            add();
        }

        private void add() {
            lock.lockUninterruptibly();
            lock.lockUninterruptibly();
            lock.unlock();
            plain++;
            lock.unlock();
        }

        @Arbiter
        public void sum(I_Result result) {
            result.r1 = lock.isLocked() ? -1 : plain;
        }
    }

    /** Two writers. */
    @JCStressTest
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "both counted")
    @Outcome(expect = FORBIDDEN, desc = "two inside at once, or one did not see the other")
    @State
    public static class OfWriters {
        private final ReadWriteLock lock = new ReadWriteLock();
        private int plain;

        @Actor
        public void one() {
            add();
        }

        @Actor
        public void other() {
            add();
        }

        private void add() {
            lock.lockWriteUninterruptibly();
            plain++;
            lock.unlockWrite();
        }

        @Arbiter
        public void sum(I_Result result) {
            result.r1 = plain;
        }
    }

    /** A writer writes two words, a reader sees both or none. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "read before")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "read after")
    @Outcome(expect = FORBIDDEN, desc = "half a write")
    @State
    public static class OfAReaderAndAWriter {
        private final ReadWriteLock lock = new ReadWriteLock();
        private int left;
        private int right;

        @Actor
        public void writer() {
            lock.lockWriteUninterruptibly();
            left = 1;
            right = 1;
            lock.unlockWrite();
        }

        @Actor
        public void reader(II_Result result) {
            lock.lockReadUninterruptibly();
            result.r1 = right;
            result.r2 = left;
            lock.unlockRead();
        }
    }

    /** Three permits, of which each takes two at once: they take turns. */
    @JCStressTest
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "both counted")
    @Outcome(expect = FORBIDDEN, desc = "two inside at once, or permits lost or made")
    @State
    public static class OfPermitsInPairs {
        private final Semaphore semaphore = new Semaphore(3);
        private int plain;

        @Actor
        public void one() {
            add();
        }

        @Actor
        public void other() {
            add();
        }

        private void add() {
            semaphore.acquireUninterruptibly(2);
            plain++;
            semaphore.release(2);
        }

        @Arbiter
        public void sum(I_Result result) {
            result.r1 = semaphore.available() == 3 ? plain : -1;
        }
    }

    /** Two give permits, and one of them takes one: each is counted. */
    @JCStressTest
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "all counted")
    @Outcome(expect = FORBIDDEN, desc = "permits lost or made")
    @State
    public static class OfPermitsGivenAtOnce {
        private final Semaphore semaphore = new Semaphore(0);

        @Actor
        public void one() {
            semaphore.release(2);
        }

        @Actor
        public void other() {
            semaphore.release();
            semaphore.acquireUninterruptibly();
        }

        @Arbiter
        public void sum(I_Result result) {
            result.r1 = semaphore.available();
        }
    }
}
