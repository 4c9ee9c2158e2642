package dev.millrace.testkit.engine;

import dev.millrace.testkit.history.Ending;
import dev.millrace.testkit.history.Operation;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one thread did: its calls in order. Its thread writes it; others read it when that thread has ended, or is known to
 * wait, and what they read of it then is what was written before.
 */
final class CallLog {

    private final int thread;
    private String[] names = new String[8];
    private @Nullable Object[] inputs = new Object[8];
    private @Nullable Object[] outputs = new Object[8];
    private long[] invoked = new long[8];
    private long[] returned = new long[8];
    private long[] waited = new long[8];
    /** Whether the thread has died: what comes out of its last call then is nobody's answer. */
    private boolean dead;
    /** How many calls have begun; volatile, so that who reads it sees the entries before. */
    private volatile int begun;

    CallLog(int thread) {
        this.thread = thread;
    }

    /** A call begins. */
    void begin(String name, @Nullable Object input, long now) {
        int index = begun;
        if (index == names.length) {
            grow();
        }
        names[index] = name;
        inputs[index] = input;
        invoked[index] = now;
        returned[index] = Operation.NEVER;
        waited[index] = Operation.NEVER;
        begun = index + 1;
    }

    /** The last call is over. */
    void end(@Nullable Object output, long now) {
        if (dead) {
            return;
        }
        int index = begun - 1;
        outputs[index] = output;
        returned[index] = now;
    }

    /** The last call waits, and was not known to. */
    void waits(long now) {
        int index = begun - 1;
        if (index >= 0 && returned[index] == Operation.NEVER && waited[index] == Operation.NEVER) {
            waited[index] = now;
        }
    }

    /** The thread dies; what its call does on the way out, as in a finally, may fail. */
    void dies() {
        dead = true;
    }

    boolean isDead() {
        return dead;
    }

    private void grow() {
        int larger = names.length * 2;
        names = Arrays.copyOf(names, larger);
        inputs = Arrays.copyOf(inputs, larger);
        outputs = Arrays.copyOf(outputs, larger);
        invoked = Arrays.copyOf(invoked, larger);
        returned = Arrays.copyOf(returned, larger);
        waited = Arrays.copyOf(waited, larger);
    }

    /** How many calls have begun. */
    int begun() {
        return begun;
    }

    /** Adds the calls to a list; one that has not returned ends as {@code pending} says. */
    void addTo(List<Operation> operations, Ending pending) {
        int count = begun;
        for (int i = 0; i < count; i++) {
            boolean over = returned[i] != Operation.NEVER;
            operations.add(new Operation(thread, names[i], inputs[i], over ? outputs[i] : null, invoked[i], returned[i],
                    waited[i], over ? Ending.RETURNED : pending));
        }
    }
}
