package dev.millrace.testkit.outside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.Check;
import dev.millrace.testkit.Engine;
import dev.millrace.testkit.Result;
import dev.millrace.testkit.spec.Spec;
import dev.millrace.testkit.spec.Step;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A platform thread that woven code starts finds itself to be that thread, though a virtual one runs in its place. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StartedThreadTest {

    enum Maker {
        NEW, BUILDER, VIRTUAL, SUBCLASS, FACTORY;

        Thread make(Runnable task) {
            return switch (this) {
                case NEW -> new Thread(task);
                case BUILDER -> Thread.ofPlatform().unstarted(task);
                case VIRTUAL -> Thread.ofVirtual().unstarted(task);
                case SUBCLASS -> new Thread() {
                    @Override
                    public void run() {
                        if (Thread.currentThread() != this) {
                            throw new AssertionError("run by " + Thread.currentThread());
                        }
                        task.run();
                    }
                };
                case FACTORY -> Executors.defaultThreadFactory().newThread(task);
            };
        }
    }

    /** Has the one thread of its loop count; asked by it, it counts at once. */
    static final class Loop {
        private final Maker maker;
        private final AtomicInteger count = new AtomicInteger();

        Loop(Maker maker) {
            this.maker = maker;
        }

        int count() throws InterruptedException {
            int[] result = new int[1];
            CountDownLatch done = new CountDownLatch(1);
            Thread[] loop = new Thread[1];
            loop[0] = maker.make(() -> {
                if (Thread.currentThread() == loop[0] && loop[0].threadId() == Thread.currentThread().threadId()
                        && loop[0].hashCode() == Thread.currentThread().hashCode()) {
                    LockSupport.unpark(Thread.currentThread());
                    LockSupport.park();
                    loop[0].interrupt();
                    result[0] = Thread.interrupted() ? count.incrementAndGet() : 0;
                    done.countDown();
                }
            });
            loop[0].start();
            done.await();
            return result[0];
        }
    }

    @ParameterizedTest
    @EnumSource
    void currentThread_inAStartedThread_isTheStartedOne(Maker maker) {
        Check check = Check.object((Spec<Loop, Integer> spec) -> {
            spec.create(() -> new Loop(maker)).model(0).size(2);
            spec.operation("count", Loop::count).steps((sum, _) -> Step.to(sum + 1, sum + 1));
        }).engines(Engine.CONTROLLED).seed(1).budget(Duration.ofMillis(400));
        check.weaveJdk().run().orThrow();
    }

    /** What only the thread itself does is what is wrong. */
    static final class Careless {
        private int count;

        int twice() throws InterruptedException {
            int[] result = new int[1];
            Thread[] own = new Thread[1];
            own[0] = new Thread(() -> {
                if (Thread.currentThread() == own[0]) {
                    result[0] = ++count;
                }
            });
            own[0].start();
            own[0].join();
            return result[0];
        }
    }

    @Test
    void currentThread_faultWhereItIsTheStartedOne_isFound() {
        Result result = Check.object((Spec<Careless, Integer> spec) -> {
            spec.create(Careless::new).model(0);
            spec.operation("twice", Careless::twice).steps((sum, _) -> Step.to(sum + 1, sum + 1));
        }).engines(Engine.CONTROLLED).seed(1).budget(Duration.ofSeconds(60)).run();
        assertThat(result).isInstanceOf(Result.Failed.class);
    }

    /** Takes as many steps as the number of a thread says. */
    static final class Spread {
        private final boolean byHash;
        private final AtomicInteger even = new AtomicInteger();

        Spread(boolean byHash) {
            this.byHash = byHash;
        }

        int add() throws InterruptedException {
            int[] result = new int[1];
            Thread thread = Thread.startVirtualThread(() -> {
                Thread self = Thread.currentThread();
                long number = byHash ? self.hashCode() : self.threadId();
                for (long steps = number & 7; steps >= 0; steps--) {
                    result[0] = even.incrementAndGet();
                }
            });
            thread.join();
            return Math.min(result[0], 1);
        }
    }

    /** Steps that depend on it would not be the same in each run. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void threadId_decidesWhatIsDone_isTheSameInEachRun(boolean byHash) {
        Check.object((Spec<Spread, Integer> spec) -> {
            spec.create(() -> new Spread(byHash)).model(0);
            spec.operation("add", Spread::add).steps((model, _) -> Step.to(model, 1));
        }).engines(Engine.CONTROLLED).seed(1).budget(Duration.ofMillis(400)).run().orThrow();
    }
}
