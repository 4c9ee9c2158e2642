package dev.millrace.testkit.stress;

/** What a call of the queue did is wrong; the message says what. */
final class Strange extends RuntimeException {
    private static final long serialVersionUID = 1;

    Strange(String message) {
        super(message, null, false, false);
    }

    /** Clears the thread's interrupt, and complains if there is one. Called where nobody of ours has interrupted. */
    static void requireNoInterrupt() {
        if (Thread.interrupted()) {
            throw new Strange("a call left its thread interrupted (expected: as nobody had interrupted it)");
        }
    }
}
