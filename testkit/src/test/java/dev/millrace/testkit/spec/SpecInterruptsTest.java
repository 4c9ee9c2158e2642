package dev.millrace.testkit.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.Check;
import dev.millrace.testkit.Engine;
import dev.millrace.testkit.Result;
import dev.millrace.testkit.history.Ending;
import dev.millrace.testkit.history.History;
import dev.millrace.testkit.history.Operation;
import dev.millrace.testkit.history.Verdict;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpecInterruptsTest {

    private static Plan<Object> plan() {
        Spec<Object, Integer> spec = new Spec<>();
        spec.create(Object::new).model(0).interrupts();
        spec.operation("give", _ -> null).steps((count, _) -> Step.to(count + 1));
        spec.operation("take", _ -> null).when((count, _) -> count > 0).steps((count, _) -> Step.to(count - 1));
        return spec.plan();
    }

    @Test
    void interrupts_haveARoleOfTheirOwn() {
        assertThat(plan().roles()).extracting(Role::name).containsExactly("interrupter", "caller");
    }

    @Test
    void interruptedCall_hasNoEffectOnTheModel() {
        Operation give = Operation.returned(0, "give", null, null, 1, 2);
        Operation interrupt = Operation.returned(1, "interrupt", 0, 0, 3, 4);
        Operation another = Operation.returned(1, "interrupt", 1, 1, 3, 4);
        Operation take = Operation.returned(0, "take", null, new Operation.Thrown(InterruptedException.class), 5, 6);
        Operation waits = Operation.pending(1, "take", null, 7, Ending.BLOCKED);

        assertThat(plan().judge().judge(History.of(give, interrupt, take))).isInstanceOf(Verdict.Linearizable.class);
        assertThat(plan().judge().judge(History.of(give, another, take))).isInstanceOf(Verdict.Violation.class);
        assertThat(plan().judge().judge(History.of(give, interrupt, take, waits)))
                .isInstanceOf(Verdict.Violation.class);
    }

    /** Gives up at an interrupt, and has taken something. */
    private static final class Forgetful {
        private final Semaphore permits = new Semaphore(0);

        void take() throws InterruptedException {
            permits.acquire();
            Thread.yield();
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    /** Hands each item to the one who waits for the longest time, who may be interrupted while he holds it. */
    private static final class HandingQueue {
        private static final class Hand {
            private @Nullable Item item;
        }

        private final boolean looksIntoItsHand;
        private final Queue<Item> items = new ArrayDeque<>();
        private final Queue<Hand> hands = new ArrayDeque<>();

        HandingQueue(boolean looksIntoItsHand) {
            this.looksIntoItsHand = looksIntoItsHand;
        }

        synchronized void put(Item item) {
            Hand hand = hands.poll();
            if (hand == null) {
                items.add(item);
            } else {
                hand.item = item;
                notifyAll();
            }
        }

        synchronized Item take() throws InterruptedException {
            Item first = items.poll();
            if (first != null) {
                return first;
            }
            Hand hand = new Hand();
            hands.add(hand);
            while (hand.item == null) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    if (looksIntoItsHand && hand.item != null) {
                        Thread.currentThread().interrupt();
                        return hand.item;
                    }
                    hands.remove(hand);
                    throw e;
                }
            }
            return hand.item;
        }
    }

    @ParameterizedTest(name = "looks into its hand: {0}")
    @ValueSource(booleans = {false, true})
    void interruptedTaker_thatLosesWhatItWasHanded_isFound(boolean looksIntoItsHand) {
        Result result = Check.queue((QueueSpec<HandingQueue> spec) -> spec
                .create(() -> new HandingQueue(looksIntoItsHand)).put(HandingQueue::put).take(HandingQueue::take)
                .interrupts()).engines(Engine.CONTROLLED).seed(1)
                .budget(Duration.ofSeconds(looksIntoItsHand ? 1 : 60)).run();
        assertThat(result).as(result.toString())
                .isInstanceOf(looksIntoItsHand ? Result.Passed.class : Result.Failed.class);
    }

    @Test
    void interruptedCall_thatHasHadAnEffect_isFound() {
        Result result = Check.object((Spec<Forgetful, Integer> spec) -> {
            spec.create(Forgetful::new).model(0).interrupts();
            spec.operation("give", subject -> {
                subject.permits.release();
                return null;
            }).steps((count, _) -> Step.to(count + 1));
            spec.operation("take", subject -> {
                subject.take();
                return null;
            }).when((count, _) -> count > 0).steps((count, _) -> Step.to(count - 1));
        }).named("forgetful").engines(Engine.CONTROLLED).weaveJdk().seed(3).budget(Duration.ofMinutes(1)).run();

        assertThat(result).isInstanceOf(Result.Failed.class);
        assertThat(((Result.Failed) result).failure().verdict().reason())
                .startsWith("deadlock or lost wake-up: take() waits");
    }
}
