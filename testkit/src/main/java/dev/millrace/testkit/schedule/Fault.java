package dev.millrace.testkit.schedule;

/** What a strategy may do to a thread, other than to let it run. */
public enum Fault {
    /** {@link Thread#interrupt()}. */
    INTERRUPT('I'),
    /** A thread that is parked, or waits in {@link Object#wait()}, goes on although nobody woke it. */
    SPURIOUS_WAKEUP('W'),
    /**
     * A {@link ThreadKilledError} is thrown in the thread, where it would have gone on: at any step, also one that
     * holds a lock or has changed half of a state. The thread unwinds through its {@code finally} blocks, and what
     * these throw counts as the death, too. The call that dies may have been done or not; what it asks of the object is
     * that all others go on as if the thread had stopped there for good. So it is for code that is to survive that, as
     * a lock whose holder's death is noticed, or an object without locks. Most locks, semaphores and queues of the JDK
     * do not: what a dead thread holds, or was woken for, is lost with it, and the check says that others wait for
     * ever.
     */
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
