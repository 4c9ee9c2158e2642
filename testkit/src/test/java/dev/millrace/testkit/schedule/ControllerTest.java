package dev.millrace.testkit.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.testkit.schedule.Programs.LostUpdate;
import dev.millrace.testkit.schedule.Programs.LostWakeUp;
import dev.millrace.testkit.schedule.Programs.Spin;
import dev.millrace.testkit.schedule.ThreadReport.State;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ControllerTest {

    @Test
    void run_lostUpdate_isFoundAndItsTokenAndScheduleRepeatIt() {
        try (Controller controller = Controller.open()) {
            Outcome found = controller
                    .find(() -> new LostUpdate().bodies(), RandomWalk.of(1), 100, run -> !run.isClean())
                    .orElseThrow();
            assertThat(found.kind()).isEqualTo(Outcome.Kind.COMPLETED);
            assertThat(found.failures()).hasSize(1);
            assertThat(found.failures().get(0).failure()).hasMessage("value=1");
            for (Strategy strategy : List.of(Strategy.parse(found.token()), Replay.of(found.schedule()))) {
                Outcome again = controller.run(new LostUpdate().bodies(), strategy);
                assertThat(again.schedule()).isEqualTo(found.schedule());
                assertThat(again.isClean()).isFalse();
            }
        }
    }

    @Test
    void run_locksTakenInOppositeOrder_isDeadlockThatNamesTheBlockers() {
        try (Controller controller = Controller.open()) {
            Outcome found = controller
                    .find(Programs::crossedLocks, RandomWalk.of(1), 200, run -> run.kind() == Outcome.Kind.DEADLOCK)
                    .orElseThrow();
            assertThat(found.unfinished()).hasSize(2);
            for (ThreadReport report : found.unfinished()) {
                assertThat(report.state()).isEqualTo(State.PARKED);
                assertThat(report.waitsFor()).isNotNull();
                assertThat(report.toString()).contains("waits for ReentrantLock").contains("Programs.takeBoth");
            }
            assertThat(found.toString()).startsWith("DEADLOCK after " + found.steps() + " steps; replay: ");
        }
    }

    @Test
    void run_parkWithoutAnotherLook_isDeadlockOfTheWaiter() {
        try (Controller controller = Controller.open()) {
            LostWakeUp[] last = new LostWakeUp[1];
            Outcome found = controller
                    .find(
                            () -> {
                                last[0] = new LostWakeUp();
                                return last[0].bodies();
                            },
                            RandomWalk.of(1),
                            200,
                            run -> run.kind() == Outcome.Kind.DEADLOCK)
                    .orElseThrow();
            assertThat(found.unfinished()).hasSize(1);
            assertThat(found.unfinished().get(0).name()).isEqualTo("waiter");
            assertThat(found.unfinished().get(0).waitsFor()).isSameAs(last[0]);
        }
    }

    @Test
    void run_spinForNothing_isLivelock() {
        try (Controller controller = Controller.open(Settings.STANDARD.withSteps(2_000))) {
            Outcome outcome = controller.run(new Spin(false).bodies(), RandomWalk.of(1));
            assertThat(outcome.kind()).isEqualTo(Outcome.Kind.LIVELOCK);
            assertThat(outcome.unfinished()).hasSize(1);
            assertThat(outcome.unfinished().get(0).state()).isEqualTo(State.RUNNABLE);
            assertThat(outcome.unfinished().get(0).toString()).contains("Programs$Spin.spin");
        }
    }

    @Test
    void run_spinUntilAnotherHasRun_ends() {
        try (Controller controller = Controller.open()) {
            for (Strategy strategy : List.of(PriorityWalk.of(2, 3), RandomWalk.of(1), BoundedSearch.upTo(1))) {
                for (int i = 0; i < 50 && !strategy.isExhausted(); i++) {
                    assertThat(controller.run(new Spin(true).bodies(), strategy).isClean()).isTrue();
                }
            }
        }
    }

    @Test
    void replay_hundredTimes_givesHundredEqualTraces() {
        try (Controller controller = Controller.open(Settings.STANDARD.withEarlyTimeouts(true))) {
            FaultInjection strategy = FaultInjection.of(RandomWalk.of(5), java.util.EnumSet.allOf(Fault.class), 2, 9);
            List<String> first = null;
            String token = null;
            for (int i = 0; i < 20; i++) { // somewhere behind the first run, where lengths have been learned
                first = trace(controller, strategy);
                token = strategy.token();
            }
            assertThat(first).hasSizeGreaterThan(5);
            for (int i = 0; i < 100; i++) {
                assertThat(trace(controller, Strategy.parse(token))).isEqualTo(first);
                assertThat(trace(controller, Strategy.parse(first.get(0)))).isEqualTo(first);
            }
        }
    }

    /** The schedule, and then what an observer is told. */
    private static List<String> trace(Controller controller, Strategy strategy) {
        List<String> trace = new ArrayList<>();
        Observer observer = new Observer() {
            @Override
            public void reached(int thread, int site, long moment) {
                trace.add(moment + ": " + thread + " at " + site);
            }

            @Override
            public void waits(int thread, long moment) {
                trace.add(moment + ": " + thread + " waits");
            }

            @Override
            public void suffers(int thread, Fault fault, long moment) {
                trace.add(moment + ": " + thread + " " + fault);
            }

            @Override
            public void ended(int thread, long moment) {
                trace.add(moment + ": " + thread + " ended");
            }
        };
        Object monitor = new Object();
        Programs.Waiting task = () -> {
            Hooks.enter(monitor);
            try {
                Hooks.await(monitor, 5);
                Hooks.sleep(3);
                Hooks.signal(monitor);
            } finally {
                Hooks.exit(monitor);
            }
            Programs.points(3);
        };
        Outcome outcome = controller.run(
                List.of(Programs.waiting("a", task), Programs.waiting("b", task), Programs.waiting("c", task)),
                strategy,
                observer);
        trace.add(0, outcome.schedule().toString());
        trace.add(outcome.toString());
        return trace;
    }

    @Test
    void replay_ofAnotherProgram_isRefused() {
        try (Controller controller = Controller.open()) {
            assertThatThrownBy(() -> controller.run(List.of(Programs.body("a", () -> Programs.points(2))),
                    Strategy.parse("0.1.1")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("choice=1 at step 2");
            assertThat(controller.run(List.of(Programs.body("a", () -> {})), RandomWalk.of(1)).isClean()).isTrue();
        }
    }

    @Test
    void run_threadStartedInTheRun_isControlledAndJoined() {
        try (Controller controller = Controller.open()) {
            int lost = 0;
            for (int i = 0; i < 200; i++) {
                int[] value = new int[1];
                Runnable increment = () -> {
                    Hooks.point(1);
                    int seen = value[0];
                    Hooks.point(2);
                    value[0] = seen + 1;
                };
                Outcome outcome = controller.run(List.of(Programs.waiting("parent", () -> {
                    Thread virtual = Hooks.startVirtualThread(increment);
                    Thread built = Hooks.ofVirtual().name("built").unstarted(increment);
                    Hooks.start(built);
                    Thread platform = new Thread(increment, "platform");
                    Hooks.start(platform);
                    Hooks.join(virtual);
                    Hooks.join(built);
                    assertThat(Hooks.join(platform, java.time.Duration.ofSeconds(5))).isTrue();
                    assertThat(Hooks.isAlive(platform)).isFalse();
                })), RandomWalk.of(i));
                assertThat(outcome.isClean()).as(outcome.toString()).isTrue();
                assertThat(outcome.unfinished()).isEmpty();
                lost += value[0] < 3 ? 1 : 0;
            }
            assertThat(lost).isBetween(20, 199);
        }
    }

    @Test
    void run_executorOfVirtualThreadsInUnwovenCode_isControlledToo() {
        try (Controller controller = Controller.open()) {
            AtomicReference<Integer> result = new AtomicReference<>();
            Outcome outcome = controller.run(List.of(Programs.waiting("a", () -> {
                try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
                    result.set(executor.submit(() -> Controller.isControlled() ? 42 : 0).get());
                } catch (java.util.concurrent.ExecutionException e) {
                    throw new AssertionError(e);
                }
            })), RandomWalk.of(1));
            assertThat(outcome.isClean()).as(outcome.toString()).isTrue();
            assertThat(result.get()).isEqualTo(42);
            assertThat(outcome.notices()).isEmpty();
        }
    }

    @Test
    void run_helperThatWaitsForMore_isCompletedAndListed() {
        try (Controller controller = Controller.open()) {
            Outcome outcome = controller.run(
                    List.of(Programs.body("a", () -> Hooks.start(new Thread(() -> Hooks.park("more"), "helper")))),
                    RandomWalk.of(1));
            assertThat(outcome.isClean()).isTrue();
            assertThat(outcome.unfinished()).hasSize(1);
            assertThat(outcome.unfinished().get(0).name()).isEqualTo("helper");
        }
    }

    @Test
    void run_helperThatSpinsForMore_isCompletedAndListed() {
        try (Controller controller = Controller.open()) {
            Outcome outcome = controller.run(List.of(Programs.body("a", () -> Hooks.startVirtualThread(() -> {
                while (Controller.isControlled()) {
                    Hooks.onSpinWait();
                }
            }))), RandomWalk.of(1));
            assertThat(outcome.isClean()).as(outcome.toString()).isTrue();
            assertThat(outcome.unfinished().get(0).state()).isEqualTo(State.RUNNABLE);
        }
    }

    @Test
    void run_yieldInUnwovenCode_letsOthersRun() {
        try (Controller controller = Controller.open()) {
            for (Strategy strategy : List.of(PriorityWalk.of(1, 1), RandomWalk.of(1), BoundedSearch.upTo(0))) {
                for (int i = 0; i < 10 && !strategy.isExhausted(); i++) {
                    boolean[] stop = new boolean[1];
                    Outcome outcome = controller.run(List.of(Programs.body("spinner", () -> {
                        do {
                            Thread.yield();
                        } while (!stop[0]);
                    }), Programs.body("setter", () -> {
                        Programs.points(2);
                        stop[0] = true;
                    })), strategy);
                    assertThat(outcome.isClean()).as(outcome.toString()).isTrue();
                    assertThat(outcome.steps()).isLessThan(100);
                }
            }
        }
    }

    @Test
    void run_failureInStartedThread_isReported() {
        try (Controller controller = Controller.open()) {
            Outcome outcome = controller.run(List.of(Programs.body("a", () -> {
                Hooks.startVirtualThread(() -> {
                    throw new IllegalStateException("first");
                });
                Hooks.start(new Thread(() -> {
                    throw new IllegalStateException("second");
                }));
            })), RandomWalk.of(1));
            assertThat(outcome.failures()).extracting(report -> report.failure().getMessage())
                    .containsExactlyInAnyOrder("first", "second");
        }
    }

    @Test
    void run_uncontrolledThreadRunsWovenCode_isNoticed() {
        Thread unstarted = Thread.ofVirtual().name("foreign").unstarted(() -> Hooks.point(1));
        try (Controller controller = Controller.open()) {
            Outcome outcome = controller.run(List.of(Programs.waiting("a", () -> {
                Hooks.start(unstarted);
                Hooks.join(unstarted);
            })), RandomWalk.of(1));
            assertThat(outcome.isClean()).as(outcome.toString()).isTrue();
            assertThat(outcome.notices())
                    .anySatisfy(notice -> assertThat(notice).contains("thread=foreign is not controlled"));
        }
    }

    @Test
    void tick_inARun_growsAndElsewhereFails() {
        try (Controller controller = Controller.open()) {
            List<Long> ticks = new ArrayList<>();
            Body body = Programs.body("a", () -> {
                ticks.add(Controller.tick());
                ticks.add(Controller.tick());
                Hooks.point(1);
                ticks.add(Controller.tick());
            });
            controller.run(List.of(body, body), RandomWalk.of(1));
            assertThat(ticks).hasSize(6).isSorted().doesNotHaveDuplicates();
        }
        assertThatThrownBy(Controller::tick).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void observer_threadParks_isToldOnce() {
        try (Controller controller = Controller.open()) {
            List<Integer> waits = new ArrayList<>();
            controller.run(List.of(Programs.body("a", Hooks::park), Programs.body("b", () -> Hooks.point(1))),
                    RandomWalk.of(1),
                    new Observer() {
                        @Override
                        public void waits(int thread, long moment) {
                            waits.add(thread);
                        }
                    });
            assertThat(waits).containsExactly(0);
        }
    }

    @Test
    void open_whereItCannot_saysWhy() throws InterruptedException {
        try (Controller controller = Controller.open()) {
            assertThatThrownBy(Controller::open).hasMessageContaining("open=2 (expected: 1)");
            assertThat(controller.run(List.of(), RandomWalk.of(1)).isClean()).isTrue();
        }
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread.ofVirtual().start(() -> {
            try {
                Controller.open().close();
            } catch (IllegalStateException e) {
                thrown.set(e);
            }
        }).join();
        assertThat(thrown.get()).hasMessageContaining("expected: a platform thread");
    }

    @Test
    void open_whileAnotherThreadHasOneOpen_waits() throws InterruptedException {
        AtomicReference<String> order = new AtomicReference<>("");
        Thread other;
        try (Controller controller = Controller.open()) {
            other = Thread.ofPlatform().start(() -> {
                try (Controller second = Controller.open()) {
                    order.accumulateAndGet("second", String::concat);
                    assertThat(second.run(List.of(), RandomWalk.of(1)).isClean()).isTrue();
                }
            });
            while (other.getState() != Thread.State.WAITING && other.isAlive()) {
                Thread.onSpinWait();
            }
            assertThat(controller.run(new LostUpdate().bodies(), RandomWalk.of(1)).kind())
                    .isEqualTo(Outcome.Kind.COMPLETED);
            order.accumulateAndGet("first ", String::concat);
        }
        other.join();
        assertThat(order.get()).isEqualTo("first second");
    }

    @Test
    void run_closed_isRefused() {
        Controller controller = Controller.open();
        controller.close();
        assertThatThrownBy(() -> controller.run(List.of(), RandomWalk.of(1))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void run_hundredThousandDeadlocks_leaveNoMemoryBehind() {
        byte[][] held = new byte[1][];
        long before = usedMegabytes();
        try (Controller controller = Controller.open(Settings.STANDARD.withStacks(false))) {
            RandomWalk walk = RandomWalk.of(1);
            for (int i = 0; i < 100_000; i++) {
                Outcome outcome = controller.run(List.of(Programs.body("a", () -> {
                    byte[] payload = new byte[20_000]; // 2 GB in all: far more than the heap, if a stack were kept
                    Hooks.park(payload);
                    held[0] = payload;
                }), Programs.body("b", () -> Hooks.point(1))), walk);
                assertThat(outcome.kind()).isEqualTo(Outcome.Kind.DEADLOCK);
            }
        }
        assertThat(held[0]).isNull();
        assertThat(usedMegabytes() - before).isLessThan(100);
    }

    private static long usedMegabytes() {
        Runtime runtime = Runtime.getRuntime();
        long used = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
        }
        return used >> 20;
    }
}
