package dev.millrace.channels;

import dev.millrace.core.internal.LockedLine;
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
     * One line of waiting parties, all of the same side: the first of the other side to come is matched with the first in
     * line on the spot, and only the one who was waiting has to be woken. Who comes and finds the line empty, or his own
     * side in it, joins it.
     *
     * How a party's wait ends is decided once, under the lock: MET by the one who matched it, SHUT by the one who closed
     * the channel, or LEFT by the party itself when it is late or interrupted and finds itself still in line. Whoever
     * does not find it in line has come second, and gives way.
     *
     * Linearization: both halves of an exchange at the match.
     *
     * field               | read                            | written
     * Party.state         | volatile, by its thread         | volatile, under the lock
     * Party.item          | by its thread after it has read | by its thread before it joins,
     *                     | MET; by the one who matched it  | or under the lock by who matches it
     * all others          | under the lock                  | under the lock
     */

    private final LockedLine<Party<T>> line = new LockedLine<>();

    /** Whose line it is, as long as anybody stands in it. */
    private boolean sendersWait;
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
        line.lock();
        try {
            if (!shut) {
                receiver = meetReceiver(item);
                if (receiver == null) {
                    self = join(true, item);
                }
            }
        } finally {
            line.unlock();
        }
        if (receiver != null) {
            wake(receiver);
            return true;
        }
        State end = self == null ? State.SHUT : waitInLine(self, deadline);
        if (end == State.SHUT) {
            throw closed("send");
        }
        return end == State.MET;
    }

    @Override
    public SendResult trySend(T item) {
        notNull(item);
        Party<T> receiver;
        line.lock();
        try {
            if (shut) {
                return SendResult.CLOSED;
            }
            receiver = meetReceiver(item);
        } finally {
            line.unlock();
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
        line.lock();
        try {
            if (shut) {
                return null; // also while the closer still lets the senders in line go, one by one
            }
            sender = meetSender();
            if (sender == null) {
                self = join(false, null);
            }
        } finally {
            line.unlock();
        }
        if (self == null) {
            wake(Objects.requireNonNull(sender));
            return sender.item;
        }
        return waitInLine(self, deadline) == State.MET ? self.item : null;
    }

    @Override
    @Nullable T poll() {
        Party<T> sender;
        line.lock();
        try {
            sender = shut ? null : meetSender(); // see take()
        } finally {
            line.unlock();
        }
        wake(sender);
        return sender == null ? null : sender.item;
    }

    // ---- waiting

    /** Waits until somebody ends the wait, or ends it itself. */
    private State waitInLine(Party<T> self, Deadline deadline) throws InterruptedException {
        long since = System.nanoTime();
        boolean leaves = true;
        try {
            leaves = !strategy.await(this, self, deadline);
        } catch (InterruptedException e) {
            leaves = false;
            if (leave(self)) {
                throw e;
            }
            Thread.currentThread().interrupt(); // the exchange or the close was first; the interrupt is kept
        } finally {
            if (leaves) {
                leave(self); // late, or something else than an interrupt has ended the wait
            }
            addWaited(self, System.nanoTime() - since);
        }
        return self.state();
    }

    /** Steps out of line, unless somebody has ended the wait already. */
    private boolean leave(Party<T> self) {
        line.lock();
        try {
            boolean stillInLine = line.remove(self);
            if (stillInLine) {
                self.end(State.LEFT);
            }
            return stillInLine;
        } finally {
            line.unlock();
        }
    }

    private void addWaited(Party<T> self, long nanos) {
        line.lock();
        try {
            if (self.sends) {
                sendersWaitedNanos += nanos;
            } else {
                receiversWaitedNanos += nanos;
            }
        } finally {
            line.unlock();
        }
    }

    private static void wake(@Nullable Party<?> party) {
        if (party != null) {
            LockSupport.unpark(party.thread);
        }
    }

    // ---- under the lock

    private Party<T> join(boolean sends, @Nullable T item) {
        Party<T> self = new Party<>(sends, item);
        sendersWait = sends;
        line.addLast(self);
        return self;
    }

    private @Nullable Party<T> meetSender() {
        return sendersWait ? meetFirst(null) : null;
    }

    private @Nullable Party<T> meetReceiver(T item) {
        return sendersWait ? null : meetFirst(item);
    }

    /** Matches the first in line, giving it an item if it came for one. */
    private @Nullable Party<T> meetFirst(@Nullable T item) {
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
        Party<T> party;
        do {
            line.lock();
            try {
                shut = true; // before the first is let go: nobody joins a line from here on
                party = line.removeFirst();
                if (party != null) {
                    party.end(State.SHUT);
                }
            } finally {
                line.unlock();
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
        line.lock();
        try {
            return shut;
        } finally {
            line.unlock();
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
        line.lock();
        try {
            return met;
        } finally {
            line.unlock();
        }
    }

    @Override
    public ChannelStats stats() {
        line.lock();
        try {
            return new ChannelStats(
                    name,
                    0,
                    0,
                    0,
                    met,
                    met,
                    sendersWait ? line.size() : 0,
                    sendersWait ? 0 : line.size(),
                    Duration.ofNanos(sendersWaitedNanos),
                    Duration.ofNanos(receiversWaitedNanos),
                    shut);
        } finally {
            line.unlock();
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
    private static final class Party<T> extends LockedLine.Place<Party<T>> implements BooleanSupplier {
        final Thread thread = Thread.currentThread();
        final boolean sends;
        @Nullable T item;
        private volatile State state = State.WAITING;

        Party(boolean sends, @Nullable T item) {
            this.sends = sends;
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
