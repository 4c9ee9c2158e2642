package dev.millrace.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class QueuesTest {

    @ParameterizedTest
    @MethodSource("dev.millrace.core.queue.QueueSpec#withBound")
    void factory_capacityOutOfRange_throws(QueueSpec spec) {
        for (int capacity : new int[] {0, -1, Integer.MIN_VALUE, (1 << 30) + 1, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> spec.factory().apply(capacity))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(spec.name() + ": capacity=" + capacity + " (expected: 1 to 1073741824)");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.millrace.core.queue.QueueSpec#withoutBound")
    void factory_chunkSizeOutOfRange_throws(QueueSpec spec) {
        for (int chunkSize : new int[] {1, 0, -1, (1 << 20) + 1}) {
            assertThatThrownBy(() -> spec.factory().apply(chunkSize))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(spec.name() + ": chunkSize=" + chunkSize + " (expected: 2 to 1048576)");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.millrace.core.queue.QueueSpec#withoutBound")
    void factory_anyChunkSize_givesAQueueWithoutBound(QueueSpec spec) {
        for (int chunkSize : new int[] {2, 3, 15, 16, 17, 100, 1 << 20}) {
            ConcurrentQueue<Object> queue = spec.factory().apply(chunkSize);
            int[] next = {0};
            assertThat(queue.fill(() -> next[0]++, 1000)).isEqualTo(1000);
            int[] expected = {0};
            assertThat(queue.drain(element -> assertThat(element).isEqualTo(expected[0]++), 2000)).isEqualTo(1000);
        }
    }

    @Test
    void factory_withoutChunkSize_givesAQueueWithoutBound() {
        assertThat(Queues.spscUnbounded()).hasToString("unbounded spsc queue[size=0, capacity=unbounded]");
        assertThat(Queues.mpscUnbounded()).hasToString("unbounded mpsc queue[size=0, capacity=unbounded]");
    }

    @Test
    void signatures_ofTheDoor_nameNoTypeOfJCTools() {
        for (Class<?> door : new Class<?>[] {Queues.class, ConcurrentQueue.class}) {
            assertThat(Arrays.stream(door.getDeclaredMethods())
                    .filter(method -> !Modifier.isPrivate(method.getModifiers()))
                    .map(Method::toGenericString))
                    .isNotEmpty()
                    .noneMatch(signature -> signature.contains("jctools"));
        }
    }
}
