package dev.millrace.testkit.outside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.Check;
import dev.millrace.testkit.Engine;
import dev.millrace.testkit.Result;
import dev.millrace.testkit.spec.Gen;
import dev.millrace.testkit.spec.Spec;
import dev.millrace.testkit.spec.Step;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Code under test that draws random numbers, or goes by the identity of objects, does the same in each run. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChanceTest {

    enum Source {
        THREAD_LOCAL, RANDOM, SPLITTABLE, MATH, IDENTITY;

        boolean heads() {
            return switch (this) {
                case THREAD_LOCAL ->
                    ThreadLocalRandom.current().nextBoolean() ^ ThreadLocalRandom.current().nextInt(2, 4) == 3;
                case RANDOM -> new Random().nextBoolean();
                case SPLITTABLE -> new SplittableRandom().nextBoolean();
                case MATH -> Math.random() < 0.5;
                case IDENTITY -> System.identityHashCode(new Object()) % 2 == 0;
            };
        }
    }

    /** Loses updates, whatever the coin shows. */
    static final class Counter {
        private final Source source;
        private volatile int value;

        Counter(Source source) {
            this.source = source;
        }

        int increment() {
            int before = value;
            if (source.heads()) {
                Thread.yield();
            }
            value = before + 1;
            return before;
        }
    }

    private static Check counter(Source source) {
        return Check.object((Spec<Counter, Integer> spec) -> {
            spec.create(() -> new Counter(source)).model(0);
            spec.operation("increment", Counter::increment).steps((value, _) -> Step.to(value + 1, value));
        }).engines(Engine.CONTROLLED).seed(1).budget(Duration.ofSeconds(60));
    }

    @ParameterizedTest
    @EnumSource
    void coin_beforeALostUpdate_isFound(Source source) {
        Result result = counter(source).run();
        assertThat(result).isInstanceOf(Result.Failed.class).asString().contains("no order explains increment()");
    }

    /** Always the lock that comes first by identity first. */
    static final class Accounts {
        private final List<ReentrantLock> locks = IntStream.range(0, 3).mapToObj(_ -> new ReentrantLock()).toList();

        int both(int one, int other) {
            ReentrantLock a = locks.get(one);
            ReentrantLock b = locks.get(other);
            boolean inOrder = System.identityHashCode(a) < System.identityHashCode(b);
            ReentrantLock first = inOrder ? a : b;
            ReentrantLock second = inOrder ? b : a;
            first.lock();
            try {
                second.lock();
                try {
                    return 0;
                } finally {
                    second.unlock();
                }
            } finally {
                first.unlock();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void locks_orderedByIdentity_pass(boolean jdk) {
        Check check = Check.object((Spec<Accounts, Integer> spec) -> {
            spec.create(Accounts::new).model(0);
            spec.operation("both", Gen.ints(0, 2), Gen.ints(0, 2), Accounts::both)
                    .steps((model, _) -> Step.to(model, 0));
        }).engines(Engine.CONTROLLED).seed(1).budget(Duration.ofMillis(500));
        (jdk ? check.weaveJdk() : check).run().orThrow();
    }

    /** The levels of a skip list are drawn in code that is not woven, which asks a woven comparator. */
    static final class SkipList {
        private final AtomicInteger sign = new AtomicInteger(1);
        private final ConcurrentSkipListMap<Integer, Integer> map = new ConcurrentSkipListMap<>(
                (a, b) -> Integer.compare(sign.get() * a, sign.get() * b));

        int put(int key) {
            map.put(key, key);
            return map.get(key);
        }
    }

    @Test
    void skipList_levelsDrawnByTheJdk_passes() {
        Check.object((Spec<SkipList, Integer> spec) -> {
            spec.create(SkipList::new).model(0);
            spec.operation("put", Gen.ints(0, 5), SkipList::put).steps((model, key) -> Step.to(model, key));
        }).engines(Engine.CONTROLLED).seed(1).budget(Duration.ofMillis(500)).run().orThrow();
    }
}
