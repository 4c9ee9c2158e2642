package dev.millrace.testkit.order;

import dev.millrace.testkit.Check;
import dev.millrace.testkit.spec.BarrierSpec;
import dev.millrace.testkit.spec.EventSpec;
import dev.millrace.testkit.spec.Item;
import dev.millrace.testkit.spec.LockSpec;
import dev.millrace.testkit.spec.MailboxSpec;
import dev.millrace.testkit.spec.ReadWriteLockSpec;
import dev.millrace.testkit.spec.SemaphoreSpec;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** One of each thing that orders memory, on a word that can be changed with or without an order. */
final class Guards {

    private Guards() {}

    /** An int that is changed at once: by acquire and release, or by accesses that order nothing. */
    static final class Word {

        private static final VarHandle VALUE = handle();
        private final boolean acquires;
        private final boolean releases;
        private int value;

        Word(boolean acquires, boolean releases) {
            this.acquires = acquires;
            this.releases = releases;
        }

        private static VarHandle handle() {
            try {
                return MethodHandles.lookup().findVarHandle(Word.class, "value", int.class);
            } catch (ReflectiveOperationException e) {
                throw new LinkageError("value", e);
            }
        }

        int get() {
            return acquires ? (int) VALUE.getAcquire(this) : (int) VALUE.getOpaque(this);
        }

        void set(int next) {
            if (releases) {
                VALUE.setRelease(this, next);
            } else {
                VALUE.setOpaque(this, next);
            }
        }

        boolean change(int from, int to) {
            if (acquires && releases) {
                return VALUE.compareAndSet(this, from, to);
            }
            if (acquires) {
                return VALUE.weakCompareAndSetAcquire(this, from, to);
            }
            return releases
                    ? VALUE.weakCompareAndSetRelease(this, from, to)
                    : VALUE.weakCompareAndSetPlain(this, from, to);
        }
    }

    /** A lock, an event and a read-write lock. */
    static final class Guard {

        private final Word word;

        Guard(boolean acquires, boolean releases) {
            word = new Word(acquires, releases);
        }

        boolean tryLock() {
            return word.change(0, -1);
        }

        void unlock() {
            word.set(0);
        }

        void set() {
            word.set(1);
        }

        void await() {
            while (word.get() == 0) {
                Thread.onSpinWait();
            }
        }

        void lockRead() {
            for (int now = word.get(); now < 0 || !word.change(now, now + 1); now = word.get()) {
                Thread.onSpinWait();
            }
        }

        void unlockRead() {
            for (int now = word.get(); !word.change(now, now - 1); now = word.get()) {
                Thread.onSpinWait();
            }
        }

        void lockWrite() {
            while (!word.change(0, -1)) {
                Thread.onSpinWait();
            }
        }
    }

    static Check lock(boolean acquires, boolean releases) {
        return Check
                .lock((LockSpec<Guard> spec) -> spec.create(() -> new Guard(acquires, releases)).tryLock(Guard::tryLock)
                        .unlock(Guard::unlock));
    }

    static Check readWriteLock(boolean acquires, boolean releases) {
        return Check.readWriteLock((ReadWriteLockSpec<Guard> spec) -> spec.create(() -> new Guard(acquires, releases))
                .lockRead(Guard::lockRead).unlockRead(Guard::unlockRead).lockWrite(Guard::lockWrite)
                .unlockWrite(Guard::unlock));
    }

    static Check semaphore(boolean acquires, boolean releases) {
        return Check.semaphore((SemaphoreSpec<Guard> spec) -> spec.create(_ -> new Guard(acquires, releases)).permits(1)
                .atOnce(1).tryAcquire((guard, _) -> guard.tryLock()).release((guard, _) -> guard.unlock()));
    }

    static Check event(boolean acquires, boolean releases) {
        return Check.event((EventSpec<Guard> spec) -> spec.create(() -> new Guard(acquires, releases)).set(Guard::set)
                .await(Guard::await));
    }

    /** The last to come opens the gate; each waits at the gate of its generation. */
    static final class Barrier {

        private final Word came;
        private final Word gate;
        private final int parties;

        Barrier(int parties, boolean acquires, boolean releases) {
            this.parties = parties;
            came = new Word(acquires, releases);
            gate = new Word(acquires, releases);
        }

        int await() {
            int generation = gate.get();
            int index = come();
            if (index == parties - 1) {
                came.set(0);
                gate.set(generation + 1);
            } else {
                while (gate.get() == generation) {
                    Thread.onSpinWait();
                }
            }
            return index;
        }

        private int come() {
            int before = came.get();
            while (!came.change(before, before + 1)) {
                before = came.get();
            }
            return before;
        }
    }

    static Check barrier(boolean acquires, boolean releases) {
        return Check.barrier((BarrierSpec<Barrier> spec) -> spec.create(all -> new Barrier(all, acquires, releases))
                .await(Barrier::await));
    }

    /** An actor whose word says whether it is scheduled. */
    static final class Actor {

        private final ConcurrentLinkedQueue<Item> messages = new ConcurrentLinkedQueue<>();
        private final Word scheduled;
        private final Consumer<Item> handler;
        private final Executor executor;

        Actor(Consumer<Item> handler, Executor executor, boolean acquires, boolean releases) {
            this.handler = handler;
            this.executor = executor;
            scheduled = new Word(acquires, releases);
        }

        boolean tell(Item message) {
            messages.add(message);
            schedule();
            return true;
        }

        private void schedule() {
            if (scheduled.change(0, 1)) {
                executor.execute(this::run);
            }
        }

        private void run() {
            Item message = messages.poll();
            if (message != null) {
                handler.accept(message);
            }
            scheduled.set(0);
            if (!messages.isEmpty()) {
                schedule();
            }
        }
    }

    static Check mailbox(boolean acquires, boolean releases) {
        return Check.mailbox((MailboxSpec<Actor> spec) -> spec
                .create((handler, executor) -> new Actor(handler, executor, acquires, releases)).tell(Actor::tell))
                .weaveJdk();
    }
}
