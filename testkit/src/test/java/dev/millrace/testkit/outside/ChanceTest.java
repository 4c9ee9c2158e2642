package dev.millrace.testkit.outside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.Check;
import dev.millrace.testkit.Engine;
import dev.millrace.testkit.Result;
import dev.millrace.testkit.spec.Gen;
import dev.millrace.testkit.spec.Spec;
import dev.millrace.testkit.spec.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
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
        THREAD_LOCAL, THREAD_LOCAL_AS_RANDOM, THREAD_LOCAL_STREAM, RANDOM, RANDOM_BY_REFERENCE, SPLITTABLE,
        SPLITTABLE_BY_REFERENCE, GAUSSIAN, DEFAULT, NAMED, FACTORY, SHUFFLE, SHUFFLE_BY, UUIDS, MATH, IDENTITY,
        HASH_CODE,
        SUPER_HASH_CODE, HASH_CODE_BY_REFERENCE;

        boolean heads() {
            return switch (this) {
                case THREAD_LOCAL ->
                    ThreadLocalRandom.current().nextBoolean() ^ ThreadLocalRandom.current().nextInt(2, 4) == 3;
                case THREAD_LOCAL_AS_RANDOM -> {
                    Random random = ThreadLocalRandom.current();
                    yield random.nextBoolean();
                }
                case THREAD_LOCAL_STREAM -> ThreadLocalRandom.current().ints(1, 0, 2).sum() == 0;
                case RANDOM -> new Random().nextBoolean();
                case RANDOM_BY_REFERENCE -> Optional.<Random>empty().orElseGet(Random::new).nextBoolean();
                case SPLITTABLE_BY_REFERENCE ->
                    Optional.<SplittableRandom>empty().orElseGet(SplittableRandom::new).nextBoolean();
                case GAUSSIAN -> ThreadLocalRandom.current().nextGaussian() < 0;
                case DEFAULT -> RandomGenerator.getDefault().nextBoolean();
                case NAMED -> RandomGenerator.of("L64X128MixRandom").nextBoolean();
                case FACTORY -> RandomGeneratorFactory.of("Xoroshiro128PlusPlus").create().nextBoolean();
                case SHUFFLE -> shuffled(Collections::shuffle).getFirst() == 0;
                case SHUFFLE_BY ->
                    shuffled(list -> Collections.shuffle(list, ThreadLocalRandom.current())).getFirst() == 0;
                case UUIDS -> UUID.randomUUID().hashCode() % 2 == 0;
                case SPLITTABLE -> new SplittableRandom().nextBoolean();
                case MATH -> Math.random() < 0.5;
                case IDENTITY -> odd(System.identityHashCode(new Object()));
                case HASH_CODE -> odd(new Object().hashCode());
                case SUPER_HASH_CODE -> odd(new Own().hashCode());
                case HASH_CODE_BY_REFERENCE -> {
                    Plain plain = new Plain();
                    IntSupplier hash = plain::hashCode;
                    yield odd(hash.getAsInt());
                }
            };
        }

        /** Numbers in the order of asking are spread, so that a coin is thrown. */
        private static boolean odd(int hash) {
            return Integer.bitCount(hash * 0x9e3779b9) % 2 == 1;
        }

        private static List<Integer> shuffled(Consumer<List<Integer>> shuffle) {
            List<Integer> list = new ArrayList<>(List.of(0, 1));
            shuffle.accept(list);
            return list;
        }
    }

    /** Inherits its hash code. */
    static final class Plain {}

    static final class Own {
        @Override
        public int hashCode() {
            return super.hashCode();
        }

        @Override
        public boolean equals(Object other) {
            return super.equals(other);
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

    /** Goes wrong by one number of sixteen. */
    static final class Rare {
        private final int wrong;

        Rare(int wrong) {
            this.wrong = wrong;
        }

        boolean isRight() {
            return ThreadLocalRandom.current().nextInt(16) != wrong;
        }
    }

    /** Each scenario draws numbers of its own, so that none is left out. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15})
    void branch_takenByOneNumberOfSixteen_isFound(int wrong) {
        Result result = Check.object((Spec<Rare, Integer> spec) -> {
            spec.create(() -> new Rare(wrong)).model(0);
            spec.operation("isRight", Rare::isRight).steps((model, _) -> Step.to(model, true));
        }).engines(Engine.CONTROLLED).seed(1).budget(Duration.ofSeconds(60)).run();
        assertThat(result).isInstanceOf(Result.Failed.class);
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

    /** Draws one number in each run, and all runs are of the same scenario. */
    static final class Gaussian {
        private static double first;

        boolean isTheFirst() {
            double drawn = ThreadLocalRandom.current().nextGaussian();
            if (first == 0) {
                first = drawn;
            }
            return drawn == first;
        }
    }

    @Test
    void nextGaussian_onceInEachRun_isTheSame() {
        Check.object((Spec<Gaussian, Integer> spec) -> {
            spec.create(Gaussian::new).model(0).size(1).threads(1, 1);
            spec.operation("isTheFirst", Gaussian::isTheFirst).steps((model, _) -> Step.to(model, true));
        }).engines(Engine.CONTROLLED).seed(1).budget(Duration.ofMillis(300)).run().orThrow();
    }

    /** Declares it once more. */
    interface Hint {
        @Override
        int hashCode();
    }

    enum Hinted implements Hint {
        ONE
    }

    /** What has a hash code of its own keeps it. */
    static final class Hashes {
        boolean agree() {
            Object object = new Object();
            int hash = object.hashCode();
            Plain plain = new Plain();
            return hash == System.identityHashCode(object) && hash == object.hashCode()
                    && new Own().hashCode() != hash && plain.hashCode() == System.identityHashCode(plain)
                    && hash != plain.hashCode()
                    && Hinted.ONE.hashCode() == System.identityHashCode(Hinted.ONE)
                    && hinted(Hinted.ONE) == Hinted.ONE.hashCode() && Objects.hashCode(object) == hash
                    && Objects.hashCode(null) == 0 && hashOf("text") == "text".hashCode()
                    && hashOf(List.of(1)) == List.of(1).hashCode();
        }

        private static int hinted(Hint hint) {
            return hint.hashCode();
        }

        private static int hashOf(Object object) {
            return object.hashCode();
        }
    }

    @Test
    void hashCode_inherited_isThatOfTheIdentity() {
        Check.object((Spec<Hashes, Integer> spec) -> {
            spec.create(Hashes::new).model(0);
            spec.operation("agree", Hashes::agree).steps((model, _) -> Step.to(model, true));
        }).engines(Engine.CONTROLLED).seed(1).budget(Duration.ofMillis(300)).run().orThrow();
    }

    static final class Marked {
        static final Object FIRST = new Object();
        static final int FIRST_NUMBER = System.identityHashCode(FIRST);

        private Marked() {}
    }

    static final class Marks {
        boolean differ() {
            int[] others = {System.identityHashCode(new Object()), System.identityHashCode(new Object())};
            return System.identityHashCode(Marked.FIRST) == Marked.FIRST_NUMBER && others[0] != Marked.FIRST_NUMBER
                    && others[1] != Marked.FIRST_NUMBER && others[0] != others[1];
        }
    }

    @Test
    void identityHashCode_askedInAnInitializer_staysAndIsNoOthers() {
        Check.object((Spec<Marks, Integer> spec) -> {
            spec.create(Marks::new).model(0);
            spec.operation("differ", Marks::differ).steps((model, _) -> Step.to(model, true));
        }).engines(Engine.CONTROLLED).seed(1).budget(Duration.ofMillis(300)).run().orThrow();
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
