package dev.millrace.testkit.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.history.Ending;
import dev.millrace.testkit.history.History;
import dev.millrace.testkit.history.Operation;
import dev.millrace.testkit.history.Verdict;
import org.junit.jupiter.api.Test;

/** Who waits in a queue may have to wait for others, and is not passed by others. */
class QueueingTest {

    private static final long NEVER = Operation.NEVER;

    private final Judge fairLock = new LockSpec<Object>().create(Object::new).lock(_ -> {})
            .tryLockFor((_, _) -> true).unlock(_ -> {}).reentrant().fair().plan().judge();
    private final Judge fairSemaphore = semaphore(true);
    private final Judge semaphore = semaphore(false);
    private final Judge readWriteLock = new ReadWriteLockSpec<Object>().create(Object::new).lockRead(_ -> {})
            .unlockRead(_ -> {}).lockWrite(_ -> {}).unlockWrite(_ -> {}).plan().judge();

    private static Judge semaphore(boolean fair) {
        SemaphoreSpec<Object> spec = new SemaphoreSpec<>().create(_ -> new Object()).permits(2).acquire((_, _) -> {})
                .tryAcquireFor((_, _, _) -> true).release((_, _) -> {});
        return (fair ? spec.fair() : spec).plan().judge();
    }

    private static Operation call(int thread, String name, Object input, Object output, long... moments) {
        return new Operation(thread, name, input, output, moments[0], moments[2], moments[1], Ending.RETURNED);
    }

    private static Operation waits(int thread, String name, Object input, long from, long seen) {
        return new Operation(thread, name, input, null, from, NEVER, seen, Ending.BLOCKED);
    }

    @Test
    void fairLock_newcomerServedBeforeAWaiter_isUnfair() {
        Verdict verdict = fairLock.judge(History.of(
                call(0, "lock", null, true, 1, NEVER, 2), call(1, "lock", null, true, 3, 4, 20),
                call(0, "unlock", null, null, 5, NEVER, 6), call(2, "lock", null, true, 7, NEVER, 8),
                call(2, "unlock", null, null, 9, NEVER, 10)));
        assertThat(verdict).isInstanceOf(Verdict.Violation.class).asString()
                .contains("unfair: lock() = true of thread 2 came when thread 1 was waiting");
    }

    @Test
    void fairLock_ownerLocksAgainBeforeAWaiter_isFair() {
        Verdict verdict = fairLock.judge(History.of(
                call(0, "lock", null, true, 1, NEVER, 2), call(1, "lock", null, true, 3, 4, 20),
                call(0, "lock", null, true, 5, NEVER, 6), call(0, "unlock", null, null, 7, NEVER, 8),
                call(0, "unlock", null, null, 9, NEVER, 10)));
        assertThat(verdict).isInstanceOf(Verdict.Linearizable.class);
    }

    /** The first is interrupted in the end, and the second was behind it for as long as it wanted to wait. */
    @Test
    void fairLock_timeIsOverBehindOneWhoGivesUp_isNotBlamed() {
        Operation interrupted = call(1, "lock", null, new Operation.Thrown(InterruptedException.class), 3, 4, 20);
        Operation interrupt = Operation.returned(3, Plan.INTERRUPT, 1, 1, 8, 9);
        assertThat(fairLock.judge(History.of(interrupted, interrupt, call(2, "tryLockFor", null, false, 5, 6, 7))))
                .isInstanceOf(Verdict.Linearizable.class);
        assertThat(fairLock.judge(History.of(call(2, "tryLockFor", null, false, 5, 6, 7))))
                .isInstanceOf(Verdict.Violation.class);
    }

    /** It has its permit and has not come back yet. */
    @Test
    void fairSemaphore_waiterReturnsAfterANewcomerThatHadRoom_isFair() {
        Verdict verdict = fairSemaphore.judge(History.of(
                call(0, "acquire", 2, true, 1, NEVER, 2), call(1, "acquire", 1, true, 3, 4, 20),
                call(0, "release", 2, null, 5, NEVER, 6), call(2, "acquire", 1, true, 7, NEVER, 8)));
        assertThat(verdict).isInstanceOf(Verdict.Linearizable.class);
    }

    @Test
    void fairSemaphore_newcomerTakesWhatAWaiterNeeds_isUnfair() {
        Verdict verdict = fairSemaphore.judge(History.of(
                call(0, "acquire", 2, true, 1, NEVER, 2), call(1, "acquire", 2, true, 3, 4, 20),
                call(0, "release", 2, null, 5, NEVER, 6), call(2, "acquire", 1, true, 7, NEVER, 8),
                call(2, "release", 1, null, 9, NEVER, 10)));
        assertThat(verdict).isInstanceOf(Verdict.Violation.class).asString().contains("unfair: ");
    }

    @Test
    void semaphore_waiterWithEnoughLeft_isBlamedUnlessOneThatWantsMoreMayBeBefore() {
        Operation held = call(0, "acquire", 1, true, 1, NEVER, 2);
        Operation greedy = waits(1, "acquire", 2, 3, 4);
        assertThat(semaphore.judge(History.of(held, greedy, waits(2, "acquire", 1, 5, 6))))
                .isInstanceOf(Verdict.Linearizable.class);
        assertThat(semaphore.judge(History.of(held, waits(2, "acquire", 1, 5, 6))))
                .isInstanceOf(Verdict.Violation.class);
        assertThat(semaphore.judge(History.of(held, waits(1, "acquire", 2, 7, 8), waits(2, "acquire", 1, 5, 6))))
                .isInstanceOf(Verdict.Violation.class);
    }

    @Test
    void readWriteLock_readerThatWaits_isBlamedUnlessAWriterMayBeBefore() {
        Operation reads = call(0, "lockRead", null, true, 1, NEVER, 2);
        Operation reader = waits(2, "lockRead", null, 5, 6);
        assertThat(readWriteLock.judge(History.of(reads, waits(1, "lockWrite", null, 3, 4), reader)))
                .isInstanceOf(Verdict.Linearizable.class);
        assertThat(readWriteLock.judge(History.of(reads, reader))).isInstanceOf(Verdict.Violation.class);
        assertThat(readWriteLock.judge(History.of(reads, call(1, "lockWrite", null, true, 3, NEVER, 4))))
                .isInstanceOf(Verdict.Violation.class);
    }
}
