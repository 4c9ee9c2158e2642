package dev.millrace.testkit.history;

/** How a call ended, as far as the recorder knows. */
public enum Ending {
    /** It came back, with a value or with an exception. */
    RETURNED,
    /**
     * It waited when everything else was over and nothing could happen any more. It did not take effect; if the model says
     * that it could have, a wake-up was lost.
     */
    BLOCKED,
    /** Nobody knows: its thread died or was killed, or the answer was lost. It may have taken effect, even later, or not. */
    UNKNOWN
}
