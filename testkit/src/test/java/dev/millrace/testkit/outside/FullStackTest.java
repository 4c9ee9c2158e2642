package dev.millrace.testkit.outside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.Check;
import dev.millrace.testkit.Engine;
import dev.millrace.testkit.Result;
import dev.millrace.testkit.spec.Spec;
import dev.millrace.testkit.spec.Step;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Code that fills its stack and lives on: the JVM leaves its monitors then, and so does the engine. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FullStackTest {

    /** Virtual threads fill the stack of the thread that carries them: few steps are enough. */
    private static final long SMALL_STACK = 256 * 1024;

    /** What is called until the stack is full. */
    enum Way {
        METHOD(2), BLOCK(2), STATIC(2), LEAF(1), WITH_POINTS(1);

        /**
         * A thread that gives the turn away leaves most of its stack in the heap: beside another one it might never
         * fill it.
         */
        final int threads;

        Way(int threads) {
            this.threads = threads;
        }
    }

    @SuppressWarnings({"InfiniteRecursion", "UnusedVariable"}) // on purpose
    static final class Deep {
        private int count;
        private volatile int depth;

        int count(Way way) {
            try {
                switch (way) {
                    case METHOD -> method(0);
                    case BLOCK -> block(0);
                    case LEAF -> toLeaf(0);
                    case STATIC -> inStatic(0);
                    case WITH_POINTS -> points(0);
                }
            } catch (StackOverflowError e) {
                // as it was meant
            }
            synchronized (Deep.class) {
                synchronized (this) {
                    return ++count;
                }
            }
        }

        private synchronized int method(int level) {
            return method(level + 1) + 1;
        }

        private static synchronized int inStatic(int level) {
            return inStatic(level + 1) + 1;
        }

        private int block(int level) {
            synchronized (this) {
                return block(level + 1) + 1;
            }
        }

        private int toLeaf(int level) {
            leaf(level);
            return toLeaf(level + 1) + 1;
        }

        private synchronized void leaf(int level) {
            if (level < 0) {
                throw new AssertionError("level=" + level);
            }
        }

        private int points(int level) {
            depth = level > 1_000_000 ? 0 : level;
            return points(level + 1) + 1;
        }
    }

    @ParameterizedTest
    @EnumSource
    void stackOverflowThatIsCaught_leavesNoMonitorHeld(Way way) throws InterruptedException {
        Result[] result = new Result[1];
        Thread carrier = new Thread(null, () -> result[0] = check(way).run(), "carrier", SMALL_STACK);
        carrier.start();
        carrier.join();
        assertThat(result[0]).isNotNull();
        result[0].orThrow();
    }

    private static Check check(Way way) {
        return Check.object((Spec<Deep, Integer> spec) -> {
            spec.create(Deep::new).model(0).size(2).threads(1, way.threads);
            spec.operation("count", deep -> deep.count(way)).steps((sum, _) -> Step.to(sum + 1, sum + 1));
        }).engines(Engine.CONTROLLED).steps(1_000_000).seed(1).budget(Duration.ofMillis(400));
    }
}
