package dev.millrace.testkit.kill;

import static dev.millrace.testkit.kill.ControlFile.INT;
import static dev.millrace.testkit.kill.ControlFile.LONG;

import dev.millrace.testkit.history.Ending;
import dev.millrace.testkit.history.Operation;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where one child JVM and its parent meet: its state, the point at which it is to wait for its end, and its log.
 *
 * <pre>
 *                        written by
 *      0  int   state    both, in turn   STARTING .. FAILED
 *    128  int   count    child           entries of the log that have begun
 *    136  long  progress child           how often the task said that it gets on
 *    144  int   asks     child           1: the task asks whether it is to end
 *    148  int   began    child           1: it has begun an operation, if only to withdraw it
 *    256  int   armed    parent          0, or at which visit of the point the child is to wait
 *    264  name  point    parent, before  its name; empty: visit n is the begin of operation n
 *    384  int   arrived  child           1: it waits at the point
 *    448  int   hold     parent          0, or from which operation on the child is to wait at the end of one so named
 *    456  name  held     parent, before
 *   4096  the log; an entry is
 *           0  int  state     BEGUN or RETURNED
 *           8  long invokedAt      16  long returnedAt
 *          24  name   72  input   120  output
 * </pre>
 *
 * <p>An entry is begun when count says so, and has returned when its state says so; all else of it is written before. So at
 * whatever instruction the child dies, what the log says is true: an operation that the log does not have has not
 * begun, and one that has returned in the log has returned.
 */
final class Desk {
    static final int LOG = 4096;
    static final int ENTRY_BYTES = 176;

    static final int STARTING = 0;
    static final int READY = 1;
    static final int GIVEN = 2;
    static final int RUNNING = 3;
    static final int ENDED = 4;
    static final int FAILED = 5;

    private static final long STATE = 0;
    private static final long COUNT = 128;
    private static final long PROGRESS = 136;
    private static final long ASKS = 144;
    private static final long BEGAN = 148;
    private static final long ARMED = 256;
    private static final long POINT = 264;
    private static final long ARRIVED = 384;
    private static final long HOLD = 448;
    private static final long HELD = 456;
    private static final String GATE = "";
    private static final int BEGUN = 1;
    private static final int RETURNED = 2;

    private final ControlFile file;
    private final MemorySegment memory;
    private final int operations;

    Desk(ControlFile file, MemorySegment memory, int operations) {
        this.file = file;
        this.memory = memory;
        this.operations = operations;
    }

    ControlFile file() {
        return file;
    }

    int state() {
        // acquire: pairs with setState; what the child did before is seen
        return (int) INT.getAcquire(memory, STATE);
    }

    void setState(int state) {
        // release: pairs with state(); publishes what went before
        INT.setRelease(memory, STATE, state);
    }

    /** Forgets the last task. */
    void clear() {
        // opaque, all of them: the order to start, which the child reads later, publishes them
        INT.setOpaque(memory, BEGAN, 0);
        INT.setOpaque(memory, COUNT, 0);
        LONG.setOpaque(memory, PROGRESS, 0L);
        INT.setOpaque(memory, ASKS, 0);
        INT.setOpaque(memory, ARMED, 0);
        INT.setOpaque(memory, HOLD, 0);
        INT.setOpaque(memory, ARRIVED, 0);
    }

    /** Has the child wait before it begins this operation, counted from 1. */
    void armGate(int operation) {
        arm(GATE, operation);
    }

    /** Has the child wait inside an operation of this name, the first one that is not before the given one. */
    void armHold(String name, int operation) {
        LoggedValue.write(memory, HELD, name);
        // release: pairs with isHeld; publishes the name
        INT.setRelease(memory, HOLD, operation);
    }

    void disarmHold() {
        // release: lets the child go on that is held
        INT.setRelease(memory, HOLD, 0);
    }

    /** Whether the child is to wait inside the operation of this entry. */
    boolean isHeld(int entry, String name) {
        // acquire: pairs with armHold
        int hold = (int) INT.getAcquire(memory, HOLD);
        return hold != 0 && entry + 1 >= hold && name.equals(LoggedValue.read(memory, HELD));
    }

    /** Has the child wait at this visit of the point, counted from 1. */
    void arm(String point, int visit) {
        LoggedValue.write(memory, POINT, point);
        // release: pairs with armed(); publishes the name
        INT.setRelease(memory, ARMED, visit);
    }

    void disarm() {
        // release: lets the child go on that waits at the point
        INT.setRelease(memory, ARMED, 0);
    }

    int armed() {
        // acquire: pairs with arm
        return (int) INT.getAcquire(memory, ARMED);
    }

    String armedPoint() {
        return (String) Objects.requireNonNull(LoggedValue.read(memory, POINT));
    }

    /** Whether the child is to wait before its next operation. */
    boolean isAtGate() {
        int armed = armed();
        return armed != 0 && armed == count() + 1 && armedPoint().equals(GATE);
    }

    void arrive() {
        // volatile: all that the child did so far is in memory when the parent sees this
        INT.setVolatile(memory, ARRIVED, 1);
    }

    boolean hasArrived() {
        // volatile: pairs with arrive
        return (int) INT.getVolatile(memory, ARRIVED) != 0;
    }

    void ask() {
        // opaque: a hint
        INT.setOpaque(memory, ASKS, 1);
    }

    boolean asks() {
        // opaque: a hint
        return (int) INT.getOpaque(memory, ASKS) != 0;
    }

    void getOn() {
        // opaque: only this child writes it, the parent looks for a change
        LONG.setOpaque(memory, PROGRESS, (long) LONG.getOpaque(memory, PROGRESS) + 1);
    }

    /** Whether the task has come as far as its first operation. */
    boolean hasBegun() {
        // opaque: a hint
        return (int) INT.getOpaque(memory, BEGAN) != 0;
    }

    /** How far the task has come: greater if it got on. A call that is withdrawn changes nothing. */
    long progress() {
        int count = count();
        int returned = count == 0 || hasReturned(count - 1) ? count : count - 1;
        // opaque: the parent looks again and again
        return (long) LONG.getOpaque(memory, PROGRESS) + returned;
    }

    int count() {
        // acquire: pairs with setCount; the entries are written
        return (int) INT.getAcquire(memory, COUNT);
    }

    private void setCount(int count) {
        // volatile: no store of the operation that follows comes before this one
        INT.setVolatile(memory, COUNT, count);
    }

    /** Logs that an operation begins. Returns the number of its entry. */
    int begin(String name, @Nullable Object input) {
        int entry = count();
        if (entry == operations) {
            throw new IllegalStateException(
                    "operation log: operations=" + operations + " (expected: more); set KillPlan.operations");
        }
        if (isInside()) {
            throw new IllegalStateException("operation log: " + name
                    + " begins inside another operation (expected: one at a time)");
        }
        long offset = offset(entry);
        LoggedValue.write(memory, offset + 24, name);
        LoggedValue.write(memory, offset + 72, input);
        LONG.set(memory, offset + 8, file.tick());
        INT.set(memory, offset, BEGUN);
        // opaque: a hint
        INT.setOpaque(memory, BEGAN, 1);
        setCount(entry + 1);
        return entry;
    }

    /** Logs what the operation returned. */
    void end(int entry, @Nullable Object output) {
        LoggedValue.write(memory, offset(entry) + 120, output);
        endAt(entry);
    }

    /** Logs what the operation threw. */
    void endThrown(int entry, Throwable thrown) {
        LoggedValue.writeThrown(memory, offset(entry) + 120, thrown);
        endAt(entry);
    }

    private void endAt(int entry) {
        LONG.set(memory, offset(entry) + 16, file.tick());
        // release: pairs with hasReturned; publishes the output, after all stores of the operation
        INT.setRelease(memory, offset(entry), RETURNED);
    }

    /** Forgets the operation that began last. */
    void withdraw(int entry) {
        setCount(entry);
    }

    /** Whether an operation has begun that has not returned. */
    boolean isInside() {
        int count = count();
        return count > 0 && !hasReturned(count - 1);
    }

    /** The operation that has begun and has not returned. */
    @Nullable Operation inside(int lane) {
        int count = count();
        return count > 0 && !hasReturned(count - 1) ? read(count - 1, lane, Ending.UNKNOWN) : null;
    }

    /**
     * The whole log.
     *
     * @param ending how the operation ended that has not returned
     */
    List<Operation> read(int lane, Ending ending) {
        int count = count();
        List<Operation> log = new ArrayList<>(count);
        for (int entry = 0; entry < count; entry++) {
            log.add(read(entry, lane, ending));
        }
        return log;
    }

    private Operation read(int entry, int lane, Ending ending) {
        long offset = offset(entry);
        String name = (String) Objects.requireNonNull(LoggedValue.read(memory, offset + 24));
        Object input = LoggedValue.read(memory, offset + 72);
        long invokedAt = (long) LONG.get(memory, offset + 8);
        return hasReturned(entry)
                ? Operation.returned(lane, name, input, LoggedValue.read(memory, offset + 120), invokedAt,
                        (long) LONG.get(memory, offset + 16))
                : Operation.pending(lane, name, input, invokedAt, ending);
    }

    private boolean hasReturned(int entry) {
        // acquire: pairs with endAt; the output is written
        return (int) INT.getAcquire(memory, offset(entry)) == RETURNED;
    }

    private static long offset(int entry) {
        return LOG + (long) entry * ENTRY_BYTES;
    }
}
