package dev.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.spec.Item;
import dev.millrace.testkit.spec.MailboxSpec;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Actors whose thread on the executor never ends, and looks as if it waited when it still has something to do. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LateActorTest {

    /** Each message takes its time, in which its thread waits, as that of a woken thread that gets no processor. */
    private static final class LateActor {
        private final LinkedBlockingQueue<Item> items = new LinkedBlockingQueue<>();
        private final Executor later = CompletableFuture.delayedExecutor(5, TimeUnit.MILLISECONDS);
        private final boolean losesSome;

        LateActor(Consumer<Item> handler, Executor executor, boolean losesSome) {
            this.losesSome = losesSome;
            executor.execute(() -> {
                try {
                    while (true) {
                        handler.accept(items.take());
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt(); // the test is over
                }
            });
        }

        boolean tell(Item item) {
            if (!losesSome || item.id() % 100 != 2) {
                later.execute(() -> items.add(item));
            }
            return true;
        }
    }

    private static Result run(boolean losesSome) {
        return Check.mailbox((MailboxSpec<LateActor> spec) -> spec
                .create((handler, executor) -> new LateActor(handler, executor, losesSome)).tell(LateActor::tell)
                .senders(1, 1).messages(1)).seed(1).budget(Duration.ofSeconds(2)).shrinking(Duration.ZERO).run();
    }

    @Test
    void stress_actorThatIsWokenLate_isRight() {
        assertThat(run(false).hasPassed()).isTrue();
    }

    @Test
    void stress_actorThatLosesAMessageAndStillWaits_isFound() {
        Result result = run(true);
        assertThat(result).isInstanceOf(Result.Failed.class);
        assertThat(((Result.Failed) result).failure().verdict().reason())
                .endsWith("was accepted, and neither handled nor a dead letter");
    }
}
