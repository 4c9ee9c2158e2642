package dev.millrace.testkit.history;

/** What is asked of a queue, from strong to weak. */
public enum QueueCriterion {
    /** Each call takes effect at one moment between its beginning and its end, as in a sequential queue. */
    LINEARIZABLE,
    /**
     * The same, but {@code offer} may find no room while what is in the queue, and the calls under way in other threads that put
     * something in or take something out, are together as many as its capacity: as in queues whose producers first claim a
     * place, and whose consumers give it back last. When no other call is under way, full means full.
     */
    WEAK_FULL,
    /**
     * As {@link #LINEARIZABLE}, but {@code poll} may find nothing while another call is under way, although something was put in
     * before: as in queues whose producers claim a place first and fill it then, where one that stalls hides what others have
     * put in behind it. When no other call is under way, empty means empty.
     */
    WEAK_EMPTY,
    /**
     * Nothing lost, nothing twice, and the items of one producer come out in the order in which it put them in. The queue may
     * seem empty as with {@link #WEAK_EMPTY}, and full at any time.
     */
    FIFO_PER_PRODUCER,
    /** As {@link #FIFO_PER_PRODUCER}, but any item may overtake any other: nothing lost, nothing twice. */
    NO_LOSS
}
