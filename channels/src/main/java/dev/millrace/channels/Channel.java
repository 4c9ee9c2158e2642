package dev.millrace.channels;

/**
 * A queue between threads: senders wait while it is full, receivers while it is empty, and it can be closed without
 * losing what it holds.
 *
 * <p>A channel has a capacity: {@linkplain #bounded bounded} channels hold exactly so many items,
 * {@linkplain #unbounded unbounded} ones any number, and a {@linkplain #rendezvous rendezvous} holds none, so that each
 * send waits for its receive. Hand out {@link #sender()} and {@link #receiver()} to those who should do only one of the
 * two.
 *
 * <p><b>Threads.</b> Any number of threads, platform or virtual, may send, receive, close and look, all at once. A
 * channel built for {@link Parties#ONE} sender or receiver relies on the promise that only one thread at a time sends or
 * receives; a broken promise is not detected and loses items. Closing is free to all threads always.
 *
 * <p><b>Ordering.</b> First in, first out, over all senders: a send that returned before another began is received
 * first. Waiting threads are woken in the order in which they came. A thread which finds an item or a place without
 * waiting is not held back for them; whoever was woken and finds it gone waits again, at the end of the line.
 *
 * <p><b>Memory.</b> Actions before a send <i>happen-before</i> actions after the receive of its item. Actions before the
 * receive of an item happen-before actions after a send that had to wait for its place. A close happens-before the
 * failure of what it ends.
 *
 * <p><b>Progress.</b> Where nobody has to wait, send and receive are lock-free up to one point: a thread that has been
 * descheduled between claiming a place and filling or emptying it holds up the next user of that place, until it goes on.
 *
 * <p><b>Blocking and interruption.</b> Methods that declare {@link InterruptedException} check for it on entry and while
 * they wait. Whether a call that is interrupted, late or overtaken by a close has taken effect is decided once: if it
 * has, it returns normally (and the interrupt status stays set), else nothing was sent or received. {@code try...}
 * methods never wait. Before they park, platform threads spin a moment, and virtual threads yield once if the channel has
 * more than one place.
 *
 * <p><b>Closing and errors.</b> See {@link #close}, {@link #fail} and {@link #closeNow}: accepted items stay receivable,
 * or are handed back. No code of the user is called but the clock, if he gave one, the collection given to {@link
 * Sender#sendAll}, and {@code toString()} of a cause; none under a lock.
 *
 * <p><b>Limits.</b> Items are never null. A bounded channel allocates its places at once; later only what is returned costs
 * an object, a timeout, the first few waits, the copy in {@link Sender#sendAll}, and a wait where more than four threads wait
 * on one side. A {@link StackOverflowError} in the middle of a call may leave the channel unusable.
 *
 * @param <T> the type of the items
 */
public interface Channel<T> extends Sender<T>, Receiver<T> {

    /** The capacity of a channel without a bound. */
    int UNBOUNDED = Integer.MAX_VALUE;

    /** How many threads use one side of a channel at the same time. */
    enum Parties {

        /** One thread at a time. The side may pass from thread to thread, if each hands over to the next safely. */
        ONE,

        /** Any number of threads. */
        MANY
    }

    /**
     * A channel that holds up to {@code capacity} items.
     *
     * @param capacity exactly how many items it can hold, at least one
     * @param <T> the type of the items
     * @return the channel
     * @throws IllegalArgumentException if {@code capacity} is out of range
     */
    static <T> Channel<T> bounded(int capacity) {
        return new ChannelBuilder().bounded(capacity).build();
    }

    /**
     * A channel that holds any number of items, so that a send never waits.
     *
     * @param <T> the type of the items
     * @return the channel
     */
    static <T> Channel<T> unbounded() {
        return new ChannelBuilder().unbounded().build();
    }

    /**
     * A channel that holds nothing: a send ends when a receive has taken the item from its hand.
     *
     * @param <T> the type of the items
     * @return the channel
     */
    static <T> Channel<T> rendezvous() {
        return new ChannelBuilder().rendezvous().build();
    }

    /**
     * A channel with more said about it: its name, how many threads use each side, how they wait.
     *
     * @return a builder
     */
    static ChannelBuilder builder() {
        return new ChannelBuilder();
    }

    /**
     * This channel, for sending only.
     *
     * @return a view that cannot be cast to a receiver
     */
    Sender<T> sender();

    /**
     * This channel, for receiving only.
     *
     * @return a view that cannot be cast to a sender
     */
    Receiver<T> receiver();

    /**
     * How many items the channel can hold.
     *
     * @return the capacity as it was asked for; zero for rendezvous, {@link #UNBOUNDED} without a bound
     */
    int capacity();

    /**
     * How many items the channel holds.
     *
     * @return a number between zero and the capacity; while other threads are at work it may be out of date at once
     */
    int size();

    /**
     * What the channel has done and is doing.
     *
     * @return a snapshot
     */
    ChannelStats stats();
}
