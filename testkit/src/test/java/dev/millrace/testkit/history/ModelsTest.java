package dev.millrace.testkit.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.testkit.history.Operation.Thrown;
import java.util.EmptyStackException;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class ModelsTest {

    private static final Thrown FULL = new Thrown(IllegalStateException.class);
    private static final Thrown EMPTY = new Thrown(NoSuchElementException.class);
    private static final Thrown NOT_MINE = new Thrown(IllegalMonitorStateException.class);

    /** Calls one after the other, by thread 0. */
    private static final class Story<S> {
        private final Model<S> model;
        private S state;
        private int thread;

        private Story(Model<S> model) {
            this.model = model;
            state = model.initial();
        }

        static Story<?> of(Model<?> model) {
            return new Story<>(model);
        }

        Story<S> by(int other) {
            thread = other;
            return this;
        }

        Story<S> yes(String name, Object input, Object output) {
            S next = model.step(state, Operation.returned(thread, name, input, output, 1, 2));
            assertThat(next).as("%s(%s) = %s", name, input, output).isNotNull();
            state = next;
            return this;
        }

        Story<S> no(String name, Object input, Object output) {
            assertThat(model.step(state, Operation.returned(thread, name, input, output, 1, 2)))
                    .as("%s(%s) = %s", name, input, output)
                    .isNull();
            return this;
        }

        Story<S> waits(String name, Object input) {
            assertThat(model.step(state, Operation.pending(thread, name, input, 1, Ending.BLOCKED))).isNull();
            return this;
        }

        void isIn(Object expected) {
            assertThat(state).isEqualTo(expected);
        }

        Story<S> open(String name, Object input) {
            S next = model.step(state, Operation.pending(thread, name, input, 1, Ending.UNKNOWN));
            assertThat(next).as("%s(%s)", name, input).isNotNull();
            state = next;
            return this;
        }
    }

    @Test
    void register_calls_asAVariable() {
        Story.of(Models.register(null))
                .yes("read", null, null).no("read", null, 1)
                .yes("write", 1, null).no("write", 1, FULL).yes("get", null, 1L)
                .yes("cas", List.of(1, 2), true).no("cas", List.of(1, 3), true).yes("cas", List.of(1, 3), false)
                .no("compareAndSet", List.of(2, 3), false).yes("getAndSet", 5, 2).no("getAndSet", 6, 2)
                .open("cas", List.of(7, 8)).yes("read", null, 5).open("cas", List.of(5, 8)).yes("read", null, 8)
                .yes("set", "x", null).yes("read", null, "x");
    }

    @Test
    void keyValue_calls_asAStoreOfTexts() {
        for (Model<?> model : List.of(Models.keyValue(), Models.keyValueWhole())) {
            Story.of(model)
                    .yes("get", "k", "").yes("get", "k", null).no("get", "k", "a")
                    .yes("append", List.of("k", "a"), null).yes("append", List.of("k", "b"), null)
                    .yes("get", "k", "ab").no("get", "k", null).no("get", "k", "")
                    .yes("put", List.of("k", "c"), null).yes("get", "k", "c").open("get", "k")
                    .no("put", List.of("k", "c"), FULL);
        }
        assertThat(Models.keyValue().partOf(Operation.returned(0, "put", List.of("k", "v"), null, 1, 2)))
                .isEqualTo("k");
        assertThat(Models.keyValue().partOf(Operation.returned(0, "get", "k", null, 1, 2))).isEqualTo("k");
        Story.of(Models.keyValueWhole()).yes("put", List.of("a", "1"), null).yes("put", List.of("b", "2"), null)
                .yes("get", "a", "1").yes("get", "b", "2");
    }

    @Test
    void keyValueWhole_sameEntriesInAnotherOrder_sameState() {
        assertThat(afterPuts("a", "b")).isEqualTo(afterPuts("b", "a")).hasSameHashCodeAs(afterPuts("b", "a"));
        assertThat(afterPuts("a", "b")).isNotEqualTo(afterPuts("a", "c"));
        assertThat(afterPuts("a", "b", "b")).isEqualTo(afterPuts("a", "b"));
        Model<?> model = Models.keyValueWhole();
        Story.of(model)
                .yes("put", List.of("b", "x"), null).yes("put", List.of("a", "a!"), null)
                .yes("put", List.of("b", "b!"), null)
                .isIn(afterPuts("a", "b"));
    }

    private static Object afterPuts(String... keys) {
        return afterPuts(Models.keyValueWhole(), keys);
    }

    private static <S> S afterPuts(Model<S> model, String... keys) {
        S state = model.initial();
        for (String key : keys) {
            state = model.step(state, Operation.returned(0, "put", List.of(key, key + "!"), null, 1, 2));
        }
        return state;
    }

    @Test
    void map_calls_asAConcurrentMap() {
        Story.of(Models.map())
                .yes("get", "k", null).yes("containsKey", "k", false).yes("put", List.of("k", 1), null)
                .no("put", List.of("k", 2), null).yes("put", List.of("k", 2), 1).yes("putIfAbsent", List.of("k", 3), 2)
                .yes("get", "k", 2).yes("replace", List.of("k", 2, 4), true).yes("replace", List.of("k", 2, 5), false)
                .no("remove", "k", 2).yes("remove", "k", 4).yes("putIfAbsent", List.of("k", 6), null)
                .yes("get", "k", 6);
        assertThat(Models.map().partOf(Operation.returned(0, "replace", List.of("k", 1, 2), true, 1, 2)))
                .isEqualTo("k");
    }

    @Test
    void fifoQueue_calls_asABlockingQueue() {
        Story.of(Models.fifoQueue(2))
                .yes("poll", null, null).yes("peek", null, null).waits("take", null)
                .yes("remove", null, EMPTY).yes("element", null, EMPTY).no("remove", null, null)
                .yes("isEmpty", null, true)
                .yes("offer", 1, true).no("offer", 2, false).no("offer", 2, FULL).yes("add", 2, true)
                .yes("offer", 3, false).yes("add", 3, FULL).no("add", 3, true).waits("put", 3).open("add", 3)
                .yes("size", null, 2).yes("peek", null, 1).yes("element", null, 1).no("take", null, 2)
                .yes("take", null, 1).yes("put", 3, null).yes("remove", null, 2).yes("poll", null, 3)
                .yes("take", null, new Thrown(InterruptedException.class))
                .yes("offer", 1, new Thrown(TimeoutException.class))
                .yes("size", null, 0L);
        assertThatThrownBy(() -> Models.fifoQueue(0)).hasMessage("queue model: capacity=0 (expected: >= 1)");
        assertThatThrownBy(() -> Models.latch(-1)).hasMessage("latch model: count=-1 (expected: >= 0)");
    }

    @Test
    void stack_calls_lastFirst() {
        Story.of(Models.stack())
                .yes("pop", null, null).yes("pop", null, EMPTY).yes("pop", null, new Thrown(EmptyStackException.class))
                .yes("push", 1, null).yes("push", 2, null).no("pop", null, null).no("pop", null, EMPTY)
                .no("pop", null, 1)
                .yes("peek", null, 2).yes("size", null, 2).yes("pop", null, 2).yes("poll", null, 1)
                .yes("poll", null, null)
                .yes("isEmpty", null, true);
        Story.of(Models.stack())
                .yes("push", 1, null).yes("push", 2, null).yes("poll", null, 2).yes("peek", null, 1);
    }

    @Test
    void set_calls_byValue() {
        Story.of(Models.set())
                .yes("contains", 1, false).yes("add", 1, true).no("add", 1, true).yes("add", 1, false)
                .yes("contains", 1, true)
                .yes("remove", 1, true).yes("remove", 1, false);
        assertThat(Models.set().partOf(Operation.returned(0, "add", 7, true, 1, 2))).isEqualTo(7);
    }

    @Test
    void counter_calls_asAnAtomicLong() {
        Story.of(Models.counter(5))
                .yes("get", null, 5).yes("incrementAndGet", null, 6).yes("getAndIncrement", null, 6).yes("add", 3, null)
                .yes("addAndGet", -1, 9).yes("getAndAdd", 1, 9).yes("decrementAndGet", null, 9)
                .yes("getAndDecrement", null, 9)
                .yes("increment", null, null).yes("decrement", null, null).yes("get", null, 8)
                .no("incrementAndGet", null, 8);
    }

    @Test
    void mutex_calls_whoeverHasIt() {
        Story.of(Models.mutex())
                .yes("unlock", null, NOT_MINE).no("unlock", null, null).yes("lock", null, null).waits("lock", null)
                .yes("tryLock", null, false).no("tryLock", null, true).yes("isLocked", null, true)
                .no("unlock", null, NOT_MINE)
                .by(1).yes("unlock", null, null).yes("tryLock", 5, true).open("unlock", null)
                .yes("isLocked", null, false);
    }

    @Test
    void reentrantLock_calls_byOwner() {
        Story.of(Models.reentrantLock())
                .yes("lock", null, null).yes("lock", null, null).yes("getHoldCount", null, 2).yes("tryLock", null, true)
                .yes("unlock", null, null).no("unlock", null, NOT_MINE)
                .by(1).waits("lock", null).yes("tryLock", null, false).yes("unlock", null, NOT_MINE)
                .no("unlock", null, null)
                .yes("isHeldByCurrentThread", null, false).yes("getHoldCount", null, 0).yes("isLocked", null, true)
                .by(0).yes("unlock", null, null).yes("unlock", null, null).yes("unlock", null, NOT_MINE)
                .by(1).yes("lockInterruptibly", null, null).yes("isHeldByCurrentThread", null, true);
    }

    @Test
    void semaphore_calls_countPermits() {
        Story.of(Models.semaphore(2))
                .yes("acquire", null, null).waits("acquire", 2).yes("tryAcquire", 2, false)
                .yes("tryAcquire", null, true)
                .waits("acquireUninterruptibly", null).yes("release", 3, null).yes("availablePermits", null, 3)
                .yes("acquire", 3, null).no("tryAcquire", null, true);
    }

    @Test
    void event_calls_waitUntilItIsSet() {
        Story.of(Models.event())
                .waits("await", null).yes("await", 5, false).no("await", 5, true).yes("set", null, null)
                .yes("await", null, null).yes("await", 5, true).yes("isSet", null, true).yes("clear", null, null)
                .yes("isSet", null, false).waits("await", 5);
    }

    @Test
    void latch_calls_waitForZero() {
        Story.of(Models.latch(2))
                .yes("countDown", null, null).waits("await", null).yes("getCount", null, 1).yes("await", 1, false)
                .yes("countDown", null, null).yes("await", null, null).yes("await", 1, true)
                .yes("countDown", null, null)
                .yes("getCount", null, 0);
    }

    @Test
    void step_unknownName_saysWhichThereAre() {
        assertThatThrownBy(() -> Story.of(Models.set()).yes("push", 1, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("set model: operation=push (expected: add, remove or contains)");
        assertThatThrownBy(() -> Story.of(Models.register(0)).yes("cas", 1, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cas: input=1 (expected: a list of 2)");
    }
}
