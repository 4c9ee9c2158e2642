package dev.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What thread dumps and the flight recorder see of the primitives. */
@Timeout(120)
class ToolsOfTheJvmTest {

    @TempDir
    private Path files;

    // ---- thread dumps

    @Test
    void threadInfo_ofAWaitingThread_namesTheOwner() throws Exception {
        RLock lock = new RLock();
        Event over = new Event();
        Running<Boolean> owner = Running.start(false, "owner of the lock", () -> {
            try (var _ = lock.hold()) {
                over.await();
            }
            return true;
        });
        Running.until("it is locked", lock::isLocked);
        Running<Boolean> waiter = Running.doing(false, lock::lock);
        Running.until("the dump shows it",
                () -> "owner of the lock".equals(infoOf(waiter.thread()).getLockOwnerName()));
        assertThat(infoOf(waiter.thread()).getLockName()).startsWith(Blocker.class.getName());
        over.set();
        owner.result();
        waiter.result();
    }

    /** The owner may change while a thread waits: the first in line looks again each time. */
    @Test
    void threadInfo_afterTheOwnerChanged_namesTheNewOne() throws Exception {
        RLock lock = new RLock();
        lock.lock();
        Running<Boolean> first = Running.start(false, "first", () -> {
            lock.lock();
            return true;
        });
        Running.until("it waits", () -> lock.waiting() == 1);
        Running<Boolean> second = Running.start(false, "second", () -> {
            lock.lock();
            return true;
        });
        Running.until("both wait", () -> lock.waiting() == 2);
        lock.unlock();
        first.result();
        Running.until("the dump shows it", () -> "first".equals(infoOf(second.thread()).getLockOwnerName()));
        second.interrupt();
        assertThat(second.failure()).isInstanceOf(InterruptedException.class);
    }

    /** The only reader is shown to a writer, and goes while another one reads. */
    @Test
    void threadInfo_readerGoesWhileAnotherReads_namesTheOther() throws Exception {
        ReadWriteLock lock = Diagnosis.watch("read", new ReadWriteLock());
        lock.lockRead();
        Running<Boolean> writer = Running.doing(false, lock::lockWrite);
        String reader = Thread.currentThread().getName();
        Running.until("the dump shows it", () -> reader.equals(infoOf(writer.thread()).getLockOwnerName()));
        writer.awaitParked();
        Event over = new Event();
        Running<Boolean> other = Running.start(false, "other reader", () -> {
            assertThat(lock.tryLockRead()).isTrue();
            over.await();
            lock.unlockRead();
            return true;
        });
        Running.until("both read", () -> lock.readers() == 2);
        lock.unlockRead();
        Running.until("the dump shows it", () -> "other reader".equals(infoOf(writer.thread()).getLockOwnerName()));
        over.set();
        other.result();
        writer.result();
    }

    /** Who has given up is in no line any more, and nothing keeps the thread that it waited for. */
    @Test
    void blocker_onlyWaiterGaveUp_showsNobody() throws Exception {
        RLock lock = new RLock();
        lock.lock();
        Running<Boolean> waiter = Running.doing(false, lock::lock);
        Running.until("it is parked", () -> LockSupport.getBlocker(waiter.thread()) instanceof Blocker);
        Blocker blocker = (Blocker) Objects.requireNonNull(LockSupport.getBlocker(waiter.thread()));
        assertThat(blocker.shown()).isSameAs(Thread.currentThread());
        waiter.interrupt();
        assertThat(waiter.failure()).isInstanceOf(InterruptedException.class);
        assertThat(blocker.shown()).isNull();
        lock.unlock();
    }

    /** Several contend, until the one who is in stays in: all others rest then, and see him. */
    @Test
    void threadInfo_afterContention_namesTheOwnerToAll() throws Exception {
        RLock lock = new RLock();
        for (int round = 0; round < 300; round++) {
            Event freeze = new Event();
            AtomicReference<@Nullable Thread> frozen = new AtomicReference<>();
            Event over = new Event();
            List<Running<Boolean>> crowd = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                crowd.add(Running.start(false, "thread " + i, () -> {
                    boolean isLast = false;
                    while (!isLast && !over.isSet()) {
                        lock.lock();
                        isLast = freeze.isSet();
                        if (isLast) {
                            frozen.set(Thread.currentThread());
                            over.await();
                        }
                        lock.unlock();
                    }
                    return isLast;
                }));
            }
            Running.until("they contend", () -> lock.waiting() > 0);
            freeze.set();
            Running.until("all but the owner are in line", () -> frozen.get() != null && lock.waiting() == 3);
            Thread owner = Objects.requireNonNull(frozen.get());
            for (Running<Boolean> each : crowd) {
                Running.until("who waits sees the owner", // one that was unparked may not have looked yet
                        () -> each.thread() == owner
                                || owner.getName().equals(infoOf(each.thread()).getLockOwnerName()));
            }
            over.set();
            for (Running<Boolean> each : crowd) {
                each.result();
            }
        }
    }

    @Test
    void findDeadlockedThreads_rlocksAndLocksOfTheJdk_findsTheCycle() throws Exception {
        RLock ours = new RLock();
        ReentrantLock theirs = new ReentrantLock();
        Barrier both = new Barrier(2);
        Running<Boolean> one = Running.doing(false, () -> {
            try (var _ = ours.hold()) {
                both.await();
                theirs.lockInterruptibly();
                theirs.unlock();
            }
        });
        Running<Boolean> other = Running.doing(false, () -> {
            theirs.lockInterruptibly();
            try {
                both.await();
                ours.lock();
                ours.unlock();
            } finally {
                theirs.unlock();
            }
        });
        Running.until("the JVM finds it", () -> deadlockedThreads().containsAll(
                List.of(one.thread().threadId(), other.thread().threadId())));
        one.interrupt();
        assertThat(one.failure()).isInstanceOf(InterruptedException.class);
        other.result();
    }

    /** The first in line waits for a signal, which has been given, and has not looked who holds the lock. */
    @Test
    void findDeadlockedThreads_behindOneThatIsSignalled_findsTheCycle() throws Exception {
        RLock one = new RLock();
        RLock other = new RLock();
        Condition condition = one.newCondition();
        Running<Boolean> signalled = Running.doing(false, () -> {
            one.lock();
            condition.await();
            one.unlock();
        });
        Running.until("it awaits", () -> condition.awaiting() == 1);
        Event go = new Event();
        Running<Boolean> signals = Running.doing(false, () -> {
            try (var _ = one.hold()) {
                condition.signal();
                go.await();
                other.lock();
                other.unlock();
            }
        });
        Running.until("it is signalled", () -> one.waiting() == 1);
        Running<Boolean> behind = Running.doing(false, () -> {
            try (var _ = other.hold()) {
                one.lock();
                one.unlock();
            }
        });
        Running.until("both wait for the lock", () -> one.waiting() == 2);
        go.set();
        Running.until("the JVM finds it", () -> deadlockedThreads().containsAll(
                List.of(signals.thread().threadId(), behind.thread().threadId())));
        behind.interrupt();
        assertThat(behind.failure()).isInstanceOf(InterruptedException.class);
        signals.result();
        signalled.result();
    }

    /**
     * Two locks, always in the same order, and the first is let go while the second is held: so who has let go of the second may
     * want the first from one who still seems to wait for him.
     */
    @Test
    @Timeout(3_600) // as long as a soak may take
    void findDeadlockedThreads_rlocksHandedOver_findsNone() throws Exception {
        RLock outer = new RLock();
        RLock inner = new RLock();
        Event over = new Event();
        List<Running<Boolean>> crowd = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            boolean yields = i % 2 == 0;
            crowd.add(Running.doing(false, () -> {
                while (!over.isSet()) {
                    outer.lock();
                    inner.lock();
                    outer.unlock();
                    if (yields) {
                        Thread.yield();
                    }
                    inner.unlock();
                }
            }));
        }
        List<List<Long>> alarms = new ArrayList<>();
        long start = System.nanoTime();
        while (System.nanoTime() - start < Duration.ofSeconds(Stress.scaled(2)).toNanos()) {
            List<Long> found = new ArrayList<>(deadlockedThreads());
            found.retainAll(crowd.stream().map(each -> each.thread().threadId()).toList());
            if (!found.isEmpty()) {
                alarms.add(found);
            }
        }
        over.set();
        for (Running<Boolean> each : crowd) {
            each.result();
        }
        assertThat(alarms).isEmpty();
    }

    private static List<Long> deadlockedThreads() {
        long[] found = ManagementFactory.getThreadMXBean().findDeadlockedThreads();
        return found == null ? List.of() : Arrays.stream(found).boxed().toList();
    }

    private static ThreadInfo infoOf(Thread thread) {
        return ManagementFactory.getThreadMXBean().getThreadInfo(thread.threadId());
    }

    // ---- the flight recorder

    @ParameterizedTest(name = "virtual threads: {0}")
    @ValueSource(booleans = {false, true})
    void flightRecorder_eachKindOfWait_isAnEvent(boolean virtual) throws Exception {
        try (Recording recording = new Recording()) {
            recording.enable("dev.millrace.sync.Wait").withThreshold(Duration.ZERO);
            recording.start();
            waitEverywhere(virtual);
            List<RecordedEvent> events = events(recording);
            assertThat(events).extracting(RecordingTold::of).contains(
                    new RecordingTold("Mutex", "m " + virtual, "lock", true, "holder"),
                    new RecordingTold("Mutex", "m " + virtual, "lock", false, "holder"),
                    new RecordingTold("RLock", null, "lock", false, "holder"),
                    new RecordingTold("Semaphore", null, "2 permits", false, null),
                    new RecordingTold("ReadWriteLock", null, "read", false, null),
                    new RecordingTold("Condition", null, "signal", false, null),
                    new RecordingTold("Condition", null, "signal", true, null),
                    new RecordingTold("Event", null, "set", false, null),
                    new RecordingTold("Latch", null, "zero", false, null),
                    new RecordingTold("Barrier", null, "the others", false, null));
            assertThat(events).allSatisfy(each -> assertThat(each.getStackTrace()).isNotNull());
            assertThat(events).anySatisfy(each -> assertThat(each.getDuration()).isPositive());
        }
    }

    /** Who was signalled may have to wait for the lock, which is a wait of its own. */
    @ParameterizedTest(name = "virtual threads: {0}")
    @ValueSource(booleans = {false, true})
    void flightRecorder_longToLockAgainAfterASignal_isAnEvent(boolean virtual) throws Exception {
        RLock lock = Diagnosis.watch("again " + virtual, new RLock());
        Condition condition = lock.newCondition();
        try (Recording recording = new Recording()) {
            recording.enable("dev.millrace.sync.Wait");
            recording.start();
            for (Running.Steps await : List.<Running.Steps>of(condition::await, condition::awaitUninterruptibly)) {
                lockAgainLate(virtual, condition, await);
            }
            List<RecordedEvent> events = events(recording, "again " + virtual);
            assertThat(events).extracting(RecordingTold::of).containsOnly(
                    new RecordingTold("RLock", "again " + virtual, "lock", true, "signalling")).hasSize(2);
            assertThat(events).allSatisfy(each -> assertThat(each.getDuration()).isGreaterThanOrEqualTo(LONG_WAIT));
        }
    }

    /** A thread is signalled, and awake, and the one that signals keeps the lock for a while. */
    private static void lockAgainLate(boolean virtual, Condition condition, Running.Steps await) throws Exception {
        Running<Boolean> signalled = Running.doing(virtual, () -> {
            try (var _ = condition.hold()) {
                await.run();
            }
        });
        Running.until("it awaits", () -> condition.awaiting() == 1 && !condition.isLocked());
        Running<Boolean> signalling = Running.start(virtual, "signalling", () -> {
            try (var _ = condition.hold()) {
                condition.signal();
                Running.until("it waits for the lock", () -> {
                    LockSupport.unpark(signalled.thread()); // else it sleeps until the lock is free
                    return LockSupport.getBlocker(signalled.thread()) instanceof Blocker;
                });
                pass(LONG_WAIT);
            }
            return true;
        });
        signalling.result();
        signalled.result();
    }

    @ParameterizedTest(name = "virtual threads: {0}")
    @ValueSource(booleans = {false, true})
    void flightRecorder_longAtABarrier_isAnEventOfEachThatWaited(boolean virtual) throws Exception {
        String name = "parties " + virtual;
        Barrier barrier = Diagnosis.watch(name, new Barrier(2, () -> pass(LONG_WAIT)));
        try (Recording recording = new Recording()) {
            recording.enable("dev.millrace.sync.Wait");
            recording.start();
            Running<Integer> first = Running.start(virtual, "first", () -> barrier.await());
            first.awaitParked();
            Running<Integer> last = Running.start(virtual, "last", () -> barrier.await());
            assertThat(first.result()).isZero();
            assertThat(last.result()).isEqualTo(1);
            Running<Integer> left = Running.start(virtual, "left", () -> barrier.await());
            left.awaitParked();
            pass(LONG_WAIT);
            barrier.abort();
            assertThat(left.failure()).isInstanceOf(BrokenBarrierException.class);
            List<RecordedEvent> events = events(recording, name);
            assertThat(events).extracting(each -> each.getThread().getJavaName()).containsExactly("first", "left");
            assertThat(events).extracting(RecordingTold::of).containsExactly(
                    new RecordingTold("Barrier", name, "the others", true, null),
                    new RecordingTold("Barrier", name, "the others", false, null));
            assertThat(events).allSatisfy(each -> assertThat(each.getDuration()).isGreaterThanOrEqualTo(LONG_WAIT));
        }
    }

    /** Longer than what a wait has to be to become an event. */
    private static final Duration LONG_WAIT = Duration.ofMillis(30);

    private static void pass(Duration duration) {
        long start = System.nanoTime();
        Running.until("the time is over", () -> System.nanoTime() - start > duration.toNanos());
    }

    private List<RecordedEvent> events(Recording recording, String name) throws Exception {
        List<RecordedEvent> events = events(recording);
        events.removeIf(each -> !name.equals(each.getString("name")));
        events.sort(Comparator.comparing(RecordedEvent::getStartTime));
        return events;
    }

    /** Of many that hold it, one is told: whatever is recorded, a wait costs the same. */
    @Test
    void flightRecorder_waitAtWhatManyHold_allocatesLittle() throws Exception {
        ReadWriteLock lock = Diagnosis.watch("read by many", new ReadWriteLock());
        for (int i = 0; i < 2_000; i++) {
            Running.doing(true, lock::lockRead).result();
        }
        try (Recording recording = new Recording()) {
            recording.enable("dev.millrace.sync.Wait");
            recording.start();
            com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory
                    .getThreadMXBean();
            lock.tryLockWrite(Duration.ZERO); // loads its classes
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 10; i++) {
                assertThat(lock.tryLockWrite(Duration.ZERO)).isFalse();
            }
            assertThat(threads.getCurrentThreadAllocatedBytes() - before).as("bytes").isLessThan(20_000);
        }
    }

    @Test
    void flightRecorder_shortWaits_areNoEvents() throws Exception {
        try (Recording recording = new Recording()) {
            recording.enable("dev.millrace.sync.Wait").withThreshold(Duration.ofHours(1));
            recording.start();
            waitEverywhere(true);
            assertThat(events(recording)).isEmpty();
        }
    }

    private record RecordingTold(String kind, String name, String goal, boolean granted, String holder) {

        static RecordingTold of(RecordedEvent event) {
            RecordedThread holder = event.getThread("holder");
            return new RecordingTold(event.getString("kind"), event.getString("name"), event.getString("goal"),
                    event.getBoolean("granted"), holder == null ? null : holder.getJavaName());
        }
    }

    private List<RecordedEvent> events(Recording recording) throws Exception {
        recording.stop();
        Path file = files.resolve("recording.jfr");
        recording.dump(file);
        List<RecordedEvent> events = new ArrayList<>(RecordingFile.readAllEvents(file));
        events.removeIf(each -> !each.getEventType().getName().equals("dev.millrace.sync.Wait"));
        return events;
    }

    private static void waitEverywhere(boolean virtual) throws Exception {
        Duration moment = Duration.ofMillis(1);
        Mutex mutex = Diagnosis.watch("m " + virtual, new Mutex());
        RLock rlock = new RLock();
        Semaphore semaphore = new Semaphore(1);
        ReadWriteLock readWriteLock = new ReadWriteLock();
        readWriteLock.lockWrite();
        Event over = new Event();
        Running<Boolean> holder = Running.start(virtual, "holder", () -> {
            try (var _ = mutex.hold(); var _ = rlock.hold()) {
                over.await();
            }
            return true;
        });
        Running.until("both are locked", () -> mutex.isLocked() && rlock.isLocked());
        Running<Boolean> waiters = Running.doing(virtual, () -> {
            mutex.tryLock(moment);
            rlock.tryLock(moment);
            semaphore.tryAcquire(2, moment);
            readWriteLock.tryLockRead(moment);
            new Event().await(moment);
            new Latch(1).await(moment);
            Condition condition = new Condition();
            try (var _ = condition.hold()) {
                condition.await(moment);
            }
            try {
                new Barrier(2).await(moment);
            } catch (java.util.concurrent.TimeoutException expected) {
                // nobody else comes
            }
        });
        waiters.result();
        Running<Boolean> granted = Running.doing(virtual, mutex::lock);
        Running.until("it waits", () -> mutex.waiting() == 1);
        over.set();
        granted.result();
        holder.result();
        Condition condition = new Condition();
        Running<Boolean> signalled = Running.doing(virtual, () -> {
            try (var _ = condition.hold()) {
                condition.await();
            }
        });
        Running.until("it awaits", () -> condition.awaiting() == 1);
        try (var _ = condition.hold()) {
            condition.signal();
        }
        signalled.result();
    }
}
