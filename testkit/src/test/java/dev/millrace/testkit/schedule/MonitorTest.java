package dev.millrace.testkit.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.testkit.schedule.ThreadReport.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MonitorTest {

    private final Object monitor = new Object();

    @Test
    void enter_everySchedule_letsOneInAtATimeAndAgain() {
        try (Controller controller = Controller.open()) {
            BoundedSearch search = BoundedSearch.upTo(2);
            int runs = 0;
            for (; !search.isExhausted(); runs++) {
                int[] inside = new int[1];
                int[] most = new int[1];
                Runnable task = () -> {
                    Hooks.enter(monitor);
                    Hooks.enter(monitor);
                    most[0] = Math.max(most[0], ++inside[0]);
                    Hooks.point(1);
                    Hooks.exit(monitor);
                    Hooks.point(2);
                    inside[0]--;
                    assertThat(Hooks.holdsLock(monitor)).isTrue();
                    Hooks.exit(monitor);
                    assertThat(Hooks.holdsLock(monitor)).isFalse();
                };
                Outcome outcome = controller.run(
                        List.of(Programs.body("a", task), Programs.body("b", task), Programs.body("c", task)), search);
                assertThat(outcome.isClean()).as(outcome.toString()).isTrue();
                assertThat(most[0]).isEqualTo(1);
            }
            assertThat(runs).isGreaterThan(50);
        }
    }

    @Test
    void enter_crossedMonitors_isDeadlockThatNamesTheOwners() {
        Object other = new Object();
        try (Controller controller = Controller.open()) {
            Outcome found = controller
                    .find(
                            () -> List.of(
                                    Programs.body("a", () -> takeBoth(monitor, other)),
                                    Programs.body("b", () -> takeBoth(other, monitor))),
                            BoundedSearch.upTo(1),
                            Programs.MANY,
                            run -> run.kind() == Outcome.Kind.DEADLOCK)
                    .orElseThrow();
            ThreadReport a = found.unfinished().get(0);
            assertThat(a.state()).isEqualTo(State.ENTERING);
            assertThat(a.waitsFor()).isSameAs(other);
            assertThat(a.heldBy()).isEqualTo("b");
            assertThat(a.toString()).contains("blocked, waits for Object, held by b").contains("MonitorTest.takeBoth");
            assertThat(found.unfinished().get(1).heldBy()).isEqualTo("a");
        }
    }

    private static void takeBoth(Object outer, Object inner) {
        Hooks.enter(outer);
        Hooks.enter(inner);
        Hooks.exit(inner);
        Hooks.exit(outer);
    }

    private static void expectIllegal(Programs.Waiting call) throws InterruptedException {
        try {
            call.run();
        } catch (IllegalMonitorStateException e) {
            return;
        }
        throw new AssertionError("no IllegalMonitorStateException");
    }

    @Test
    void exitAwaitSignal_notTheOwner_isIllegal() throws InterruptedException {
        Programs.Waiting task = () -> {
            expectIllegal(() -> Hooks.exit(monitor));
            expectIllegal(() -> Hooks.await(monitor));
            expectIllegal(() -> Hooks.await(monitor, 5));
            expectIllegal(() -> Hooks.signal(monitor));
            expectIllegal(() -> Hooks.signalAll(monitor));
        };
        task.run();
        try (Controller controller = Controller.open()) {
            Outcome outcome = controller.run(List.of(Programs.waiting("a", task)), RandomWalk.of(1));
            assertThat(outcome.isClean()).as(outcome.toString()).isTrue();
        }
    }

    @Test
    void await_handOffUnderEverySchedule_worksWithALoopAndIsLostWithout() {
        assertThat(handOff(true)).containsExactly("COMPLETED");
        assertThat(handOff(false)).containsExactly("COMPLETED", "DEADLOCK");
    }

    private Set<String> handOff(boolean looks) {
        TreeSet<String> endings = new TreeSet<>();
        try (Controller controller = Controller.open()) {
            BoundedSearch search = BoundedSearch.upTo(2);
            while (!search.isExhausted()) {
                boolean[] full = new boolean[1];
                Outcome outcome = controller.run(List.of(Programs.waiting("taker", () -> {
                    Hooks.enter(monitor);
                    do {
                        if (looks && full[0]) {
                            break;
                        }
                        Hooks.await(monitor);
                    } while (looks);
                    Hooks.exit(monitor);
                }), Programs.body("giver", () -> {
                    Hooks.enter(monitor);
                    full[0] = true;
                    Hooks.signal(monitor);
                    Hooks.exit(monitor);
                })), search);
                endings.add(outcome.kind().name());
            }
        }
        return endings;
    }

    @Test
    void signal_twoWaiters_wakesEitherAndSignalAllBoth() {
        TreeSet<String> woken = new TreeSet<>();
        try (Controller controller = Controller.open()) {
            for (int seed = 0; seed < 100; seed++) {
                for (boolean all : new boolean[] {false, true}) {
                    StringBuilder order = new StringBuilder(all ? "all " : "one ");
                    int[] waiting = new int[1];
                    Programs.Waiting waiter = () -> {
                        Hooks.enter(monitor);
                        waiting[0]++;
                        Hooks.await(monitor);
                        order.append(Thread.currentThread().getName());
                        Hooks.exit(monitor);
                    };
                    controller.run(
                            List.of(Programs.waiting("a", waiter), Programs.waiting("b", waiter),
                                    Programs.body("c", () -> {
                                        while (waiting[0] < 2) {
                                            Hooks.yieldThread();
                                        }
                                        Hooks.enter(monitor);
                                        if (all) {
                                            Hooks.signalAll(monitor);
                                        } else {
                                            Hooks.signal(monitor);
                                        }
                                        Hooks.exit(monitor);
                                    })),
                            RandomWalk.of(seed));
                    woken.add(order.toString());
                }
            }
        }
        assertThat(woken).containsExactly("all ab", "all ba", "one a", "one b");
    }

    @Test
    void await_interrupted_throwsAsOwnerAndPassesNoNotificationOn() {
        TreeSet<String> seen = new TreeSet<>();
        try (Controller controller = Controller.open()) {
            for (int seed = 0; seed < 300; seed++) {
                StringBuilder order = new StringBuilder();
                Outcome outcome = controller.run(List.of(Programs.body("a", () -> {
                    Hooks.enter(monitor);
                    try {
                        Hooks.await(monitor, 1_000);
                        order.append(Thread.interrupted() ? "woken, flag kept" : "woken");
                    } catch (InterruptedException e) {
                        order.append(Thread.currentThread().isInterrupted() ? "interrupted twice" : "interrupted");
                    }
                    assertThat(Hooks.holdsLock(monitor)).isTrue();
                    Hooks.exit(monitor);
                }), Programs.body("b", () -> {
                    Hooks.enter(monitor);
                    Hooks.signal(monitor);
                    Programs.points(2);
                    Hooks.exit(monitor);
                })), FaultInjection.of(RandomWalk.of(seed), java.util.EnumSet.of(Fault.INTERRUPT), 1, seed));
                assertThat(outcome.isClean()).as(outcome.toString()).isTrue();
                seen.add(order.toString());
            }
        }
        assertThat(seen).containsExactly("interrupted", "woken", "woken, flag kept");
    }

    /** As with one notification: who was interrupted before throws, and who was told before goes on with the flag set. */
    @Test
    void await_interruptedAndThenAllAreNotified_throws() {
        TreeSet<String> seen = new TreeSet<>();
        try (Controller controller = Controller.open()) {
            BoundedSearch search = BoundedSearch.upTo(2);
            while (!search.isExhausted()) {
                StringBuilder order = new StringBuilder();
                Outcome outcome = controller.run(List.of(Programs.body("a", () -> {
                    Thread self = Thread.currentThread();
                    Hooks.startVirtualThread(() -> {
                        Hooks.interrupt(self);
                        order.append("interrupted, ");
                    });
                    Hooks.enter(monitor);
                    try {
                        Hooks.await(monitor);
                        order.append("woken");
                    } catch (InterruptedException e) {
                        order.append("throws");
                    }
                    Hooks.exit(monitor);
                }), Programs.body("b", () -> {
                    Hooks.enter(monitor);
                    Hooks.signalAll(monitor);
                    order.append("told, ");
                    Hooks.exit(monitor);
                })), search);
                assertThat(outcome.isClean()).as(outcome.toString()).isTrue();
                seen.add(order.toString());
            }
        }
        assertThat(seen).contains("interrupted, told, throws", "told, interrupted, throws");
        assertThat(seen).doesNotContain("interrupted, told, woken");
    }

    @Test
    void await_interruptedByAnother_endsWithoutTimer() {
        try (Controller controller = Controller.open()) {
            for (int seed = 0; seed < 50; seed++) {
                boolean[] thrown = new boolean[1];
                Outcome outcome = controller.run(List.of(Programs.waiting("a", () -> {
                    Thread self = Thread.currentThread();
                    Hooks.startVirtualThread(() -> Hooks.interrupt(self));
                    Hooks.enter(monitor);
                    try {
                        Hooks.await(monitor);
                    } catch (InterruptedException e) {
                        thrown[0] = Hooks.holdsLock(monitor);
                    } finally {
                        Hooks.exit(monitor);
                    }
                })), RandomWalk.of(seed));
                assertThat(outcome.isClean()).as(outcome.toString()).isTrue();
                assertThat(thrown[0]).isTrue();
            }
        }
    }

    @Test
    void await_timed_endsWithoutNotificationAndTakesTheMonitorBack() {
        try (Controller controller = Controller.open()) {
            for (int seed = 0; seed < 50; seed++) {
                List<String> order = new ArrayList<>();
                Outcome outcome = controller.run(List.of(Programs.waiting("a", () -> {
                    Hooks.enter(monitor);
                    Hooks.enter(monitor);
                    long start = Hooks.nanoTime();
                    Hooks.await(monitor, 10, 1);
                    order.add("a " + (Hooks.nanoTime() - start >= 10_000_001));
                    Hooks.exit(monitor);
                    assertThat(Hooks.holdsLock(monitor)).isTrue();
                    Hooks.exit(monitor);
                }), Programs.waiting("b", () -> {
                    Hooks.enter(monitor);
                    Hooks.sleep(50);
                    order.add("b");
                    Hooks.exit(monitor);
                })), RandomWalk.of(seed));
                assertThat(outcome.isClean()).as(outcome.toString()).isTrue();
                assertThat(order).containsExactlyInAnyOrder("a true", "b");
            }
        }
    }

    @Test
    void monitor_ofUncontrolledThreads_worksAsALock() throws InterruptedException {
        int[] value = new int[1];
        Runnable task = () -> {
            for (int i = 0; i < 20_000; i++) {
                Hooks.enter(monitor);
                Hooks.enter(monitor);
                value[0]++;
                Hooks.exit(monitor);
                Hooks.exit(monitor);
            }
        };
        Thread first = Thread.ofPlatform().start(task);
        Thread second = Thread.ofVirtual().start(task);
        first.join();
        second.join();
        assertThat(value[0]).isEqualTo(40_000);
        assertThat(Hooks.holdsLock(monitor)).isFalse();
    }

    @Test
    void await_ofUncontrolledThreads_isWokenBySignal() throws InterruptedException {
        boolean[] full = new boolean[1];
        Thread taker = Thread.ofPlatform().start(() -> {
            Hooks.enter(monitor);
            try {
                while (!full[0]) {
                    Hooks.await(monitor);
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            } finally {
                Hooks.exit(monitor);
            }
        });
        Hooks.enter(monitor);
        Hooks.await(monitor, 1);
        full[0] = true;
        Hooks.signalAll(monitor);
        Hooks.exit(monitor);
        taker.join();
        assertThat(taker.isAlive()).isFalse();
        assertThatThrownBy(() -> Hooks.await(monitor, -1)).isInstanceOf(IllegalArgumentException.class);
    }
}
