package dev.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.testkit.history.Verdict;
import dev.millrace.testkit.mutants.Maker;
import dev.millrace.testkit.schedule.Fault;
import dev.millrace.testkit.schedule.ThreadKilledError;
import dev.millrace.testkit.spec.BarrierSpec;
import dev.millrace.testkit.spec.EventSpec;
import dev.millrace.testkit.spec.Item;
import dev.millrace.testkit.spec.MailboxSpec;
import dev.millrace.testkit.spec.QueueSpec;
import dev.millrace.testkit.spec.Spec;
import dev.millrace.testkit.spec.Step;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Objects that hang, break the rules, or escape from control; and descriptions that would check nothing. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileSubjectTest {

    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration PATIENCE = Duration.ofMillis(300);
    private static final Duration LONG_ENOUGH_ON_A_BUSY_MACHINE = Duration.ofSeconds(3);

    /** Its poll waits for an item, spinning. */
    static final class SpinningQueue {
        private final ConcurrentLinkedQueue<Item> items = new ConcurrentLinkedQueue<>();

        boolean offer(Item item) {
            return items.offer(item);
        }

        @Nullable Item poll() {
            Item item = items.poll();
            while (item == null) {
                Thread.onSpinWait();
                item = items.poll();
            }
            return item;
        }
    }

    private static String reasonOf(Result result) {
        assertThat(result).isInstanceOf(Result.Failed.class);
        return ((Result.Failed) result).failure().verdict().reason();
    }

    @Test
    void stress_epilogueThatNeverEnds_isAFailure() {
        Result result = Check.queue((QueueSpec<SpinningQueue> spec) -> spec.create(SpinningQueue::new)
                .offer(SpinningQueue::offer).poll(SpinningQueue::poll).producers(1, 1).consumers(0, 1))
                .seed(1).patience(PATIENCE).shrinking(SHORT).run();
        assertThat(reasonOf(result)).startsWith("hang: ");
    }

    @Test
    void stress_createThatNeverEnds_isAFailure() {
        Result result = Check.queue((QueueSpec<Queue<Item>> spec) -> spec.create(() -> {
            while (true) {
                LockSupport.park();
            }
        }).offer(Queue::offer).poll(Queue::poll)).seed(1).patience(PATIENCE).shrinking(SHORT).run();
        assertThat(reasonOf(result)).isEqualTo("hang: create does not end (expected: an end)");
    }

    @Test
    void stress_createThatThrows_isAFailure() {
        Result result = Check.queue((QueueSpec<Queue<Item>> spec) -> spec.create(() -> {
            throw new IllegalStateException("on purpose");
        }).offer(Queue::offer).poll(Queue::poll)).seed(1).shrinking(SHORT).run();
        assertThat(reasonOf(result)).isEqualTo("create failed with java.lang.IllegalStateException: on purpose");
    }

    @Test
    void controlled_subjectThatIsNotWoven_isAnErrorAndNoPass() {
        Check check = Check.queue((QueueSpec<Queue<Item>> spec) -> spec.create(ConcurrentLinkedQueue::new)
                .offer(Queue::offer).poll(Queue::poll)).engines(Engine.CONTROLLED).seed(1).budget(SHORT);
        assertThatThrownBy(check::run).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("class=java.util.concurrent.ConcurrentLinkedQueue (expected: woven");
        assertThat(check.allowUnwoven().run().hasPassed()).isTrue();
    }

    /** All that it does, it inherits. */
    static final class JustAnArrayDeque extends ArrayDeque<Item> {
        private static final long serialVersionUID = 1;

        @Override
        public String toString() {
            return "mine";
        }
    }

    static final class WithAMethod extends ArrayDeque<Item> {
        private static final long serialVersionUID = 1;

        @Override
        public synchronized boolean offer(Item item) {
            return super.offer(item);
        }

        @Override
        public synchronized @Nullable Item poll() {
            return super.poll();
        }
    }

    @Test
    void controlled_subjectWhoseMethodsAreAllInheritedFromTheJdk_isAnErrorAndNoPass() {
        Check check = Check.queue((QueueSpec<JustAnArrayDeque> spec) -> spec.create(JustAnArrayDeque::new)
                .offer(JustAnArrayDeque::offer).poll(JustAnArrayDeque::poll)).engines(Engine.CONTROLLED).seed(1)
                .budget(SHORT);
        assertThatThrownBy(check::run).isInstanceOf(IllegalStateException.class).hasMessageContaining(
                "JustAnArrayDeque has all its methods from java.util.ArrayDeque (expected: methods that are woven");
        assertThat(check.allowUnwoven().run().hasPassed()).isTrue();
        Check.queue((QueueSpec<WithAMethod> spec) -> spec.create(WithAMethod::new).offer(WithAMethod::offer)
                .poll(WithAMethod::poll)).engines(Engine.CONTROLLED).seed(1).budget(SHORT).run().orThrow();
    }

    @Test
    void resultThatContainsItself_isAFailureThatSaysSo() {
        for (Engine engine : Engine.values()) {
            Result result = Check.object((Spec<AtomicInteger, Integer> spec) -> {
                spec.create(AtomicInteger::new).model(0);
                spec.operation("list", number -> {
                    List<Object> list = new ArrayList<>();
                    list.add(number.incrementAndGet() < 0 ? "none" : Map.of("self", list));
                    return list;
                }).steps((sum, _) -> Step.to(sum, List.of()));
            }).engines(engine).seed(1).budget(SHORT).shrinking(SHORT).run();
            assertThat(reasonOf(result)).contains("list() = ArrayList that contains itself");
        }
    }

    /** Its count throws something else if it is not over. */
    static final class ThrowsOnTheWayOut {
        private final AtomicInteger sum = new AtomicInteger();

        int count() {
            boolean done = false;
            try {
                int result = sum.incrementAndGet();
                done = sum.get() > 0;
                return result;
            } finally {
                if (!done) {
                    complain();
                }
            }
        }

        private static void complain() {
            throw new IllegalMonitorStateException("on purpose");
        }

        int countIfCaught() {
            try {
                return sum.incrementAndGet();
            } catch (ThreadKilledError e) {
                throw new IllegalStateException("lives on", e);
            }
        }
    }

    @Test
    void death_whatAFinallyBlockThrows_isNoResult() {
        Check.object((Spec<ThrowsOnTheWayOut, Integer> spec) -> {
            spec.create(ThrowsOnTheWayOut::new).model(0);
            spec.operation("count", ThrowsOnTheWayOut::count).steps((sum, _) -> Step.to(sum + 1, sum + 1));
            spec.operation("caught", ThrowsOnTheWayOut::countIfCaught).steps((sum, _) -> Step.to(sum + 1, sum + 1));
        }).engines(Engine.CONTROLLED).faults(Fault.DEATH).seed(1).budget(SHORT).run().orThrow();
    }

    @Test
    void description_operationOfTheTestkitsOwnName_isRefused() {
        assertThatThrownBy(() -> Check.object((Spec<AtomicInteger, Integer> spec) -> spec.create(AtomicInteger::new)
                .model(0).operation("interrupt", AtomicInteger::get)).run())
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("operation=interrupt");
    }

    @Test
    void description_operationThatNoScenarioCanName_isRefused() {
        Spec<AtomicInteger, Integer> spec = new Spec<>();
        for (String name : new String[] {"put it", "put,take", "a|b", "a:b", ""}) {
            assertThatThrownBy(() -> spec.operation(name, AtomicInteger::get))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("description: operation=" + name + " (expected: letters, digits, _ - .)");
        }
    }

    @Test
    void description_withoutOperations_isRefused() {
        assertThatThrownBy(() -> Check.object((Spec<AtomicInteger, Integer> spec) -> spec.create(AtomicInteger::new)
                .model(0).interrupts()).run()).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("description: operations=none (expected: >= 1)");
        assertThatThrownBy(() -> Check.object((Spec<AtomicInteger, Integer> spec) -> spec.create(AtomicInteger::new)
                .model(0).role("nobody", 1, 1)).run()).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("role nobody: operations=none (expected: >= 1)");
    }

    @Test
    void run_judgeThatAlwaysGivesUp_isAnErrorAndNoPass() {
        assertThatThrownBy(() -> Check.object((Spec<AtomicInteger, Integer> spec) -> {
            spec.create(AtomicInteger::new).judge(_ -> new Verdict.GaveUp("no time"));
            spec.operation("get", AtomicInteger::get);
        }).seed(1).budget(SHORT).run()).isInstanceOf(IllegalStateException.class).hasMessageContaining("verdicts=0 of");
    }

    @Test
    void run_theShortestBudget_runsSomething() {
        Result result = Check.object((Spec<AtomicInteger, Integer> spec) -> {
            spec.create(AtomicInteger::new).model(0);
            spec.operation("get", AtomicInteger::get).steps((value, _) -> Step.to(value, value));
        }).seed(1).budget(Duration.ofNanos(1)).run();
        assertThat(result.efforts().getFirst().runs()).isPositive();
    }

    @Test
    void barrier_thatAlwaysFails_isFound() {
        Result result = Check.barrier((BarrierSpec<AtomicInteger> spec) -> spec.create(AtomicInteger::new).await(_ -> {
            throw new IllegalStateException("broken");
        })).engines(Engine.CONTROLLED).seed(1).run();
        assertThat(reasonOf(result)).contains("await failed with IllegalStateException");
    }

    /** A mailbox that handles at once, and whose stop never ends. */
    static final class Endless {
        private final Consumer<Item> handler;
        private int stops;

        Endless(Consumer<Item> handler) {
            this.handler = handler;
        }

        boolean tell(Item message) {
            handler.accept(message);
            return true;
        }

        void stop() {
            while (stops >= 0) {
                LockSupport.park();
            }
        }
    }

    @Test
    void mailbox_stopThatNeverEnds_isFound() {
        Result result = Check.mailbox((MailboxSpec<Endless> spec) -> spec
                .create((handler, _) -> new Endless(handler)).tell(Endless::tell).stop(Endless::stop).senders(1, 1))
                .engines(Engine.CONTROLLED).seed(1).run();
        assertThat(reasonOf(result)).isEqualTo("mailbox: stop does not end");
    }

    /** Waits with the JDK's own helper for timed waits. */
    static final class MonitorEvent {
        private boolean set;

        synchronized void set() {
            set = true;
            notifyAll();
        }

        synchronized boolean await(Duration timeout) throws InterruptedException {
            long deadline = System.nanoTime() + timeout.toNanos();
            while (!set && System.nanoTime() - deadline < 0) {
                TimeUnit.NANOSECONDS.timedWait(this, deadline - System.nanoTime());
            }
            return set;
        }
    }

    @Test
    void controlled_timedWaitOfTheTimeUnit_works() {
        Check.event((EventSpec<MonitorEvent> spec) -> spec.create(MonitorEvent::new).set(MonitorEvent::set)
                .awaitFor(MonitorEvent::await)).engines(Engine.CONTROLLED).seed(1).budget(SHORT).run().orThrow();
    }

    @Test
    void controlled_threadThatDies_mayHaveDoneWhatItWasDoing() {
        Check.queue((QueueSpec<ConcurrentLinkedQueue<Item>> spec) -> spec.create(ConcurrentLinkedQueue::new)
                .offer(ConcurrentLinkedQueue::offer).poll(ConcurrentLinkedQueue::poll))
                .engines(Engine.CONTROLLED).weaveJdk().faults(Fault.DEATH).seed(1)
                .budget(Duration.ofMinutes(1)).runs(2_000).run().orThrow();
    }

    /** Its second increment goes round a loop that looks at nothing that another thread could change. */
    static final class Sticking {
        private int value;

        int increment() {
            int next = ++value;
            int turns = 0;
            while (next > 1) {
                turns++;
                if (turns < 0) {
                    turns = 0;
                }
            }
            return turns;
        }
    }

    @Test
    void controlled_loopThatTouchesNothing_isFound() {
        Result result = Check.object((Spec<Sticking, Integer> spec) -> {
            spec.create(Sticking::new).model(0);
            spec.operation("increment", Sticking::increment).steps((value, _) -> Step.to(value, 0));
        }).engines(Engine.CONTROLLED).seed(1).budget(Duration.ofMinutes(1)).shrinking(SHORT).run();
        assertThat(reasonOf(result)).isEqualTo(
                "livelock: a thread goes round a loop that touches no shared memory (expected: an end)");
        assertThat(((Result.Failed) result).failure().scenario().size()).isEqualTo(2);
    }

    /** An event whose wait looks again and again: without a rest, or with one. */
    static class LookingEvent {
        private volatile boolean set;

        final void set() {
            set = true;
        }

        final void clear() {
            set = false;
        }

        void await() {
            while (!set && !Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
            }
        }
    }

    static final class RestingEvent extends LookingEvent {
        private volatile boolean stopped;

        @Override
        void await() {
            while (!isSet() && !stopped) {
                LockSupport.parkNanos(100_000);
                stopped = Thread.interrupted();
            }
        }

        private boolean isSet() {
            return super.set;
        }
    }

    private static <E extends LookingEvent> Check event(Maker<E> maker) {
        return Check.event((EventSpec<E> spec) -> spec.create(maker).set(LookingEvent::set)
                .clear(LookingEvent::clear).await(LookingEvent::await))
                .seed(1).budget(SHORT);
    }

    @Test
    void controlled_callThatWaitsBySpinning_isRightAsLongAsItMayWait() {
        event(LookingEvent::new).engines(Engine.CONTROLLED).run().orThrow();
        event(RestingEvent::new).engines(Engine.CONTROLLED).run().orThrow();
    }

    /** Its second setter forgets to set. */
    static final class ForgettingEvent {
        private volatile int set;
        private final AtomicInteger setters = new AtomicInteger();

        void set() {
            if (setters.getAndIncrement() == 0) {
                set = 1;
            }
        }

        void reset() {
            set = 0;
        }

        void await() {
            while (set == 0) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void controlled_callThatSpinsThoughItMayGoOn_isFound() {
        Result result = Check.event((EventSpec<ForgettingEvent> spec) -> spec.create(ForgettingEvent::new)
                .set(ForgettingEvent::set).clear(ForgettingEvent::reset).await(ForgettingEvent::await))
                .engines(Engine.CONTROLLED).seed(1).shrinking(SHORT).budget(Duration.ofMinutes(1)).run();
        assertThat(reasonOf(result)).startsWith("livelock: steps=").contains("await() waits");
    }

    @Test
    void stress_callThatLooksAgainAndAgain_waits() {
        event(RestingEvent::new).engines(Engine.STRESS).patience(LONG_ENOUGH_ON_A_BUSY_MACHINE)
                .budget(Duration.ofSeconds(4))
                .run().orThrow();
    }

    @Test
    void stress_callThatSpins_isAFailureThatSaysWhatToDo() {
        Result result = event(LookingEvent::new).engines(Engine.STRESS).threads(ThreadKind.PLATFORM).patience(PATIENCE)
                .shrinking(SHORT).budget(Duration.ofMinutes(1)).run();
        assertThat(reasonOf(result)).startsWith("hang: ").endsWith("can be checked in controlled runs only");
    }

    @Test
    void callsThatWaitForEver_leaveNoThreadsBehind() {
        int before = Thread.activeCount();
        Check.queue((QueueSpec<LinkedBlockingQueue<Item>> spec) -> spec.create(LinkedBlockingQueue::new)
                .offer(LinkedBlockingQueue::offer).take(LinkedBlockingQueue::take).producers(0, 1).consumers(2, 3))
                .threads(ThreadKind.PLATFORM).seed(1).budget(Duration.ofSeconds(8)).run().orThrow();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (Thread.activeCount() > before + 2 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(Thread.activeCount()).isLessThanOrEqualTo(before + 2);
    }

    @Test
    void manyChecks_leaveNoThreadsBehind() {
        int before = Thread.activeCount();
        for (int i = 0; i < 20; i++) {
            Check.queue((QueueSpec<ConcurrentLinkedQueue<Item>> spec) -> spec.create(ConcurrentLinkedQueue::new)
                    .offer(ConcurrentLinkedQueue::offer).poll(ConcurrentLinkedQueue::poll))
                    .threads(ThreadKind.PLATFORM).seed(i).budget(Duration.ofMillis(20)).run().orThrow();
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (Thread.activeCount() > before + 2 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(Thread.activeCount()).isLessThanOrEqualTo(before + 2);
    }

    /** Its text waits for a lock that nobody unlocks any more. */
    @SuppressWarnings("OverrideThrowableToString") // the message is asked for by the thread that failed
    static final class Mute extends RuntimeException {
        private static final long serialVersionUID = 1;

        @Override
        public String toString() {
            while (!Thread.currentThread().isInterrupted()) {
                LockSupport.park();
            }
            return "too late";
        }
    }

    @Test
    void run_exceptionWhoseTextNeverComes_isAFailureThatSaysSo() {
        for (Engine engine : Engine.values()) {
            Result result = Check.object((Spec<AtomicInteger, Integer> spec) -> {
                spec.create(AtomicInteger::new).model(0);
                spec.operation("fail", _ -> {
                    throw new Mute();
                }).steps((model, _) -> Step.to(model, 0));
            }).engines(engine).allowUnwoven().seed(1).budget(SHORT).shrinking(SHORT).run();
            assertThat(result).isInstanceOf(Result.Failed.class).asString()
                    .contains("fail() = Mute", "<toString does not return>");
        }
    }

    @Test
    void run_callerIsInterruptedBefore_isKept() {
        for (Engine engine : Engine.values()) {
            Thread.currentThread().interrupt();
            Result result = Check.object((Spec<AtomicInteger, Integer> spec) -> {
                spec.create(AtomicInteger::new).model(0);
                spec.operation("increment", AtomicInteger::incrementAndGet)
                        .steps((count, _) -> Step.to(count + 1, count + 1));
            }).engines(engine).allowUnwoven().seed(1).budget(SHORT).run();
            assertThat(Thread.interrupted()).as(engine.name()).isTrue();
            assertThat(result.hasPassed()).isTrue();
        }
    }
}
