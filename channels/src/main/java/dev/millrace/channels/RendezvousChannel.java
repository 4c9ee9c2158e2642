package dev.millrace.channels;

import dev.millrace.core.internal.Line;
import dev.millrace.core.internal.SpinLock;
import dev.millrace.core.time.Deadline;
import dev.millrace.core.time.TimeSource;
import dev.millrace.core.wait.WaitStrategy;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A channel that holds nothing: an item goes from the hand of a sender into that of a receiver. */
final class RendezvousChannel<T> extends AbstractChannel<T> {

    /*
     * Two lines of waiting parties, of which at least one is empty, under one short lock. Who comes looks at the line of
     * the other side first: is somebody there, the two are matched on the spot, and only the one who was waiting has to
     * be woken. Otherwise he joins the line of his own side.
     *
     * How a party's wait ends is decided once, under the lock: MET by the one who matched it, SHUT by the one who closed
     * the channel, or LEFT by the party itself when it is late or interrupted and finds itself still in line. Whoever
     * does not find it in line has come second, and gives way.
     *
     * Linearization: both halves of an exchange at the match.
     *
     * field               | read                            | written
     * Party.state         | volatile, by its thread         | volatile, under the lock
     * Party.item          | under the lock, or by its       | under the lock
     *                     | thread after it has read MET    |
     * all others          | under the lock                  | under the lock
     */

    private final SpinLock lock = new SpinLock();
    private final Line<Party<T>> senders = new Line<>();
    private final Line<Party<T>> receivers = new Line<>();
    private boolean shut;
    private long met;
    private long sendersWaitedNanos;
    private long receiversWaitedNanos;

    RendezvousChannel(String name, WaitStrategy strategy, TimeSource time) {
        super(name, strategy, time);
    }

    // ---- sending

    @Override
    boolean put(T item, Deadline deadline) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Party<T> self = null;
        Party<T> receiver = null;
        lock.lock();
        try {
            if (!shut) {
                receiver = meet(receivers, item);
                if (receiver == null) {
                    self = new Party<>(item);
                    senders.addLast(self);
                }
            }
        } finally {
            lock.unlock();
        }
        if (receiver != null) {
            wake(receiver);
            return true;
        }
        State end = self == null ? State.SHUT : waitInLine(senders, self, deadline);
        if (end == State.SHUT) {
            throw closed("send");
        }
        return end == State.MET;
    }

    @Override
    public SendResult trySend(T item) {
        notNull(item);
        Party<T> receiver;
        lock.lock();
        try {
            if (shut) {
                return SendResult.CLOSED;
            }
            receiver = meet(receivers, item);
        } finally {
            lock.unlock();
        }
        wake(receiver);
        return receiver == null ? SendResult.FULL : SendResult.SENT;
    }

    // ---- receiving

    @Override
    @Nullable T take(Deadline deadline) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Party<T> self = null;
        Party<T> sender;
        lock.lock();
        try {
            if (shut) {
                return null; // also while the closer still lets the senders in line go, one by one
            }
            sender = meet(senders, null);
            if (sender == null) {
                self = new Party<>(null);
                receivers.addLast(self);
            }
        } finally {
            lock.unlock();
        }
        if (self == null) {
            wake(Objects.requireNonNull(sender));
            return sender.item;
        }
        return waitInLine(receivers, self, deadline) == State.MET ? self.item : null;
    }

    @Override
    @Nullable T poll() {
        Party<T> sender;
        lock.lock();
        try {
            sender = shut ? null : meet(senders, null); // see take()
        } finally {
            lock.unlock();
        }
        wake(sender);
        return sender == null ? null : sender.item;
    }

    // ---- waiting

    /** Waits until somebody ends the wait, or ends it itself. */
    private State waitInLine(Line<Party<T>> line, Party<T> self, Deadline deadline) throws InterruptedException {
        long since = System.nanoTime();
        boolean leaves = true;
        try {
            leaves = !strategy.await(this, self, deadline);
        } catch (InterruptedException e) {
            leaves = false;
            if (leave(line, self)) {
                throw e;
            }
            Thread.currentThread().interrupt(); // the exchange or the close was first; the interrupt is kept
        } finally {
            if (leaves) {
                leave(line, self); // late, or something else than an interrupt has ended the wait
            }
            addWaited(line, System.nanoTime() - since);
        }
        return self.state();
    }

    /** Steps out of line, unless somebody has ended the wait already. */
    private boolean leave(Line<Party<T>> line, Party<T> self) {
        lock.lock();
        try {
            boolean stillInLine = line.remove(self);
            if (stillInLine) {
                self.end(State.LEFT);
            }
            return stillInLine;
        } finally {
            lock.unlock();
        }
    }

    private void addWaited(Line<Party<T>> line, long nanos) {
        lock.lock();
        try {
            if (line == senders) {
                sendersWaitedNanos += nanos;
            } else {
                receiversWaitedNanos += nanos;
            }
        } finally {
            lock.unlock();
        }
    }

    private static void wake(@Nullable Party<?> party) {
        if (party != null) {
            LockSupport.unpark(party.thread);
        }
    }

    // ---- under the lock

    /** Matches the first in line, giving it an item if it came for one. */
    private @Nullable Party<T> meet(Line<Party<T>> line, @Nullable T item) {
        Party<T> party = line.removeFirst();
        if (party != null) {
            if (item != null) {
                party.item = item;
            }
            met++;
            party.end(State.MET);
        }
        return party;
    }

    // ---- closing

    @Override
    void shut() {
        endAll(senders);
        endAll(receivers);
    }

    private void endAll(Line<Party<T>> line) {
        Party<T> party;
        do {
            lock.lock();
            try {
                shut = true; // before the first is let go: nobody joins a line from here on
                party = line.removeFirst();
                if (party != null) {
                    party.end(State.SHUT);
                }
            } finally {
                lock.unlock();
            }
            wake(party);
        } while (party != null);
    }

    @Override
    void takeRest(List<? super T> rest) {
        // Nothing is ever accepted and not yet received.
    }

    @Override
    public boolean isClosed() {
        lock.lock();
        try {
            return shut;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isDrained() {
        return isClosed();
    }

    // ---- looking

    @Override
    public int capacity() {
        return 0;
    }

    @Override
    public int size() {
        return 0;
    }

    @Override
    long sent() {
        lock.lock();
        try {
            return met;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public ChannelStats stats() {
        lock.lock();
        try {
            return new ChannelStats(
                    name,
                    0,
                    0,
                    0,
                    met,
                    met,
                    senders.size(),
                    receivers.size(),
                    Duration.ofNanos(sendersWaitedNanos),
                    Duration.ofNanos(receiversWaitedNanos),
                    shut);
        } finally {
            lock.unlock();
        }
    }

    /** How a party's wait has ended, if it has. */
    private enum State {
        WAITING,
        MET,
        SHUT,
        LEFT
    }

    /** A thread in line, with the item that it brings or comes for. */
    private static final class Party<T> extends Line.Place<Party<T>> implements BooleanSupplier {
        final Thread thread = Thread.currentThread();
        @Nullable T item;
        private volatile State state = State.WAITING;

        Party(@Nullable T item) {
            this.item = item;
        }

        State state() {
            return state;
        }

        /** Publishes the item along with the end. */
        void end(State end) {
            state = end;
        }

        /** Whether the wait has ended. */
        @Override
        public boolean getAsBoolean() {
            return state != State.WAITING;
        }
    }
}
