package dev.millrace.testkit.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FaultInjectionTest {

    private static FaultInjection of(Fault kind, long seed) {
        return FaultInjection.of(RandomWalk.of(seed), EnumSet.of(kind), 1, seed);
    }

    @Test
    void interrupt_sleepingThread_throwsThereAndIsReplayed() {
        Programs.Waiting task = () -> {
            Hooks.point(1);
            Hooks.sleep(10);
            Hooks.point(2);
        };
        try (Controller controller = Controller.open()) {
            Outcome found = controller
                    .find(() -> List.of(Programs.waiting("a", task), Programs.waiting("b", task)),
                            of(Fault.INTERRUPT, 1), 100,
                            run -> !run.isClean())
                    .orElseThrow();
            assertThat(found.failures().get(0).failure()).hasMessage("interrupted");
            assertThat(found.schedule().toString()).containsPattern("I[01]");
            for (String token : List.of(found.token(), found.schedule().toString())) {
                Outcome again = controller.run(
                        List.of(Programs.waiting("a", task), Programs.waiting("b", task)), Strategy.parse(token));
                assertThat(again.schedule()).isEqualTo(found.schedule());
                assertThat(again.failures().get(0).number()).isEqualTo(found.failures().get(0).number());
            }
        }
    }

    @Test
    void spuriousWakeup_waitsWithoutALoop_areFoundAndWithALoopAreSound() {
        Object monitor = new Object();
        for (boolean parks : new boolean[] {true, false}) {
            for (boolean loops : new boolean[] {true, false}) {
                TreeSet<Boolean> early = new TreeSet<>();
                try (Controller controller = Controller.open()) {
                    for (int seed = 0; seed < 200; seed++) {
                        boolean[] done = new boolean[1];
                        Thread[] waiter = new Thread[1];
                        Outcome outcome = controller.run(List.of(Programs.waiting("waiter", () -> {
                            waiter[0] = Thread.currentThread();
                            Hooks.enter(monitor);
                            do {
                                if (done[0]) {
                                    break;
                                }
                                if (parks) {
                                    Hooks.exit(monitor);
                                    Hooks.park();
                                    Hooks.enter(monitor);
                                } else {
                                    Hooks.await(monitor);
                                }
                            } while (loops);
                            early.add(!done[0]);
                            Hooks.exit(monitor);
                        }), Programs.body("waker", () -> {
                            Programs.points(5);
                            Hooks.enter(monitor);
                            done[0] = true;
                            Hooks.signal(monitor);
                            Hooks.exit(monitor);
                            Hooks.unpark(waiter[0]);
                        })), of(Fault.SPURIOUS_WAKEUP, seed));
                        assertThat(outcome.isClean()).as(outcome.toString()).isTrue();
                    }
                }
                assertThat(early.contains(true)).as("parks=" + parks + " loops=" + loops).isEqualTo(!loops);
            }
        }
    }

    @Test
    void death_inACriticalSection_unwindsAndIsNoFailure() {
        try (Controller controller = Controller.open()) {
            int[] unwound = new int[1];
            int[] died = new int[1];
            for (int seed = 0; seed < 100; seed++) {
                Object monitor = new Object();
                Runnable task = () -> {
                    Hooks.enter(monitor);
                    try {
                        Programs.points(3);
                    } catch (ThreadKilledError e) {
                        unwound[0]++;
                        throw e;
                    } finally {
                        Hooks.exit(monitor);
                    }
                };
                Outcome outcome = controller.run(
                        List.of(Programs.body("a", task), Programs.body("b", task)), of(Fault.DEATH, seed));
                assertThat(outcome.isClean()).as(outcome.toString()).isTrue();
                died[0] += outcome.schedule().toString().contains("D") ? 1 : 0;
            }
            assertThat(unwound[0]).isGreaterThan(20);
            assertThat(died[0]).isGreaterThanOrEqualTo(unwound[0]);
        }
    }

    @Test
    void interrupt_byAHook_wakesParkAndJoinAndSleep() {
        try (Controller controller = Controller.open()) {
            for (int seed = 0; seed < 100; seed++) {
                Outcome outcome = controller.run(List.of(Programs.waiting("a", () -> {
                    Thread self = Thread.currentThread();
                    Thread other = new Thread(() -> {
                        Hooks.park();
                        assertThat(Hooks.isInterrupted(Thread.currentThread())).isTrue();
                        Hooks.interrupt(self);
                    });
                    Hooks.start(other);
                    Hooks.interrupt(other);
                    try {
                        Hooks.sleep(1_000_000);
                        throw new AssertionError("slept");
                    } catch (InterruptedException e) {
                        Hooks.join(other);
                    }
                })), RandomWalk.of(seed));
                assertThat(outcome.isClean()).as(outcome.toString()).isTrue();
                assertThat(outcome.nanos()).isZero();
            }
        }
    }

    @Test
    void of_nothingToInflict_isRefused() {
        assertThatThrownBy(() -> FaultInjection.of(RandomWalk.of(1), EnumSet.noneOf(Fault.class), 1, 1))
                .hasMessageContaining("kinds=[]");
        assertThatThrownBy(() -> FaultInjection.of(RandomWalk.of(1), EnumSet.of(Fault.DEATH), 0, 1))
                .hasMessageContaining("count=0");
    }
}
