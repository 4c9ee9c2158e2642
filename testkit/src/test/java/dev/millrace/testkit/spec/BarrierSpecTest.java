package dev.millrace.testkit.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.Check;
import dev.millrace.testkit.Engine;
import dev.millrace.testkit.Result;
import dev.millrace.testkit.history.Ending;
import dev.millrace.testkit.history.History;
import dev.millrace.testkit.history.Operation;
import dev.millrace.testkit.history.Operation.Thrown;
import dev.millrace.testkit.history.Verdict;
import dev.millrace.testkit.schedule.Fault;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
class BarrierSpecTest {

    private static final Thrown BROKEN = new Thrown(BrokenBarrierException.class);
    private static final Thrown LATE = new Thrown(TimeoutException.class);
    private static final Thrown INTERRUPTED = new Thrown(InterruptedException.class);
    private static final Thrown REFUSED = new Thrown(IllegalStateException.class);

    /** What a barrier does wrong. */
    enum Mistake {
        NONE,
        /** It is always broken. */
        ALWAYS_BROKEN,
        /** It is broken once all have passed. */
        BROKEN_BY_PASSING,
        /** Who is late goes, and the others wait for one more. */
        LATE_LEAVES,
        /** Who is late goes, and is counted as if he waited. */
        LATE_STAYS_COUNTED
    }

    /** A barrier by a monitor. */
    static final class Monitored {
        private final int parties;
        private final Mistake mistake;
        private int came;
        private int generation;
        private boolean broken;

        Monitored(int parties, Mistake mistake) {
            this.parties = parties;
            this.mistake = mistake;
            broken = mistake == Mistake.ALWAYS_BROKEN;
        }

        int await() throws Exception {
            return await(null);
        }

        synchronized int await(@Nullable Duration atMost) throws Exception {
            if (broken) {
                throw new BrokenBarrierException();
            }
            int mine = generation;
            int index = came++;
            if (came == parties) {
                came = 0;
                generation++;
                broken = mistake == Mistake.BROKEN_BY_PASSING;
                notifyAll();
                return index;
            }
            try {
                awaitNext(mine, atMost);
            } catch (InterruptedException | TimeoutException e) {
                leave();
                throw e;
            }
            if (mine == generation) {
                throw new BrokenBarrierException();
            }
            return index;
        }

        private void awaitNext(int mine, @Nullable Duration atMost) throws InterruptedException, TimeoutException {
            long deadline = atMost == null ? 0 : System.nanoTime() + atMost.toNanos();
            while (!broken && mine == generation) {
                long left = atMost == null ? Long.MAX_VALUE : deadline - System.nanoTime();
                if (left <= 0) {
                    throw new TimeoutException();
                }
                try {
                    if (atMost == null) {
                        wait();
                    } else {
                        TimeUnit.NANOSECONDS.timedWait(this, left);
                    }
                } catch (InterruptedException e) {
                    if (!broken && mine == generation) {
                        throw e;
                    }
                    Thread.currentThread().interrupt(); // it has passed, or is broken
                }
            }
        }

        private void leave() {
            if (mistake == Mistake.LATE_LEAVES) {
                came--;
            } else if (mistake != Mistake.LATE_STAYS_COUNTED) {
                broken = true;
                notifyAll();
            }
        }
    }

    /** The calls that a description has. */
    private enum Calls {
        AWAIT, AWAIT_INTERRUPTED, AWAIT_FOR, ALL
    }

    private static Check check(Mistake mistake, Calls calls, Engine engine) {
        return Check.barrier((BarrierSpec<Monitored> barrier) -> {
            barrier.create(parties -> new Monitored(parties, mistake)).parties(calls == Calls.ALL ? 3 : 2);
            if (calls != Calls.AWAIT_FOR) {
                barrier.await(Monitored::await);
            }
            if (calls == Calls.AWAIT_FOR || calls == Calls.ALL) {
                barrier.awaitFor(Monitored::await);
            }
            if (calls == Calls.AWAIT_INTERRUPTED || calls == Calls.ALL) {
                barrier.interrupts();
            }
            if (mistake == Mistake.LATE_STAYS_COUNTED) {
                barrier.rounds(1);
            }
        }).named(mistake + " " + calls).engines(engine).seed(1).budget(Duration.ofSeconds(20))
                .shrinking(Duration.ofSeconds(1));
    }

    private static String reasonOf(Result result) {
        assertThat(result).as(result.toString()).isInstanceOf(Result.Failed.class);
        return ((Result.Failed) result).failure().verdict().reason();
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void run_correctBarrier_passes(Engine engine) {
        for (Calls calls : Calls.values()) {
            check(Mistake.NONE, calls, engine).budget(Duration.ofMillis(300)).run().orThrow();
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void run_brokenByNobody_isFound(Engine engine) {
        for (Mistake mistake : List.of(Mistake.ALWAYS_BROKEN, Mistake.BROKEN_BY_PASSING)) {
            for (Calls calls : Calls.values()) {
                assertThat(reasonOf(check(mistake, calls, engine).run()))
                        .contains(" failed with BrokenBarrierException, although no party was");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void run_latePartyThatLeavesItWhole_isFound(Engine engine) {
        assertThat(reasonOf(check(Mistake.LATE_LEAVES, Calls.AWAIT_FOR, engine).run()))
                .contains("passed, although the barrier was broken by then");
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void run_latePartyThatStaysCounted_isFound(Engine engine) {
        assertThat(reasonOf(check(Mistake.LATE_STAYS_COUNTED, Calls.AWAIT_FOR, engine).run()))
                .contains("passed with 1 comers (expected: >= 2)");
    }

    /** A party that the engine interrupts breaks the barrier for the others, even if none of the plan's calls interrupts. */
    @Test
    void run_interruptedByTheEngine_breaksIt() {
        Check.barrier((BarrierSpec<CyclicBarrier> barrier) -> barrier.create(CyclicBarrier::new).parties(2)
                .await(CyclicBarrier::await)).engines(Engine.CONTROLLED).weaveJdk().faults(Fault.INTERRUPT).seed(1)
                .budget(Duration.ofMillis(500)).run().orThrow();
        check(Mistake.NONE, Calls.AWAIT, Engine.CONTROLLED).faults(Fault.INTERRUPT).budget(Duration.ofMillis(300))
                .run().orThrow();
    }

    /** Who dies at a barrier lets go of its lock on the way out, which fails; that is no answer of the call. */
    @Test
    void run_partyThatDies_breaksNothing() {
        Check.barrier((BarrierSpec<CyclicBarrier> barrier) -> barrier.create(CyclicBarrier::new).parties(2)
                .await(CyclicBarrier::await)).engines(Engine.CONTROLLED).weaveJdk().faults(Fault.DEATH).seed(1)
                .budget(Duration.ofMillis(500)).run().orThrow();
    }

    private static String judged(int parties, Operation... calls) {
        return BarrierSpec.judge(History.of(calls), parties) instanceof Verdict.Violation violation
                ? violation.reason()
                : "right";
    }

    private static Operation await(int thread, Object output, long from, long to) {
        return Operation.returned(thread, "await", null, output, from, to);
    }

    private static Operation awaitFor(int thread, Object output, long from, long to) {
        return Operation.returned(thread, "awaitFor", Duration.ZERO, output, from, to);
    }

    @Test
    void judge_brokenBySomebody_isRight() {
        assertThat(judged(2, awaitFor(0, LATE, 1, 4), await(1, BROKEN, 2, 5))).isEqualTo("right");
        assertThat(judged(2, awaitFor(0, LATE, 1, 4), await(1, REFUSED, 5, 6))).isEqualTo("right");
        assertThat(judged(2, await(0, INTERRUPTED, 1, 4), await(1, BROKEN, 2, 3))).isEqualTo("right");
        assertThat(judged(2, Operation.pending(0, "await", null, 1, Ending.UNKNOWN), await(1, BROKEN, 2, 3)))
                .isEqualTo("right");
        Operation interrupt = Operation.returned(2, "interrupt", 0, 0, 1, 1);
        assertThat(judged(2, interrupt, await(0, REFUSED, 1, 2), await(1, BROKEN, 2, 3))).isEqualTo("right");
    }

    @Test
    void judge_brokenByNobodyOrLaterOn_isWrong() {
        assertThat(judged(2, await(0, BROKEN, 1, 2))).contains("await failed with BrokenBarrierException, although");
        assertThat(judged(2, awaitFor(0, BROKEN, 1, 2), awaitFor(1, BROKEN, 1, 2))).contains("although no party");
        assertThat(judged(2, await(0, BROKEN, 1, 2), awaitFor(1, LATE, 3, 4))).contains("although no party");
        Operation interrupt = Operation.returned(2, "interrupt", 1, 1, 1, 1);
        assertThat(judged(2, interrupt, await(0, BROKEN, 1, 2))).contains("although no party");
    }

    @Test
    void judge_somePassAndOthersOfTheirGenerationDoNot_isWrong() {
        assertThat(judged(2, await(0, 0, 1, 3), await(1, 1, 2, 4))).isEqualTo("right");
        assertThat(judged(2, await(0, 0, 1, 3), Operation.pending(1, "await", null, 2, Ending.UNKNOWN)))
                .isEqualTo("right");
        assertThat(judged(2, await(0, 0, 1, 3), Operation.pending(1, "await", null, 2, Ending.BLOCKED)))
                .contains("1 of 2 parties have passed");
        Operation waits = Operation.pending(1, "await", null, 2, Ending.BLOCKED);
        assertThat(judged(2, awaitFor(0, LATE, 1, 4), waits)).contains("waits for ever at a barrier that was broken");
        assertThat(judged(2, awaitFor(0, LATE, 1, 4), waits, Operation.pending(0, "await", null, 5, Ending.UNKNOWN)))
                .isEqualTo("right");
        assertThat(judged(2, await(0, 0, 1, 3), awaitFor(1, LATE, 2, 4))).contains("passed with 1 comers");
    }
}
