package dev.millrace.testkit.kill;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link ChildTask} has in its JVM.
 *
 * <p><b>Threads.</b> {@link #memory()} is for any thread of the child; all else is for the thread that runs the task.
 *
 * <p><b>Memory.</b> The log is in a mapped file, not on the heap: when SIGKILL comes, the parent still knows which operations
 * had returned, and which one was on its way. Each operation takes two tickets of a counter that all children share; these
 * are the times of the history. They put a full fence before and after each operation, so a fence that is missing in the code
 * under test between two operations does not show here.
 */
public interface ChildContext {

    /** The name of this child in the plan. */
    String name();

    /** The number of this child, from 0, in the order of the plan. It is the thread of its operations in the history. */
    int lane();

    /** What the plan gave to this task. */
    List<String> arguments();

    /** The shared file, mapped for reading and writing. Not valid any more when the task has ended. */
    MemorySegment memory();

    /**
     * Makes a call and logs it, as begun before, and with its result after.
     *
     * @param name  at most 46 bytes in UTF-8
     * @param input null, a Boolean, an Integer, a Long, or a String of at most 46 bytes in UTF-8
     * @param call  the call; it returns a value of the same types
     * @return what the call returned
     * @throws Exception                what the call threw; the log has its type
     * @throws IllegalArgumentException if a name or a value does not fit into the log
     * @throws IllegalStateException    if the log is full, or if another operation of this child has not returned
     */
    <T extends @Nullable Object> T operation(String name, @Nullable Object input, Callable<T> call) throws Exception;

    /**
     * Like {@link #operation}, but a call that returns null or FALSE leaves no trace: so that polling an empty queue, or
     * trying to add to a full one, does not fill the log, and does not count as progress.
     */
    <T extends @Nullable Object> T attempt(String name, @Nullable Object input, Callable<T> call) throws Exception;

    /**
     * A place at which the plan can have this child struck, exactly. It costs one read of shared memory where the plan does
     * not. Does not return if the child is killed here; returns when the parent lets it, if it is stopped here.
     *
     * @param name at most 46 bytes in UTF-8
     */
    void point(String name);

    /**
     * Whether the task is to end: the strike and the recovery are over, and every child that never asks this has ended. A
     * task that asks need not make progress until then.
     */
    boolean isStopping();

    /** Says that the task gets on, where no operation does. A child that does not get on for long is taken to hang. */
    void progress();
}
