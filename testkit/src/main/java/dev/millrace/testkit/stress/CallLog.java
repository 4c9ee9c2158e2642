package dev.millrace.testkit.stress;

import dev.millrace.testkit.history.Ending;
import dev.millrace.testkit.history.Operation;
import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What one thread has called in one round. Only its thread writes; another reads the calls below {@link #size()}, and after a
 * hang the one that has begun.
 */
final class CallLog {

    private static final VarHandle SIZE = ConstantBootstraps.fieldVarHandle(MethodHandles.lookup(), "size",
            VarHandle.class, CallLog.class, int.class);
    private static final VarHandle DONE = ConstantBootstraps.fieldVarHandle(MethodHandles.lookup(), "done",
            VarHandle.class, CallLog.class, int.class);

    private final int refusalsKept;
    private final @Nullable LongSupplier clock;
    private final Call[] calls;
    private final boolean[] refused;
    private final long[] ids;
    private final long[] invoked;
    private final long[] returned;
    @SuppressWarnings("UnusedVariable") // read through its handle
    private int size;
    @SuppressWarnings("UnusedVariable")
    private int done;
    private int next;
    private int refusals;
    private int inARow;
    private long refusedInAll;
    private boolean running;

    /** Room for so many calls that succeed and so many that do not; with a clock, or null if none is read. */
    CallLog(int most, int refusalsKept, @Nullable LongSupplier clock) {
        this.refusalsKept = refusalsKept;
        this.clock = clock;
        int room = most + refusalsKept + 1;
        calls = new Call[room];
        refused = new boolean[room];
        ids = new long[room];
        invoked = new long[clock == null ? 0 : room];
        returned = new long[clock == null ? 0 : room];
    }

    /** Before a call. With a clock, it is read last, and what the call does comes after. */
    void begin(Call call, long id) {
        calls[next] = call;
        ids[next] = id;
        running = true;
        if (clock != null) {
            invoked[next] = clock.getAsLong();
            VarHandle.fullFence();
        }
    }

    /** After a call that succeeded. With a clock, what the call did is seen by all before it is read. */
    void succeed(long id) {
        end();
        ids[next] = id;
        refused[next] = false;
        inARow = 0;
        next++;
        DONE.setOpaque(this, (int) DONE.getOpaque(this) + 1); // opaque: the watchdog only looks whether it moves
        SIZE.setRelease(this, next); // release: pairs with the acquire in size()
    }

    /** After a call that found the queue full or empty. Of many in a row, the first, second, fourth, eighth... are kept. */
    void refuse() {
        end();
        inARow++;
        refusedInAll++;
        if (refusals < refusalsKept && Integer.bitCount(inARow) == 1) {
            refusals++;
            refused[next] = true;
            next++;
            SIZE.setRelease(this, next); // release: as above
        }
    }

    private void end() {
        if (clock != null) {
            VarHandle.fullFence();
            returned[next] = clock.getAsLong();
        }
        running = false;
    }

    /** How many calls are kept. */
    int size() {
        return (int) SIZE.getAcquire(this); // acquire: what is below it is written
    }

    /** How many calls have succeeded. */
    int done() {
        return (int) DONE.getOpaque(this); // opaque: for the progress only
    }

    /** How many calls have not; exact when the thread is over. */
    long refusedInAll() {
        return refusedInAll;
    }

    Call call(int i) {
        return calls[i];
    }

    boolean refused(int i) {
        return refused[i];
    }

    long id(int i) {
        return ids[i];
    }

    long invokedAt(int i) {
        return invoked[i];
    }

    long returnedAt(int i) {
        return returned[i];
    }

    /** The element of a put that has begun and not ended; read when the thread is over. */
    OptionalLong pendingId() {
        return running && call(next).puts ? OptionalLong.of(ids[next]) : OptionalLong.empty();
    }

    /** The calls with a clock, and if the thread hangs in one, that too. */
    List<Operation> operations(int thread) {
        List<Operation> operations = new ArrayList<>();
        int kept = size();
        for (int i = 0; i < kept && clock != null; i++) {
            Call call = call(i);
            Object input = call.puts ? (Object) ids[i] : null;
            Object output = call == Call.PUT
                    ? "done"
                    : call.puts ? (Object) !refused[i] : refused[i] ? null : (Object) ids[i];
            operations.add(Operation.returned(thread, call.label, input, output, invoked[i], returned[i]));
        }
        if (running && clock != null) {
            Call call = call(kept);
            operations
                    .add(new Operation(thread, call.label, call.puts ? (Object) ids[kept] : null, null, invoked[kept],
                            Operation.NEVER, Operation.NEVER, Ending.BLOCKED));
        }
        return operations;
    }
}
