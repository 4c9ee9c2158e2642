package dev.millrace.testkit.outside;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.testkit.Check;
import dev.millrace.testkit.Engine;
import dev.millrace.testkit.spec.Spec;
import dev.millrace.testkit.spec.Step;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Code under test that waits in the initializer of a class, where the JVM lets nobody else go on. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InitializerTest {

    private static final int ANSWER = 42;

    static final class Slow {
        static final int VALUE;

        static {
            try {
                Thread.sleep(5);
                LockSupport.parkNanos(1_000_000);
                TimeUnit.MILLISECONDS.sleep(5);
                VALUE = new ArrayBlockingQueue<Integer>(1).poll(1, TimeUnit.MILLISECONDS) == null ? ANSWER : 0;
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private Slow() {}
    }

    static final class UsesSlow {
        int value() {
            return Slow.VALUE;
        }
    }

    static final class Helped {
        static final int VALUE;

        static {
            CountDownLatch done = new CountDownLatch(1);
            new Thread(done::countDown).start();
            try {
                done.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            VALUE = ANSWER;
        }

        private Helped() {}
    }

    static final class UsesHelped {
        int value() {
            return Helped.VALUE;
        }
    }

    static final class Locks {
        static final ReentrantLock LOCK = new ReentrantLock();

        private Locks() {}

        static final class Inner {
            static final int VALUE;

            static {
                LOCK.lock();
                try {
                    VALUE = ANSWER;
                } finally {
                    LOCK.unlock();
                }
            }

            private Inner() {}
        }
    }

    static final class UsesLocks {
        int value() throws InterruptedException {
            int[] value = new int[1];
            Thread reader = new Thread(() -> value[0] = Locks.Inner.VALUE);
            Locks.LOCK.lock();
            try {
                reader.start();
                Thread.sleep(1);
            } finally {
                Locks.LOCK.unlock();
            }
            reader.join();
            return value[0];
        }
    }

    static final class Pooled {
        static final int VALUE;

        static {
            try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
                pool.execute(Thread::yield);
            }
            VALUE = ANSWER;
        }

        private Pooled() {}
    }

    static final class UsesPooled {
        int value() {
            return Pooled.VALUE;
        }
    }

    private static Check weaveJdkIf(Check check, boolean jdk) {
        check.engines(Engine.CONTROLLED).seed(1).budget(Duration.ofSeconds(2));
        return jdk ? check.weaveJdk() : check;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void initializer_waitsForATime_passes(boolean jdk) {
        weaveJdkIf(Check.object((Spec<UsesSlow, Integer> spec) -> {
            spec.create(UsesSlow::new).model(0);
            spec.operation("value", UsesSlow::value).steps((model, _) -> Step.to(model, ANSWER));
        }), jdk).run().orThrow();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void initializer_waitsForAThread_isAnErrorThatSaysSo(boolean jdk) {
        Check check = weaveJdkIf(Check.object((Spec<UsesHelped, Integer> spec) -> {
            spec.create(UsesHelped::new).model(0);
            spec.operation("value", UsesHelped::value).steps((model, _) -> Step.to(model, ANSWER));
        }), jdk);
        assertThatThrownBy(check::run).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("waits under a class initializer or a native frame");
    }

    @Test
    void initializer_waitsForALockThatIsHeld_isAnErrorThatSaysSo() {
        Check check = weaveJdkIf(Check.object((Spec<UsesLocks, Integer> spec) -> {
            spec.create(UsesLocks::new).model(0);
            spec.operation("value", UsesLocks::value).steps((model, _) -> Step.to(model, ANSWER));
        }), true);
        assertThatThrownBy(check::run).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("waits under a class initializer or a native frame");
    }

    @Test
    void initializer_closesAnExecutor_isAnErrorThatSaysSo() {
        Check check = weaveJdkIf(Check.object((Spec<UsesPooled, Integer> spec) -> {
            spec.create(UsesPooled::new).model(0);
            spec.operation("value", UsesPooled::value).steps((model, _) -> Step.to(model, ANSWER));
        }), true);
        assertThatThrownBy(check::run).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("waits under a class initializer or a native frame");
    }
}
