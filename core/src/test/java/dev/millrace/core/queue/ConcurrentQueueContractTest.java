package dev.millrace.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every kind of queue does when one thread uses it. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConcurrentQueueContractTest {

    private static final String ALL = "dev.millrace.core.queue.QueueSpec#all";
    private static final String WITH_BOUND = "dev.millrace.core.queue.QueueSpec#withBound";
    private static final String WITHOUT_BOUND = "dev.millrace.core.queue.QueueSpec#withoutBound";
    private static final int GC_SECONDS = 20;

    // --- put and take

    @ParameterizedTest
    @MethodSource(ALL)
    void poll_severalOffered_takesInOrder(QueueSpec spec) {
        ConcurrentQueue<Object> queue = spec.makeWith(5, 1, 2, 3, 4, 5);

        assertThat(pollAll(queue)).containsExactly(1, 2, 3, 4, 5);
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void poll_empty_givesNull(QueueSpec spec) {
        ConcurrentQueue<Object> queue = spec.make(3);

        assertThat(queue.poll()).isNull();
        assertThat(queue.peek()).isNull();
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.size()).isZero();
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void peek_severalOffered_showsFirstAndLeavesIt(QueueSpec spec) {
        ConcurrentQueue<Object> queue = spec.make(40);
        for (int i = 0; i < 40; i++) {
            queue.offer(i);
        }

        for (int i = 0; i < 40; i++) {
            assertThat(queue.peek()).isEqualTo(i);
            assertThat(queue.size()).isEqualTo(40 - i);
            assertThat(queue.poll()).isEqualTo(i);
        }
        assertThat(queue.peek()).isNull();
    }

    @ParameterizedTest
    @MethodSource(WITHOUT_BOUND)
    @DisplayName("SQ-01 a put into an unbounded queue never waits; size and isEmpty follow")
    void offer_unbounded_alwaysAccepted(QueueSpec spec) {
        ConcurrentQueue<Object> queue = spec.make(1);

        for (int i = 0; i < 10_000; i++) {
            assertThat(queue.offer(i)).isTrue();
            assertThat(queue.size()).isEqualTo(i + 1);
            assertThat(queue.isEmpty()).isFalse();
        }
        for (int i = 0; i < 10_000; i++) {
            assertThat(queue.poll()).isEqualTo(i);
            assertThat(queue.size()).isEqualTo(10_000 - i - 1);
        }
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.poll()).isNull();
        assertThat(queue.capacity()).isEqualTo(ConcurrentQueue.UNBOUNDED);
    }

    @ParameterizedTest
    @MethodSource(WITH_BOUND)
    void offer_anyCapacity_acceptsExactlyThatMany(QueueSpec spec) {
        IntStream.concat(IntStream.rangeClosed(1, 70), IntStream.of(1000, 1023, 1024, 1025)).forEach(capacity -> {
            ConcurrentQueue<Object> queue = spec.make(capacity);
            assertThat(queue.capacity()).isEqualTo(capacity);
            for (int i = 0; i < capacity; i++) {
                assertThat(queue.offer(i)).as("offer %d of %d", i, capacity).isTrue();
            }
            // Goes round the slots several times with the queue full.
            for (int i = capacity; i < 3 * capacity + 3; i++) {
                assertThat(queue.offer(i)).as("offer %d above %d", i, capacity).isFalse();
                assertThat(queue.size()).isEqualTo(capacity);
                assertThat(queue.poll()).isEqualTo(i - capacity);
                assertThat(queue.size()).isEqualTo(capacity - 1);
                assertThat(queue.offer(i)).as("offer %d after poll", i).isTrue();
            }
            assertThat(pollAll(queue)).hasSize(capacity);
            assertThat(queue.isEmpty()).isTrue();
        });
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void offer_null_throwsAndTakesNoPlace(QueueSpec spec) {
        ConcurrentQueue<Object> queue = spec.make(1);

        assertThatThrownBy(() -> queue.offer(nothing()))
                .isInstanceOf(NullPointerException.class)
                .hasMessage(spec.name() + ": element=null (expected: not null)");
        assertThat(queue.offer(1)).isTrue();
        assertThat(pollAll(queue)).containsExactly(1);
    }

    // --- drain

    @ParameterizedTest
    @MethodSource(ALL)
    void drain_moreThanLimit_takesLimitInOrder(QueueSpec spec) {
        ConcurrentQueue<Object> queue = spec.makeWith(5, 1, 2, 3, 4, 5);
        List<Object> taken = new ArrayList<>();

        assertThat(queue.drain(taken::add, 3)).isEqualTo(3);
        assertThat(taken).containsExactly(1, 2, 3);
        assertThat(queue.size()).isEqualTo(2);
        assertThat(queue.drain(taken::add, Integer.MAX_VALUE)).isEqualTo(2);
        assertThat(taken).containsExactly(1, 2, 3, 4, 5);
        assertThat(queue.drain(taken::add, 1)).isZero();
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void drain_limitZero_takesNothing(QueueSpec spec) {
        ConcurrentQueue<Object> queue = spec.makeWith(2, 1, 2);

        assertThat(queue.drain(element -> { throw new AssertionError("asked"); }, 0)).isZero();
        assertThat(queue.size()).isEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void drain_badArguments_throwAndTakeNothing(QueueSpec spec) {
        ConcurrentQueue<Object> queue = spec.makeWith(1, 1);

        assertThatThrownBy(() -> queue.drain(nothing(), -1))
                .isInstanceOf(NullPointerException.class)
                .hasMessage(spec.name() + ": consumer=null (expected: not null)");
        assertThatThrownBy(() -> queue.drain(element -> {}, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(spec.name() + ": limit=-1 (expected: >= 0)");
        assertThat(pollAll(queue)).containsExactly(1);
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void drain_consumerThrowsAtAny_deliversUpToThatAndKeepsTheRest(QueueSpec spec) {
        for (int k = 1; k <= 20; k++) {
            int failing = k;
            ConcurrentQueue<Object> queue = spec.make(20);
            for (int i = 1; i <= 20; i++) {
                queue.offer(i);
            }
            List<Object> taken = new ArrayList<>();
            Boom boom = new Boom();

            assertThatThrownBy(() -> queue.drain(element -> {
                taken.add(element);
                if (taken.size() == failing) {
                    throw boom;
                }
            }, 20)).isSameAs(boom);

            assertThat(taken).containsExactlyElementsOf(numbers(1, k));
            assertThat(queue.size()).isEqualTo(20 - k);
            // The places of all that were delivered are free, the one in the thrower's hands too.
            assertThat(queue.fill(() -> 0, k)).isEqualTo(k);
            assertThat(pollAll(queue).subList(0, 20 - k)).containsExactlyElementsOf(numbers(k + 1, 20));
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void drain_consumerUsesTheQueue_worksOn(QueueSpec spec) {
        ConcurrentQueue<Object> queue = spec.makeWith(4, 1, 2, 3, 4);
        List<Object> taken = new ArrayList<>();

        int count = queue.drain(element -> {
            taken.add(element);
            if (element.equals(1)) {
                taken.add(queue.poll());
                assertThat(queue.offer(5)).isTrue();
            }
        }, 10);

        assertThat(taken).containsExactly(1, 2, 3, 4, 5);
        assertThat(count).isEqualTo(4);
        assertThat(queue.isEmpty()).isTrue();
    }

    // --- fill

    @ParameterizedTest
    @MethodSource(ALL)
    void fill_room_putsLimitInOrder(QueueSpec spec) {
        ConcurrentQueue<Object> queue = spec.make(10);

        assertThat(queue.fill(counter(1), 3)).isEqualTo(3);
        assertThat(queue.fill(counter(4), 2)).isEqualTo(2);
        assertThat(pollAll(queue)).containsExactly(1, 2, 3, 4, 5);
    }

    @ParameterizedTest
    @MethodSource(WITH_BOUND)
    void fill_lessRoomThanLimit_asksOnlyForWhatFits(QueueSpec spec) {
        ConcurrentQueue<Object> queue = spec.makeWith(6, -1, -2);
        List<Object> supplied = new ArrayList<>();
        Supplier<Object> next = counter(1);

        assertThat(queue.fill(() -> {
            supplied.add(next.get());
            return supplied.getLast();
        }, 100)).isEqualTo(4);

        assertThat(supplied).containsExactly(1, 2, 3, 4);
        assertThat(queue.fill(() -> { throw new AssertionError("asked"); }, 1)).isZero();
        assertThat(pollAll(queue)).containsExactly(-1, -2, 1, 2, 3, 4);
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void fill_limitZero_asksNobody(QueueSpec spec) {
        ConcurrentQueue<Object> queue = spec.make(1);

        assertThat(queue.fill(() -> { throw new AssertionError("asked"); }, 0)).isZero();
        assertThat(queue.offer(1)).isTrue();
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void fill_badArguments_throwAndPutNothing(QueueSpec spec) {
        ConcurrentQueue<Object> queue = spec.make(1);

        assertThatThrownBy(() -> queue.fill(nothing(), -1))
                .isInstanceOf(NullPointerException.class)
                .hasMessage(spec.name() + ": supplier=null (expected: not null)");
        assertThatThrownBy(() -> queue.fill(() -> 1, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(spec.name() + ": limit=-1 (expected: >= 0)");
        assertThat(queue.offer(1)).isTrue();
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void fill_supplierThrowsAtAny_keepsWhatCameBeforeAndFreesThePlace(QueueSpec spec) {
        for (int k = 1; k <= 20; k++) {
            int failing = k;
            ConcurrentQueue<Object> queue = spec.make(20);
            Supplier<Object> next = counter(1);
            Boom boom = new Boom();

            assertThatThrownBy(() -> queue.fill(() -> {
                Object element = next.get();
                if (element.equals(failing)) {
                    throw boom;
                }
                return element;
            }, 20)).isSameAs(boom);

            assertThat(queue.size()).isEqualTo(k - 1);
            assertThat(queue.fill(counter(k), 20 - k + 1)).isEqualTo(20 - k + 1);
            assertThat(pollAll(queue)).containsExactlyElementsOf(numbers(1, 20));
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void fill_supplierGivesNull_throwsAndFreesThePlace(QueueSpec spec) {
        ConcurrentQueue<Object> queue = spec.makeWith(2, 1);

        assertThatThrownBy(() -> queue.fill(() -> nothing(), 1))
                .isInstanceOf(NullPointerException.class)
                .hasMessage(spec.name() + ": element=null (expected: not null)");
        assertThat(queue.offer(2)).isTrue();
        assertThat(pollAll(queue)).containsExactly(1, 2);
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void fill_supplierPutsIntoTheQueue_itsElementComesFirst(QueueSpec spec) {
        ConcurrentQueue<Object> queue = spec.make(3);

        int put = queue.fill(() -> {
            queue.offer("inner");
            return "outer";
        }, 1);

        assertThat(put).isEqualTo(1);
        assertThat(pollAll(queue)).containsExactly("inner", "outer");
    }

    @ParameterizedTest
    @MethodSource(WITH_BOUND)
    void fill_supplierPutsIntoTheQueueWithOnePlaceLeft_findsItFull(QueueSpec spec) {
        ConcurrentQueue<Object> queue = spec.makeWith(2, 1);

        int put = queue.fill(() -> {
            assertThat(queue.offer("inner")).isFalse();
            assertThat(queue.fill(() -> "inner", 1)).isZero();
            return "outer";
        }, 1);

        assertThat(put).isEqualTo(1);
        assertThat(pollAll(queue)).containsExactly(1, "outer");
        assertThat(queue.fill(counter(1), 3)).isEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void fill_whileTheSupplierRuns_theQueueCanBeEmptied(QueueSpec spec) {
        ConcurrentQueue<Object> queue = spec.makeWith(3, 1, 2);
        List<Object> taken = new ArrayList<>();

        queue.fill(() -> {
            taken.addAll(pollAll(queue));
            assertThat(queue.isEmpty()).isTrue();
            assertThat(queue.peek()).isNull();
            return 3;
        }, 1);

        assertThat(taken).containsExactly(1, 2);
        assertThat(pollAll(queue)).containsExactly(3);
    }

    // --- the rest

    @ParameterizedTest
    @MethodSource(ALL)
    @DisplayName("SQ-06 the queue drops its reference to an element as soon as it is taken")
    void poll_elementTaken_isNoLongerReferenced(QueueSpec spec) {
        ConcurrentQueue<Object> queue = spec.make(40);
        List<WeakReference<Object>> references = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            references.add(offerUnreferenced(queue));
        }

        try {
            for (int i = 0; i < 30; i++) {
                queue.poll();
            }
            awaitCleared(references.subList(0, 30));
            queue.drain(element -> {}, 9);
            awaitCleared(references.subList(30, 39));

            assertThat(references.getLast().get()).isNotNull();
        } finally {
            Reference.reachabilityFence(queue);
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void toString_someElements_namesKindSizeAndCapacity(QueueSpec spec) {
        ConcurrentQueue<Object> queue = spec.makeWith(10, 1, 2, 3);

        assertThat(queue)
                .hasToString(spec.name() + "[size=3, capacity=" + (spec.bounded() ? "10" : "unbounded") + "]");
    }

    private static WeakReference<Object> offerUnreferenced(ConcurrentQueue<Object> queue) {
        Object element = new Object();
        assertThat(queue.offer(element)).isTrue();
        return new WeakReference<>(element);
    }

    private static void awaitCleared(List<WeakReference<Object>> references) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(GC_SECONDS);
        while (references.stream().anyMatch(reference -> reference.get() != null)) {
            assertThat(System.nanoTime()).as("a taken element is still referenced").isLessThan(end);
            System.gc();
        }
    }

    private static List<Object> pollAll(ConcurrentQueue<Object> queue) {
        List<Object> taken = new ArrayList<>();
        for (Object element = queue.poll(); element != null; element = queue.poll()) {
            taken.add(element);
        }
        return taken;
    }

    private static Supplier<Object> counter(int first) {
        int[] next = {first};
        return () -> next[0]++;
    }

    private static List<Object> numbers(int first, int last) {
        return IntStream.rangeClosed(first, last).<Object>mapToObj(i -> i).toList();
    }

    @SuppressWarnings("TypeParameterUnusedInFormals")
    private static <T> T nothing() {
        return null;
    }

    private static final class Boom extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
