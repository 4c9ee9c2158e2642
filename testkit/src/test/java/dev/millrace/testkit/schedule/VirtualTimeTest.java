package dev.millrace.testkit.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class VirtualTimeTest {

    private static final long HOUR = TimeUnit.HOURS.toNanos(1);

    @Test
    void sleep_anyUnit_passesThatMuchVirtualTimeAtOnce() {
        List<Long> passed = new ArrayList<>();
        try (Controller controller = Controller.open()) {
            Outcome outcome = controller.run(List.of(Programs.waiting("a", () -> {
                long start = Hooks.nanoTime();
                long millis = Hooks.currentTimeMillis();
                Hooks.sleep(5);
                passed.add(Hooks.nanoTime() - start);
                Hooks.sleep(1, 500);
                passed.add(Hooks.nanoTime() - start);
                Hooks.sleep(Duration.ofHours(2));
                passed.add(Hooks.nanoTime() - start);
                Hooks.sleep(TimeUnit.HOURS, 1);
                passed.add(Hooks.nanoTime() - start);
                Hooks.parkNanos(HOUR);
                Hooks.parkNanos(null, 7);
                passed.add(Hooks.nanoTime() - start);
                Hooks.parkUntil(Hooks.currentTimeMillis() + 10);
                Hooks.parkUntil("blocker", Hooks.currentTimeMillis() - 10);
                passed.add(Hooks.currentTimeMillis() - millis);
            })), RandomWalk.of(1));
            assertThat(outcome.isClean()).as(outcome.toString()).isTrue();
            assertThat(outcome.nanos()).isGreaterThan(4 * HOUR);
        }
        assertThat(passed).containsExactly(
                5_000_000L, 6_000_500L, 6_000_500L + 2 * HOUR, 6_000_500L + 3 * HOUR, 6_000_507L + 4 * HOUR,
                16 + TimeUnit.HOURS.toMillis(4));
    }

    /** A machine may be slow between the wake-up and the look at the clock. */
    @Test
    void timedWait_notifiedInTime_mayFindItselfLate() {
        Object monitor = new Object();
        boolean late = false;
        try (Controller controller = Controller.open(Settings.STANDARD.withEarlyTimeouts(true))) {
            for (int seed = 0; seed < 2_000 && !late; seed++) {
                long[] moments = new long[3]; // when the wait begins, is notified, and ends
                controller.run(List.of(Programs.waiting("waits", () -> {
                    Hooks.enter(monitor);
                    moments[0] = Hooks.nanoTime();
                    Hooks.await(monitor, 3_600_000);
                    moments[2] = Hooks.nanoTime();
                    Hooks.exit(monitor);
                }), Programs.waiting("notifies", () -> {
                    Hooks.enter(monitor);
                    moments[1] = moments[0] == 0 ? 0 : Hooks.nanoTime();
                    Hooks.signal(monitor);
                    Hooks.exit(monitor);
                })), RandomWalk.of(seed));
                boolean notifiedInTime = moments[1] != 0 && moments[1] - moments[0] < HOUR;
                late = notifiedInTime && moments[2] - moments[0] >= HOUR;
            }
        }
        assertThat(late).isTrue();
    }

    /** Else one that waits for an hour, and again, and again, would not let the others come to what it waits for. */
    @Test
    void timedWait_inALoop_leavesTurnsToOthers() {
        try (Controller controller = Controller.open(Settings.STANDARD.withEarlyTimeouts(true).withSteps(2_000))) {
            Outcome outcome = controller.run(List.of(Programs.waiting("waits", () -> {
                while (!done) {
                    Hooks.parkNanos(HOUR);
                }
            }), Programs.waiting("works", () -> {
                Programs.points(100);
                done = true;
            })), new ImpatientWalk());
            assertThat(outcome.isClean()).as(outcome.toString()).isTrue();
        }
    }

    private volatile boolean done;

    /** Lets time pass whenever it may. */
    private static final class ImpatientWalk implements Strategy {
        @Override
        public boolean isExhausted() {
            return false;
        }

        @Override
        public void begin() {}

        @Override
        public int choose(Turn turn) {
            return turn.timeMayPass() ? Schedule.TIME : turn.thread(0);
        }

        @Override
        public String token() {
            return "";
        }
    }

    @Test
    void sleep_severalThreads_wakeInTheOrderOfTheirDeadlines() {
        try (Controller controller = Controller.open()) {
            for (int seed = 0; seed < 50; seed++) {
                List<Integer> order = new ArrayList<>();
                List<Body> bodies = new ArrayList<>();
                for (int millis : new int[] {30, 10, 20}) {
                    bodies.add(Programs.waiting("t", () -> {
                        Programs.points(2);
                        Hooks.sleep(millis);
                        order.add(millis);
                    }));
                }
                assertThat(controller.run(bodies, RandomWalk.of(seed)).isClean()).isTrue();
                assertThat(order).containsExactly(10, 20, 30);
            }
        }
    }

    /** What a thread sees that waits for another for so long. */
    private static Set<String> timedWait(Settings settings, Strategy strategy) {
        TreeSet<String> seen = new TreeSet<>();
        try (Controller controller = Controller.open(settings)) {
            for (int i = 0; i < 300 && !strategy.isExhausted(); i++) {
                boolean[] done = new boolean[1];
                Thread[] waiter = new Thread[1];
                Outcome outcome = controller.run(List.of(Programs.body("waiter", () -> {
                    waiter[0] = Thread.currentThread();
                    long end = Hooks.nanoTime() + HOUR;
                    while (true) {
                        Hooks.point(1);
                        if (done[0]) {
                            seen.add("done");
                            return;
                        }
                        long left = end - Hooks.nanoTime();
                        if (left <= 0) {
                            seen.add("timeout");
                            return;
                        }
                        Hooks.parkNanos(left);
                    }
                }), Programs.body("waker", () -> {
                    Programs.points(3);
                    done[0] = true;
                    Hooks.unpark(waiter[0]);
                })), strategy);
                assertThat(outcome.isClean()).as(outcome.toString()).isTrue();
            }
        }
        return seen;
    }

    @Test
    void parkNanos_otherThreadsCanRun_expiresOnlyIfTimeMayPassEarly() {
        Settings early = Settings.STANDARD.withEarlyTimeouts(true);
        assertThat(timedWait(Settings.STANDARD, RandomWalk.of(1))).containsExactly("done");
        assertThat(timedWait(early, RandomWalk.of(1))).containsExactly("done", "timeout");
        assertThat(timedWait(early, PriorityWalk.of(2, 1))).containsExactly("done", "timeout");
        assertThat(timedWait(early, BoundedSearch.upTo(1))).containsExactly("done", "timeout");
    }

    @Test
    void join_threadSleepsLonger_isFalseAfterTheTime() {
        try (Controller controller = Controller.open()) {
            Outcome outcome = controller.run(List.of(Programs.waiting("a", () -> {
                Thread sleeper = Hooks.startVirtualThread(() -> {
                    try {
                        Hooks.sleep(100);
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                });
                assertThat(Hooks.join(sleeper, Duration.ofMillis(40))).isFalse();
                assertThat(Hooks.state(sleeper)).isEqualTo(Thread.State.TIMED_WAITING);
                Hooks.join(sleeper, 10);
                Hooks.join(sleeper, 10, 5);
                assertThat(Hooks.isAlive(sleeper)).isTrue();
                assertThat(Hooks.join(sleeper, Duration.ofMillis(400))).isTrue();
            })), RandomWalk.of(1));
            assertThat(outcome.isClean()).as(outcome.toString()).isTrue();
            assertThat(outcome.nanos()).isEqualTo(100_000_000);
        }
    }

    @Test
    void parkNanos_forLongerThanAnybodyLives_isDeadlock() {
        try (Controller controller = Controller.open()) {
            Outcome outcome = controller.run(
                    List.of(Programs.waiting("a", () -> {
                        Hooks.sleep(10);
                        Hooks.parkNanos(Long.MAX_VALUE - 1);
                    }), Programs.body("b", () -> Hooks.parkNanos(Long.MAX_VALUE))),
                    RandomWalk.of(1));
            assertThat(outcome.unfinished()).hasSize(2);
            assertThat(outcome.kind()).isEqualTo(Outcome.Kind.DEADLOCK);
        }
    }

    @Test
    void nanoTime_threadSpinsUntilATime_comesToIt() {
        try (Controller controller = Controller.open()) {
            Outcome outcome = controller.run(List.of(Programs.body("a", () -> {
                long end = Hooks.nanoTime() + HOUR / 100;
                while (Hooks.nanoTime() - end < 0) {
                    Hooks.onSpinWait();
                }
            })), RandomWalk.of(1));
            assertThat(outcome.isClean()).as(outcome.toString()).isTrue();
        }
    }

    @Test
    void sleep_anotherThreadSpinsUntilItIsOver_isOver() {
        try (Controller controller = Controller.open()) {
            boolean[] done = new boolean[1];
            Outcome outcome = controller.run(List.of(Programs.waiting("sleeper", () -> {
                Hooks.sleep(100);
                done[0] = true;
            }), Programs.body("spinner", () -> {
                do {
                    Hooks.yieldThread();
                } while (!done[0]);
            })), RandomWalk.of(1));
            assertThat(outcome.isClean()).as(outcome.toString()).isTrue();
        }
    }
}
