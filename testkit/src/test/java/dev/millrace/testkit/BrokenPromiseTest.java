package dev.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.spec.Item;
import dev.millrace.testkit.spec.QueueSpec;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Objects whose calls end as the presets say that they never do, or do not end although the presets say that they do. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BrokenPromiseTest {

    /** The reason of the failure that the engine finds. */
    private static String reasonOf(Check check, Engine engine) {
        Result result = check.engines(engine).allowUnwoven().seed(1).budget(Duration.ofSeconds(20))
                .patience(Duration.ofMillis(300)).shrinking(Duration.ofMillis(300)).run();
        assertThat(result).isInstanceOf(Result.Failed.class);
        return ((Result.Failed) result).failure().verdict().reason();
    }

    /** Its take does not wait. */
    static final class NeverWaits {
        private final ConcurrentLinkedQueue<Item> items = new ConcurrentLinkedQueue<>();

        boolean offer(Item item) {
            return items.offer(item);
        }

        Item take() {
            return items.poll();
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void queue_takeThatReturnsNull_isAFailure(Engine engine) {
        assertThat(reasonOf(Check.queue((QueueSpec<NeverWaits> spec) -> spec.create(NeverWaits::new)
                .offer(NeverWaits::offer).take(NeverWaits::take)), engine))
                .isEqualTo("take returned null (expected: an item; it waits while the queue is empty)");
    }
}
