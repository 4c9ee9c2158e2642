package dev.millrace.testkit.schedule;

/** What a strategy may do to a thread, other than to let it run. */
public enum Fault {
    /** {@link Thread#interrupt()}. */
    INTERRUPT('I'),
    /** A thread that is parked, or waits in {@link Object#wait()}, goes on although nobody woke it. */
    SPURIOUS_WAKEUP('W'),
    /** A {@link ThreadKilledError} is thrown in the thread, where it would have gone on. */
    DEATH('D');

    final char sign;

    Fault(char sign) {
        this.sign = sign;
    }

    static Fault of(char sign) {
        for (Fault fault : values()) {
            if (fault.sign == sign) {
                return fault;
            }
        }
        throw new IllegalArgumentException("schedule: fault=" + sign + " (expected: I, W or D)");
    }
}
