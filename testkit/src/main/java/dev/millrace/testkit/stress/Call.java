package dev.millrace.testkit.stress;

/** The calls that a stress of a queue makes. */
enum Call {
    OFFER("offer"), PUT("put"), OFFER_TIMED("offer timed"), POLL("poll"), TAKE("take"), POLL_TIMED("poll timed");

    static final Call[] ALL = values();

    final String label;

    Call(String label) {
        this.label = label;
    }

    boolean puts() {
        return ordinal() <= OFFER_TIMED.ordinal();
    }
}
