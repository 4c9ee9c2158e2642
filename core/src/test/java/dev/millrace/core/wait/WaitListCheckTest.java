package dev.millrace.core.wait;

import dev.millrace.core.Checked;
import dev.millrace.core.internal.LockedLine;
import dev.millrace.core.time.Deadline;
import dev.millrace.testkit.history.Linearizability;
import dev.millrace.testkit.history.Model;
import dev.millrace.testkit.history.Operation;
import dev.millrace.testkit.spec.EventSpec;
import dev.millrace.testkit.spec.Item;
import dev.millrace.testkit.spec.LockSpec;
import dev.millrace.testkit.spec.QueueSpec;
import dev.millrace.testkit.spec.SemaphoreSpec;
import dev.millrace.testkit.spec.Spec;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Small things that wait, made with {@link WaitList} as its documentation says. A wake-up that is lost shows as a thread that
 * waits although it could go on: no timeout is needed to see it. Threads are interrupted, late, and woken for no reason.
 */
class WaitListCheckTest {

    // ---- an event

    static final class Event {
        private final AtomicBoolean set = new AtomicBoolean();
        private final WaitList waiters = new WaitList();

        void set() {
            set.setRelease(true); // the fence is signalAll()'s
            waiters.signalAll();
        }

        void await(WaitStrategy strategy) throws InterruptedException {
            await(strategy, Deadline.never());
        }

        boolean await(WaitStrategy strategy, Duration timeout) throws InterruptedException {
            return await(strategy, Deadline.after(timeout));
        }

        private boolean await(WaitStrategy strategy, Deadline deadline) throws InterruptedException {
            while (!set.get()) {
                if (!waiters.await(set::get, strategy, deadline)) {
                    return false;
                }
            }
            return true;
        }

        boolean isSet() {
            return set.get();
        }
    }

    @Checked
    void event_setWhileOthersBeginToWait_letsAllGo(EventSpec<Event> spec) {
        event(spec, WaitStrategy.PARK);
    }

    @Checked
    void event_whoseWaitersSpinFirst_letsAllGo(EventSpec<Event> spec) {
        event(spec, WaitStrategy.AUTO);
    }

    private static void event(EventSpec<Event> spec, WaitStrategy strategy) {
        spec.create(Event::new).set(Event::set).isSet(Event::isSet)
                .await(event -> event.await(strategy))
                .awaitFor((event, timeout) -> event.await(strategy, timeout))
                .waiters(1, 3).interrupts();
    }

    // ---- a mailbox of one place

    static final class Mailbox {
        private final AtomicReference<@Nullable Item> place = new AtomicReference<>();
        private final WaitList senders = new WaitList();
        private final WaitList receivers = new WaitList();

        boolean offer(Item item) {
            if (!place.compareAndSet(null, item)) {
                return false;
            }
            if (receivers.hasWaiters()) { // the compare-and-set is the volatile publication
                receivers.wake(1);
            }
            return true;
        }

        @Nullable Item poll() {
            Item item = place.getAndSet(null);
            if (item != null) {
                senders.signal();
            }
            return item;
        }

        boolean put(Item item, Deadline deadline) throws InterruptedException {
            while (!offer(item)) {
                if (!senders.await(() -> place.get() == null, WaitStrategy.PARK, deadline)) {
                    return false;
                }
            }
            return true;
        }

        @Nullable Item take(Deadline deadline) throws InterruptedException {
            Item item;
            while ((item = poll()) == null) {
                if (!receivers.await(() -> place.get() != null, WaitStrategy.PARK, deadline)) {
                    return null;
                }
            }
            return item;
        }

        Item take() throws InterruptedException {
            Item item = take(Deadline.never());
            if (item == null) {
                throw new AssertionError("mailbox: item=null (expected: an item, there is no deadline)");
            }
            return item;
        }
    }

    @Checked
    void mailbox_manyOnBothSides_handsEachItemOver(QueueSpec<Mailbox> spec) {
        spec.create(Mailbox::new).capacity(1)
                .put((mailbox, item) -> mailbox.put(item, Deadline.never())).take(Mailbox::take)
                .producers(1, 3).consumers(1, 3).interrupts();
    }

    @Checked
    void mailbox_someAreLateOrDoNotWait_handsEachItemOver(QueueSpec<Mailbox> spec) {
        spec.create(Mailbox::new).capacity(1)
                .put((mailbox, item) -> mailbox.put(item, Deadline.never())).take(Mailbox::take)
                .offerFor((mailbox, item, timeout) -> mailbox.put(item, Deadline.after(timeout)))
                .pollFor((mailbox, timeout) -> mailbox.take(Deadline.after(timeout)))
                .offer(Mailbox::offer).poll(Mailbox::poll).interrupts();
    }

    // ---- a semaphore

    static final class Permits {
        private final AtomicInteger free;
        private final WaitList waiters = new WaitList();

        Permits(int free) {
            this.free = new AtomicInteger(free);
        }

        boolean tryAcquire() {
            for (int seen = free.get(); seen > 0; seen = free.get()) {
                if (free.compareAndSet(seen, seen - 1)) {
                    return true;
                }
            }
            return false;
        }

        boolean acquire(Deadline deadline) throws InterruptedException {
            while (!tryAcquire()) {
                if (!waiters.await(() -> free.get() > 0, WaitStrategy.PARK, deadline)) {
                    return false;
                }
            }
            return true;
        }

        void release(int many) {
            free.addAndGet(many);
            waiters.wake(many);
        }

        int free() {
            return free.get();
        }
    }

    @Checked
    void semaphore_wakesAsManyAsItFrees_losesNoPermit(SemaphoreSpec<Permits> spec) {
        spec.create(Permits::new).permits(2).atOnce(1).threads(2, 4)
                .acquire((permits, _) -> permits.acquire(Deadline.never()))
                .tryAcquireFor((permits, _, timeout) -> permits.acquire(Deadline.after(timeout)))
                .tryAcquire((permits, _) -> permits.tryAcquire())
                .release(Permits::release).available(Permits::free).interrupts();
    }

    // ---- locks

    @Checked
    void lock_ofOnePermit_excludes(LockSpec<Permits> spec) {
        spec.create(() -> new Permits(1)).threads(2, 3)
                .lockInterruptibly(permits -> permits.acquire(Deadline.never()))
                .tryLockFor((permits, timeout) -> permits.acquire(Deadline.after(timeout)))
                .tryLock(Permits::tryAcquire).unlock(permits -> permits.release(1)).interrupts();
    }

    static final class Place extends LockedLine.Place<Place> {}

    @Checked
    void lockedLine_itsLock_excludes(LockSpec<LockedLine<Place>> spec) {
        spec.create(LockedLine::new).lock(LockedLine::lock).unlock(LockedLine::unlock).threads(2, 3);
    }

    // ---- on several lists at once

    /** Two boxes, and who takes from either pays what he owes to the list that has woken him. */
    static final class TwoBoxes {
        private final List<AtomicInteger> boxes = List.of(new AtomicInteger(), new AtomicInteger());
        private final List<WaitList> lists = List.of(new WaitList(), new WaitList());

        void put(int box) {
            boxes.get(box).incrementAndGet();
            lists.get(box).signal();
        }

        boolean tryTake(int box) {
            AtomicInteger items = boxes.get(box);
            for (int seen = items.get(); seen > 0; seen = items.get()) {
                if (items.compareAndSet(seen, seen - 1)) {
                    return true;
                }
            }
            return false;
        }

        boolean take(int box, Deadline deadline) throws InterruptedException {
            while (!tryTake(box)) {
                if (!lists.get(box).await(() -> boxes.get(box).get() > 0, WaitStrategy.PARK, deadline)) {
                    return false;
                }
            }
            return true;
        }

        @Nullable Integer takeAny(Deadline deadline) throws InterruptedException {
            WaitList owed = null;
            while (true) {
                for (int box = 0; box < boxes.size(); box++) {
                    if (tryTake(box)) {
                        if (owed != null && owed != lists.get(box)) {
                            owed.signal();
                        }
                        return box;
                    }
                }
                WaitList.Wake wake = WaitList.awaitAny(lists,
                        () -> boxes.stream().anyMatch(items -> items.get() > 0), WaitStrategy.PARK, deadline);
                if (wake == null) {
                    return null;
                }
                owed = wake.signalledBy();
            }
        }
    }

    /** How much is in the boxes. What is taken from either may come from any that has something. */
    record Counts(List<Integer> in) implements Model<List<Integer>> {

        @Override
        public List<Integer> initial() {
            return in;
        }

        @Override
        public @Nullable List<Integer> step(List<Integer> counts, Operation call) {
            if (call.output() instanceof Operation.Thrown) {
                return counts;
            }
            int first = counts.get(0);
            int second = counts.get(1);
            return switch (call.name()) {
                case "put0" -> List.of(first + 1, second);
                case "put1" -> List.of(first, second + 1);
                case "take0" -> first > 0 ? List.of(first - 1, second) : null;
                case "take1" -> second > 0 ? List.of(first, second - 1) : null;
                default -> takeAny(first, second, call);
            };
        }

        private static @Nullable List<Integer> takeAny(int first, int second, Operation call) {
            if (!call.hasReturned()) {
                return first + second == 0 ? null : List.of(Math.max(0, first - 1), first > 0 ? second : second - 1);
            }
            int box = (Integer) Objects.requireNonNull(call.output());
            int left = (box == 0 ? first : second) - 1;
            return left < 0 ? null : box == 0 ? List.of(left, second) : List.of(first, left);
        }
    }

    @Checked
    void twoLists_waitersOnOneAndOnBoth_noWakeUpIsLost(Spec<TwoBoxes, Counts> spec) {
        spec.create(TwoBoxes::new).threads(2, 4).size(3).interrupts()
                .judge(history -> Linearizability.check(new Counts(List.of(0, 0)), history));
        for (int number = 0; number < 2; number++) {
            int box = number;
            spec.operation("put" + box, boxes -> {
                boxes.put(box);
                return null;
            });
            spec.operation("take" + box, boxes -> boxes.take(box, Deadline.never()));
        }
        spec.operation("takeAny", boxes -> boxes.takeAny(Deadline.never()));
    }
}
