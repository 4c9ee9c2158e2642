package dev.millrace.testkit.history;

import dev.millrace.testkit.history.Operation.Thrown;
import dev.millrace.testkit.internal.Checks;
import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what threads do to an object: a log for each thread, kept by that thread alone and cheap, and in the end all of
 * them as a {@link History}.
 *
 * {@snippet :
 * Recorder recorder = new Recorder(2, Recorder.Clock.NANO_TIME);
 * Recorder.Log log = recorder.log(0);     // in the first thread
 * log.call("offer", 1, () -> queue.offer(1));
 * History history = recorder.history();   // when all is over
 * }
 *
 * <p><b>Threads.</b> A log belongs to one thread at a time. {@link Log#waits} and {@link #history} may be called by any thread
 * at any moment; the history then has what each log had at some moment during the call.
 *
 * <p><b>Limits.</b> Inputs and outputs are kept, not copied: they should not change.
 */
public final class Recorder {

    /** What gives the times. */
    public enum Clock {
        /**
         * {@link System#nanoTime} between full fences: the calls of different threads are not put in an order that they do not
         * have. Calls whose times are equal count as side by side.
         */
        NANO_TIME,
        /**
         * One counter, added to at the beginning and at the end of each call: exact, and no two times are equal. But everybody
         * writes to it, so whatever a thread did before its call is visible to others after theirs, and an error like a missing
         * {@code volatile} may never show. For schedules run by one thread, and for clocks that cannot be trusted.
         */
        COUNTER
    }

    private final Clock clock;
    private final AtomicLong counter = new AtomicLong();
    private final Log[] logs;

    /**
     * A recorder with empty logs.
     *
     * @throws IllegalArgumentException if {@code threads < 1}
     */
    public Recorder(int threads, Clock clock) {
        if (threads < 1) {
            throw new IllegalArgumentException("recorder: threads=" + threads + " (expected: >= 1)");
        }
        this.clock = Checks.notNull("recorder", "clock", clock);
        logs = new Log[threads];
        Arrays.setAll(logs, Log::new);
    }

    /**
     * The log of a thread.
     *
     * @throws IndexOutOfBoundsException if there is none
     */
    public Log log(int thread) {
        if (thread < 0 || thread >= logs.length) {
            throw new IndexOutOfBoundsException(
                    "recorder: thread=" + thread + " (expected: 0 to " + (logs.length - 1) + ")");
        }
        return logs[thread];
    }

    /** What has happened so far. Of calls that have not returned, the end is {@linkplain Ending#UNKNOWN unknown}. */
    public History history() {
        return history(thread -> Ending.UNKNOWN);
    }

    /**
     * What has happened so far.
     *
     * @param pending how the call of a thread ended that has not returned: {@link Ending#BLOCKED} if nothing else can happen any
     *                more and the thread waits, or else {@link Ending#UNKNOWN}
     */
    public History history(IntFunction<Ending> pending) {
        List<Operation> operations = new ArrayList<>();
        for (Log log : logs) {
            log.addTo(operations, pending);
        }
        return new History(operations);
    }

    private long now() {
        return clock == Clock.COUNTER ? counter.getAndIncrement() : System.nanoTime();
    }

    /** What one thread does, call after call. */
    public final class Log {
        /*
         * The calls lie in arrays that only the owner writes. "state" is twice the number of calls that have begun, less 1 while
         * the last has not returned. The owner publishes an entry by writing state; who reads state sees that much of the arrays.
         *
         *   field      | owner                     | others
         *   state      | plain read, release write | acquire read
         *   entries    | plain                     | plain, after state; safe to find in a longer store, see Entries
         *   wait       | acquire read              | release write
         */
        private static final VarHandle STATE = ConstantBootstraps.fieldVarHandle(MethodHandles.lookup(), "state",
                VarHandle.class, Log.class, long.class);
        private static final VarHandle WAIT = ConstantBootstraps.fieldVarHandle(MethodHandles.lookup(), "wait",
                VarHandle.class, Log.class, Wait.class);

        private record Wait(long state, long at) {}

        /**
         * For each call three times (when it began, returned and waited) and three objects (its name, input and output). Final
         * fields: who finds a longer store before its time still sees in it what was copied.
         */
        private static final class Entries {
            final long[] times;
            final @Nullable Object[] objects;

            Entries(long[] times, @Nullable Object[] objects) {
                this.times = times;
                this.objects = objects;
            }

            Entries twice() {
                return new Entries(Arrays.copyOf(times, 2 * times.length), Arrays.copyOf(objects, 2 * objects.length));
            }
        }

        private final int thread;
        private Entries entries = new Entries(new long[3 * 64], new Object[3 * 64]);
        private long state;

        @SuppressWarnings("UnusedVariable") // read and written through WAIT
        private @Nullable Wait wait;

        private Log(int thread) {
            this.thread = thread;
        }

        /**
         * A call begins now. To be called right before it.
         *
         * @param name  the name of the operation
         * @param input the argument, a list of several, or null
         * @throws IllegalStateException if the last call has not returned
         */
        public void begin(String name, @Nullable Object input) {
            long before = state; // plain: only the owner writes it
            if ((before & 1) != 0) {
                throw new IllegalStateException("recorder: begin of " + name + " in thread " + thread
                        + " (expected: the call before has returned)");
            }
            int at = Math.toIntExact(before / 2 * 3);
            if (at == entries.times.length) {
                entries = entries.twice();
            }
            long[] times = entries.times;
            @Nullable Object[] objects = entries.objects;
            objects[at] = Checks.notNull("recorder", "name", name);
            objects[at + 1] = input;
            times[at + 2] = Operation.NEVER;
            if (clock == Clock.NANO_TIME) {
                VarHandle.fullFence(); // what was written before the call is not seen to happen in it
            }
            times[at] = now();
            STATE.setRelease(this, before + 1); // release: pairs with acquire in addTo and waits; publishes the entry
            if (clock == Clock.NANO_TIME) {
                VarHandle.fullFence(); // nothing of the call happens before its time is taken
            }
        }

        /**
         * The call is over now. To be called right after it.
         *
         * @throws IllegalStateException if no call has begun
         */
        public void end(@Nullable Object output) {
            if (clock == Clock.NANO_TIME) {
                VarHandle.fullFence(); // nothing of the call happens after its time is taken
            }
            long now = now();
            long during = state; // plain: only the owner writes it
            if ((during & 1) == 0) {
                throw new IllegalStateException("recorder: end in thread " + thread + " (expected: a call has begun)");
            }
            int at = (int) (during / 2 * 3);
            long[] times = entries.times;
            times[at + 1] = now;
            entries.objects[at + 2] = output;
            Wait seen = (Wait) WAIT.getAcquire(this); // acquire: pairs with release in waits
            if (seen != null && seen.state == during) {
                times[at + 2] = Math.min(seen.at, now);
            }
            STATE.setRelease(this, during + 1); // release: pairs with acquire in addTo; publishes the end
        }

        /** The call is over now, with this exception. */
        public void endThrowing(Throwable thrown) {
            end(new Thrown(thrown.getClass(), thrown.getMessage()));
        }

        /**
         * Makes a call and writes it down.
         *
         * @return what the call returned
         * @throws Exception what the call threw; that is written down too
         */
        public <T extends @Nullable Object> T call(String name, @Nullable Object input, Callable<T> call)
                throws Exception {
            begin(name, input);
            T output;
            try {
                output = call.call();
            } catch (Throwable e) {
                endThrowing(e);
                throw e;
            }
            end(output);
            return output;
        }

        /**
         * The thread has been seen waiting inside its call; the first time counts. Says nothing if it is in no call. Several
         * others may say it at once, and one of their times is kept.
         */
        public void waits() {
            long now = now();
            long during = (long) STATE.getAcquire(this); // acquire: pairs with release in begin
            Wait seen = (Wait) WAIT.getAcquire(this);
            if ((during & 1) != 0 && (seen == null || seen.state != during)) {
                WAIT.setRelease(this, new Wait(during, now)); // release: pairs with acquire in end and addTo
            }
        }

        /** Whether the thread is inside a call. Exact for the thread itself. */
        public boolean isInCall() {
            return ((long) STATE.getAcquire(this) & 1) != 0; // acquire: pairs with release in begin and end
        }

        private void addTo(List<Operation> operations, IntFunction<Ending> pending) {
            long seen = (long) STATE.getAcquire(this); // acquire: pairs with release in begin and end
            int calls = (int) (seen / 2);
            Entries found = entries; // plain: at least as new as what acquire saw; see Entries if it is newer
            long[] when = found.times;
            @Nullable Object[] what = found.objects;
            for (int call = 0; call < calls; call++) {
                int at = 3 * call;
                operations.add(new Operation(
                        thread, nameAt(what, at), what[at + 1], what[at + 2], when[at], when[at + 1], when[at + 2],
                        Ending.RETURNED));
            }
            if ((seen & 1) != 0) {
                int at = 3 * calls;
                Wait last = (Wait) WAIT.getAcquire(this); // acquire: pairs with release in waits
                long waitedAt = last != null && last.state == seen ? last.at : Operation.NEVER;
                operations.add(new Operation(
                        thread, nameAt(what, at), what[at + 1], null, when[at], Operation.NEVER, waitedAt,
                        pending.apply(thread)));
            }
        }

        private static String nameAt(@Nullable Object[] what, int at) {
            return (String) Objects.requireNonNull(what[at]);
        }
    }
}
