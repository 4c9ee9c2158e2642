package dev.millrace.testkit.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Vector;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Code of the JDK waits by its own means. */
@Timeout(60)
class UnwovenCodeTest {

    @Test
    void blockingQueues_producerAndConsumer_endUnderEverySchedule() {
        try (Controller controller = Controller.open()) {
            for (int seed = 0; seed < 300; seed++) {
                ArrayBlockingQueue<Integer> small = new ArrayBlockingQueue<>(1);
                LinkedTransferQueue<Integer> handOver = new LinkedTransferQueue<>();
                List<Integer> got = new ArrayList<>();
                Outcome outcome = controller.run(List.of(Programs.waiting("producer", () -> {
                    for (int i = 0; i < 3; i++) {
                        Hooks.point(1);
                        small.put(i);
                        handOver.transfer(i);
                    }
                }), Programs.waiting("consumer", () -> {
                    for (int i = 0; i < 3; i++) {
                        Hooks.point(2);
                        got.add(small.take());
                        got.add(handOver.take());
                    }
                })), RandomWalk.of(seed));
                assertThat(outcome.isClean()).as(outcome.toString()).isTrue();
                assertThat(got).containsExactly(0, 0, 1, 1, 2, 2);
            }
        }
    }

    @Test
    void take_fromAnEmptyQueue_isDeadlockThatSaysWhere() {
        try (Controller controller = Controller.open()) {
            Outcome outcome = controller.run(
                    List.of(Programs.waiting("taker", () -> new ArrayBlockingQueue<Integer>(1).take())),
                    RandomWalk.of(1));
            assertThat(outcome.kind()).isEqualTo(Outcome.Kind.DEADLOCK);
            assertThat(outcome.unfinished().get(0).toString())
                    .contains("taker: parked, waits for AbstractQueuedSynchronizer$ConditionObject")
                    .contains("ArrayBlockingQueue.take");
        }
    }

    @Test
    void timedWaits_nobodyComes_endByTheRealClock() {
        try (Controller controller = Controller.open()) {
            List<Object> got = new ArrayList<>();
            Outcome outcome = controller.run(List.of(Programs.waiting("a", () -> {
                got.add(new Semaphore(0).tryAcquire(20, TimeUnit.MILLISECONDS));
            }), Programs.waiting("b", () -> {
                got.add(String.valueOf(new ArrayBlockingQueue<Integer>(1).poll(10, TimeUnit.MILLISECONDS)));
                Hooks.sleep(1);
            })), RandomWalk.of(1));
            assertThat(outcome.isClean()).as(outcome.toString()).isTrue();
            assertThat(got).containsExactly("null", false);
            assertThat(outcome.steps()).isLessThan(20); // each waited once, and did not look again and again
        }
    }

    @Test
    void timedWait_somebodyComes_isNotTimedOut() {
        try (Controller controller = Controller.open()) {
            for (int seed = 0; seed < 100; seed++) {
                ArrayBlockingQueue<Integer> queue = new ArrayBlockingQueue<>(1);
                int[] got = new int[1];
                Outcome outcome = controller.run(List.of(Programs.waiting("a", () -> {
                    got[0] = queue.poll(1, TimeUnit.HOURS);
                }), Programs.waiting("b", () -> {
                    Programs.points(3);
                    queue.add(7);
                })), RandomWalk.of(seed));
                assertThat(outcome.isClean()).as(outcome.toString()).isTrue();
                assertThat(got[0]).isEqualTo(7);
            }
        }
    }

    @Test
    void timedWait_forADayAndNobodyComes_isDeadlock() {
        try (Controller controller = Controller.open()) {
            Outcome outcome = controller.run(
                    List.of(Programs.waiting("taker", () -> new ArrayBlockingQueue<Integer>(1).poll(1, TimeUnit.DAYS))),
                    RandomWalk.of(1));
            assertThat(outcome.kind()).isEqualTo(Outcome.Kind.DEADLOCK);
        }
    }

    @Test
    void timedWait_forAnHourAndNobodyComes_isAnErrorThatSaysSo() {
        try (Controller controller = Controller.open()) {
            Body taker = Programs.waiting("taker", () -> new ArrayBlockingQueue<Integer>(1).poll(1, TimeUnit.HOURS));
            assertThatThrownBy(() -> controller.run(List.of(taker), RandomWalk.of(1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("controlled: thread=taker waits for another 3")
                    .hasMessageContaining("s in code that is not woven (expected: at most 10 s)");
        }
    }

    @Test
    void pipeOfTheSystem_written_isReadAndNeverWritten_isAnErrorThatSaysSo() throws IOException {
        try (Controller controller = Controller.open()) {
            for (int seed = 0; seed < 300; seed++) {
                Pipe pipe = Pipe.open();
                Outcome outcome = controller.run(List.of(reader(pipe), Programs.waiting("writer", () -> {
                    try (Pipe.SinkChannel sink = pipe.sink()) {
                        Programs.points(3);
                        sink.write(ByteBuffer.wrap(new byte[1]));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })), RandomWalk.of(seed));
                assertThat(outcome.isClean()).as(outcome.toString()).isTrue();
            }
            Body lonely = reader(Pipe.open());
            assertThatThrownBy(() -> controller.run(List.of(lonely), RandomWalk.of(1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("controlled: thread=reader waits for a file, a socket, a pipe or a process");
        }
    }

    private static Body reader(Pipe pipe) {
        return Programs.waiting("reader", () -> {
            try (Pipe.SourceChannel source = pipe.source()) {
                source.read(ByteBuffer.allocate(1));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Test
    void condition_ofALockOfTheJdk_isWoken() {
        try (Controller controller = Controller.open()) {
            for (int seed = 0; seed < 200; seed++) {
                ReentrantLock lock = new ReentrantLock();
                Condition changed = lock.newCondition();
                boolean[] done = new boolean[1];
                Outcome outcome = controller.run(List.of(Programs.waiting("a", () -> {
                    lock.lock();
                    try {
                        while (!done[0]) {
                            changed.await();
                        }
                        Hooks.point(1);
                    } finally {
                        lock.unlock();
                    }
                }), Programs.body("b", () -> {
                    lock.lock();
                    try {
                        Hooks.point(2);
                        done[0] = true;
                        changed.signal();
                        Hooks.point(3);
                    } finally {
                        lock.unlock();
                    }
                })), RandomWalk.of(seed));
                assertThat(outcome.isClean()).as(outcome.toString()).isTrue();
            }
        }
    }

    @Test
    void realMonitor_contended_isWaitedFor() {
        try (Controller controller = Controller.open()) {
            for (int seed = 0; seed < 200; seed++) {
                RealMonitor real = new RealMonitor();
                Runnable task = () -> {
                    Hooks.point(1);
                    real.increment();
                };
                Outcome outcome = controller.run(
                        List.of(Programs.body("a", task), Programs.body("b", task), Programs.body("c", task)),
                        RandomWalk.of(seed));
                assertThat(outcome.isClean()).as(outcome.toString()).isTrue();
                assertThat(real.value).isEqualTo(3);
            }
        }
    }

    /** A vector of the JDK runs our code under its monitor. */
    @SuppressWarnings("JdkObsolete") // that it is synchronized is the point
    private static final class RealMonitor {
        private final Vector<Integer> vector = new Vector<>(List.of(0));
        int value;

        void increment() {
            vector.forEach(ignored -> {
                int seen = value;
                Hooks.point(2);
                value = seen + 1;
            });
        }
    }

    @Test
    void future_completedByAPool_isWaitedFor() {
        try (Controller controller = Controller.open()) {
            int[] got = new int[1];
            Outcome outcome = controller.run(
                    List.of(Programs.body("a", () -> {
                        Thread self = Thread.currentThread();
                        got[0] = CompletableFuture.supplyAsync(() -> {
                            while (self.getState() != Thread.State.WAITING) {
                                Thread.onSpinWait();
                            }
                            return 42;
                        }).join();
                    })),
                    RandomWalk.of(1));
            assertThat(outcome.isClean()).as(outcome.toString()).isTrue();
            assertThat(got[0]).isEqualTo(42);
        }
    }
}
