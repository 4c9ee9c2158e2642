package dev.millrace.testkit.stress;

/** In which order a queue promises to hand out its elements. */
public enum QueueOrder {
    /** First in, first out, over all threads. */
    FIFO,
    /** The elements of one producer come in its order; those of two producers may pass each other. */
    PRODUCER,
    /** Any order; still nothing may be lost or come twice. */
    NONE
}
