package dev.millrace.channels;

/** What became of an item given to {@link Sender#trySend}. */
public enum SendResult {

    /** The channel has accepted the item. */
    SENT,

    /** The channel is full, or for a rendezvous channel nobody waits to receive; the item was not accepted. */
    FULL,

    /** The channel is closed; the item was not accepted. */
    CLOSED
}
