package dev.millrace.testkit.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.Check;
import dev.millrace.testkit.Engine;
import dev.millrace.testkit.Failure;
import dev.millrace.testkit.Result;
import dev.millrace.testkit.history.Ending;
import dev.millrace.testkit.history.History;
import dev.millrace.testkit.history.Operation;
import dev.millrace.testkit.history.Operation.Thrown;
import dev.millrace.testkit.history.Verdict;
import dev.millrace.testkit.schedule.Fault;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class MailboxSpecTest {

    private static final int UNBOUNDED = Integer.MAX_VALUE;

    /** Holds so many messages, or none at all if it holds 0. */
    static final class Bounded {
        private final int capacity;
        private final Consumer<Item> handler;
        private final Executor executor;
        private final ReentrantLock lock = new ReentrantLock();
        private final ArrayDeque<Item> messages = new ArrayDeque<>();
        private boolean scheduled;

        Bounded(int capacity, Consumer<Item> handler, Executor executor) {
            this.capacity = capacity;
            this.handler = handler;
            this.executor = executor;
        }

        boolean tell(Item message) {
            lock.lock();
            try {
                if (messages.size() == capacity) {
                    return false;
                }
                messages.add(message);
                if (!scheduled) {
                    scheduled = true;
                    executor.execute(this::run);
                }
                return true;
            } finally {
                lock.unlock();
            }
        }

        private void run() {
            lock.lock();
            try {
                for (Item message = messages.poll(); message != null; message = messages.poll()) {
                    handler.accept(message);
                }
                scheduled = false;
            } finally {
                lock.unlock();
            }
        }
    }

    private static Check check(int holds, int said, Engine engine) {
        return Check.mailbox((MailboxSpec<Bounded> mailbox) -> {
            mailbox.create((handler, executor) -> new Bounded(holds, handler, executor)).tell(Bounded::tell)
                    .senders(1, 3);
            if (said != UNBOUNDED) {
                mailbox.capacity(said);
            }
        }).engines(engine).seed(1).budget(Duration.ofSeconds(20)).shrinking(Duration.ofSeconds(1));
    }

    private static String reasonOf(Result result) {
        assertThat(result).as(result.toString()).isInstanceOf(Result.Failed.class);
        Failure failure = ((Result.Failed) result).failure();
        return failure.verdict().reason();
    }

    @Test
    void run_mailboxThatAlwaysRefuses_isFound() {
        for (Engine engine : Engine.values()) {
            assertThat(reasonOf(check(0, UNBOUNDED, engine).run())).contains("was refused by tell",
                    "the mailbox has no bound and nobody had stopped the actor");
            assertThat(reasonOf(check(0, 1, engine).run())).contains("was refused by tell");
        }
    }

    @Test
    void run_bounded_passesWithItsCapacityAndNotWithAnother() {
        for (Engine engine : Engine.values()) {
            check(2, 2, engine).budget(Duration.ofMillis(300)).run().orThrow();
        }
        assertThat(reasonOf(check(2, 3, Engine.CONTROLLED).run()))
                .contains("only 2 others may be in the mailbox (capacity: 3)");
    }

    /** How an actor answers who asks. */
    enum Answers {
        WHEN_HANDLED, AT_ONCE, BEFORE_IT_HANDLES, TRUE_FOR_DEAD_LETTERS, FALSE_WHEN_HANDLED, FAILS_WHEN_HANDLED
    }

    /** An actor that can be asked, and stopped. */
    static final class Answering {

        /** A message, and what tells whether it was handled; null if nobody asks. */
        private record Letter(Item message, @Nullable CompletableFuture<Boolean> answer) {
            void tells(boolean handled) {
                if (answer != null) {
                    answer.complete(handled);
                }
            }
        }

        private final Answers answers;
        private final Consumer<Item> handler;
        private final Executor executor;
        private final ArrayDeque<Letter> letters = new ArrayDeque<>();
        private final List<Item> dead = new ArrayList<>();
        private boolean scheduled;
        private boolean stopped;

        Answering(Answers answers, Consumer<Item> handler, Executor executor) {
            this.answers = answers;
            this.handler = handler;
            this.executor = executor;
        }

        boolean tell(Item message) {
            return send(new Letter(message, null));
        }

        boolean ask(Item message) throws Exception {
            CompletableFuture<Boolean> answer = new CompletableFuture<>();
            if (!send(new Letter(message, answer))) {
                return false;
            }
            if (answers == Answers.AT_ONCE) {
                return true;
            }
            boolean handled = answer.get();
            if (stopped && answers == Answers.FAILS_WHEN_HANDLED) {
                throw new IllegalStateException("stopped");
            }
            return handled && !(stopped && answers == Answers.FALSE_WHEN_HANDLED);
        }

        private synchronized boolean send(Letter letter) {
            if (stopped) {
                return false;
            }
            letters.add(letter);
            if (!scheduled) {
                scheduled = true;
                executor.execute(this::run);
            }
            return true;
        }

        private void run() {
            for (Letter letter = next(); letter != null; letter = next()) {
                if (answers == Answers.BEFORE_IT_HANDLES) {
                    letter.tells(true);
                }
                handler.accept(letter.message);
                letter.tells(true);
            }
        }

        private synchronized @Nullable Letter next() {
            Letter next = letters.poll();
            scheduled = next != null;
            return next;
        }

        synchronized void stop() {
            stopped = true;
            for (Letter letter = letters.poll(); letter != null; letter = letters.poll()) {
                dead.add(letter.message);
                letter.tells(answers == Answers.TRUE_FOR_DEAD_LETTERS);
            }
        }

        synchronized List<Item> dead() {
            return List.copyOf(dead);
        }
    }

    private static Check asking(Answers answers, Engine engine) {
        return Check.mailbox((MailboxSpec<Answering> mailbox) -> mailbox
                .create((handler, executor) -> new Answering(answers, handler, executor)).tell(Answering::tell)
                .ask(Answering::ask).stop(Answering::stop).deadLetters(Answering::dead))
                .engines(engine).seed(1).budget(Duration.ofSeconds(20)).shrinking(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void run_askThatIsAnsweredWhenHandled_passes(Engine engine) {
        asking(Answers.WHEN_HANDLED, engine).budget(Duration.ofMillis(300)).run().orThrow();
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void run_askThatIsAnsweredAtOnce_isFound(Engine engine) {
        assertThat(reasonOf(asking(Answers.AT_ONCE, engine).run())).contains("was answered before");
    }

    @Test
    void run_askThatIsAnsweredTooEarly_isFound() {
        for (Answers answers : List.of(Answers.BEFORE_IT_HANDLES, Answers.TRUE_FOR_DEAD_LETTERS)) {
            assertThat(reasonOf(asking(answers, Engine.CONTROLLED).named(answers.name()).run()))
                    .contains("was answered before");
        }
    }

    @Test
    void run_askThatIsRefusedAndHandled_isFound() {
        for (Answers answers : List.of(Answers.FALSE_WHEN_HANDLED, Answers.FAILS_WHEN_HANDLED)) {
            assertThat(reasonOf(asking(answers, Engine.CONTROLLED).named(answers.name()).run()))
                    .contains("was refused, and yet handled");
        }
    }

    /** Who is interrupted while he waits for the answer does not know what becomes of his message. */
    @Test
    void run_interruptedAsk_passes() {
        asking(Answers.WHEN_HANDLED, Engine.CONTROLLED).weaveJdk().faults(Fault.INTERRUPT)
                .budget(Duration.ofMillis(500)).run().orThrow();
    }

    private static String judged(int capacity, Operation... calls) {
        return MailboxSpec.judge(History.of(calls), capacity, true) instanceof Verdict.Violation violation
                ? violation.reason()
                : "right";
    }

    private static Operation tell(int thread, long id, boolean accepted, long from, long to) {
        return Operation.returned(thread, "tell", id, accepted, from, to);
    }

    @Test
    void judge_refusedWhileOthersHoldAPlace_isRight() {
        assertThat(judged(1, tell(0, 1, true, 1, 2), tell(1, 2, false, 3, 4))).isEqualTo("right");
        assertThat(judged(1, tell(0, 1, false, 1, 3), tell(1, 2, false, 2, 4))).isEqualTo("right");
        assertThat(judged(1, Operation.pending(0, "tell", 1L, 1, Ending.UNKNOWN), tell(1, 2, false, 3, 4)))
                .isEqualTo("right");
        assertThat(judged(1, tell(1, 2, false, 1, 2), tell(0, 1, true, 3, 4))).contains("message 2 was refused");
        assertThat(judged(2, tell(0, 1, true, 1, 2), tell(1, 2, false, 3, 4))).contains("only 1 others");
    }

    @Test
    void judge_refusedAfterTheStop_isRight() {
        Operation stop = Operation.returned(2, "stop", null, null, 2, 5);
        assertThat(judged(UNBOUNDED, stop, tell(0, 1, false, 1, 3))).isEqualTo("right");
        assertThat(judged(UNBOUNDED, stop, tell(0, 1, false, 6, 7))).isEqualTo("right");
        assertThat(judged(UNBOUNDED, tell(0, 1, false, 0, 1), stop)).contains("message 1 was refused");
    }

    @Test
    void judge_lostWithoutAStop_isWrong() {
        Operation handled = Operation.returned(2, "handled", null, List.of(), 8, 9);
        assertThat(judged(UNBOUNDED, tell(0, 1, true, 1, 2), handled)).contains("message 1 was accepted, and neither");
        assertThat(judged(UNBOUNDED, tell(0, 1, true, 1, 2), Operation.returned(1, "stop", null, null, 3, 4), handled))
                .isEqualTo("right");
    }

    @Test
    void judge_refusedAndHandled_isWrong() {
        Operation stop = Operation.returned(2, "stop", null, null, 0, 1);
        assertThat(judged(UNBOUNDED, stop, tell(0, 1, false, 1, 2),
                Operation.returned(2, "handled", null, List.of(1L), 8, 9)))
                .contains("message 1 was refused, and yet handled");
    }

    @Test
    void judge_askThatIsAnsweredAndNotHandled_isWrong() {
        Operation ask = Operation.returned(0, "ask", 1L, true, 1, 2);
        Operation stop = Operation.returned(1, "stop", null, null, 1, 3);
        Operation handled = Operation.returned(2, "handled", null, List.of(), 8, 9);
        Operation dead = Operation.returned(2, "deadLetters", null, List.of(1L), 10, 11);
        assertThat(judged(UNBOUNDED, ask, stop, handled)).contains("message 1 was answered, and not handled");
        assertThat(judged(UNBOUNDED, ask, stop, handled, dead)).contains("message 1 was answered, and not handled");
        assertThat(judged(UNBOUNDED, ask, Operation.returned(2, "handled", null, List.of(1L), 8, 9)))
                .isEqualTo("right");
    }

    @Test
    void judge_askThatWasRefusedAndHandled_isWrong() {
        Operation stop = Operation.returned(2, "stop", null, null, 0, 1);
        Operation handled = Operation.returned(2, "handled", null, List.of(1L), 8, 9);
        for (Object wrong : List.of(false, new Thrown(IllegalStateException.class))) {
            assertThat(judged(UNBOUNDED, stop, Operation.returned(0, "ask", 1L, wrong, 1, 2), handled))
                    .contains("message 1 was refused, and yet handled");
        }
        for (Class<? extends Throwable> open : List.of(TimeoutException.class, InterruptedException.class)) {
            assertThat(judged(UNBOUNDED, Operation.returned(0, "ask", 1L, new Thrown(open), 1, 2), handled))
                    .isEqualTo("right");
        }
    }

    @Test
    void judge_askThatFails_mayOnlyBeTooLate() {
        assertThat(judged(UNBOUNDED, Operation.returned(0, "ask", 1L, new Thrown(TimeoutException.class), 1, 2)))
                .isEqualTo("right");
        assertThat(judged(UNBOUNDED, Operation.returned(0, "ask", 1L, new Thrown(IllegalStateException.class), 1, 2)))
                .contains("message 1 was refused by ask");
        assertThat(judged(UNBOUNDED, Operation.returned(0, "ask", 1L, false, 1, 2))).contains("refused by ask");
    }
}
