package dev.millrace.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** In one thread, every kind of queue does what a deque with a bound does. */
class ConcurrentQueuePropertyTest {

    enum Call {
        OFFER,
        POLL,
        PEEK,
        DRAIN,
        FILL,
        DRAIN_AND_THROW,
        FILL_AND_THROW,
        FILL_WITH_NULL
    }

    /** A call with its limit and, where it fails, at which element it does. */
    record Step(Call call, int limit, int failing) {}

    @Property(tries = 1000)
    void anyCalls_inOneThread_followTheModel(
            @ForAll("specs") QueueSpec spec,
            @ForAll @IntRange(min = 1, max = 40) int capacity,
            @ForAll("steps") List<Step> steps) {
        Comparison comparison = new Comparison(spec, capacity);
        steps.forEach(comparison::run);
    }

    @Provide
    Arbitrary<QueueSpec> specs() {
        return Arbitraries.of(QueueSpec.all().toList());
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                Arbitraries.of(Call.class),
                Arbitraries.integers().between(0, 50),
                Arbitraries.integers().between(1, 50))
                .as(Step::new)
                .list()
                .ofMaxSize(120);
    }

    private static final class Comparison {

        private final ConcurrentQueue<Object> queue;
        private final Deque<Object> model = new ArrayDeque<>();
        private final int room;
        private int next;

        Comparison(QueueSpec spec, int capacity) {
            queue = spec.make(capacity);
            room = spec.bounded() ? capacity : Integer.MAX_VALUE;
        }

        void run(Step step) {
            int free = room - model.size();
            switch (step.call) {
                case OFFER -> {
                    Object element = next++;
                    assertThat(queue.offer(element)).isEqualTo(free > 0);
                    if (free > 0) {
                        model.add(element);
                    }
                }
                case POLL -> assertThat(queue.poll()).isEqualTo(model.poll());
                case PEEK -> assertThat(queue.peek()).isEqualTo(model.peek());
                case DRAIN -> drain(step.limit, Integer.MAX_VALUE);
                case DRAIN_AND_THROW -> drain(step.limit, step.failing);
                case FILL -> fill(step.limit, Integer.MAX_VALUE, false);
                case FILL_AND_THROW -> fill(step.limit, step.failing, false);
                case FILL_WITH_NULL -> fill(step.limit, step.failing, true);
            }
            assertThat(queue.size()).isEqualTo(model.size());
            assertThat(queue.isEmpty()).isEqualTo(model.isEmpty());
        }

        private void drain(int limit, int failing) {
            int available = Math.min(limit, model.size());
            List<Object> expected = new ArrayList<>();
            for (int i = 0; i < Math.min(available, failing); i++) {
                expected.add(model.remove());
            }
            List<Object> taken = new ArrayList<>();
            if (failing <= available) {
                assertThatThrownBy(() -> queue.drain(element -> take(taken, element, failing), limit))
                        .isInstanceOf(IllegalStateException.class);
            } else {
                assertThat(queue.drain(element -> take(taken, element, failing), limit)).isEqualTo(available);
            }
            assertThat(taken).isEqualTo(expected);
        }

        private static void take(List<Object> taken, Object element, int failing) {
            taken.add(element);
            if (taken.size() == failing) {
                throw new IllegalStateException("the consumer fails");
            }
        }

        private void fill(int limit, int failing, boolean withNull) {
            int fits = Math.min(limit, room - model.size());
            int before = next;
            int[] asked = {0};
            if (failing <= fits) {
                assertThatThrownBy(() -> queue.fill(() -> supply(asked, failing, withNull), limit))
                        .isInstanceOf(withNull ? NullPointerException.class : IllegalStateException.class);
            } else {
                assertThat(queue.fill(() -> supply(asked, failing, withNull), limit)).isEqualTo(fits);
            }
            assertThat(asked[0]).isEqualTo(Math.min(fits, failing));
            for (int i = before; i < next; i++) {
                model.add(i);
            }
        }

        private Object supply(int[] asked, int failing, boolean withNull) {
            if (++asked[0] == failing) {
                if (withNull) {
                    return null;
                }
                throw new IllegalStateException("the supplier fails");
            }
            return next++;
        }
    }
}
