package dev.millrace.testkit.stress;

/** The calls that a stress of a queue makes. */
enum Call {
    OFFER("offer", true), PUT("put", true), OFFER_TIMED("offer timed", true), POLL("poll", false), TAKE("take", false),
    POLL_TIMED(
            "poll timed", false);

    final String label;
    final boolean puts;

    Call(String label, boolean puts) {
        this.label = label;
        this.puts = puts;
    }
}
