package dev.millrace.testkit.kill;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The mapped file through which a parent and its children know of each other: a head and one {@link Desk} for each child.
 *
 * <pre>
 *      0  long  clock     the next ticket              getAndAdd by all
 *    128  int   stopping  1: all tasks are to end      volatile; written by the parent
 *   4096  desks, each of the same whole number of pages
 * </pre>
 *
 * <p>It is apart from the file under test, so that no error in the code under test reaches it.
 */
final class ControlFile implements AutoCloseable {
    private static final long CLOCK = 0;
    private static final long STOPPING = 128;
    private static final long PAGE = 4096;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;
    private final int operations;

    /**
     * Maps the file, and makes it first if it is not there.
     *
     * @param operations how many operations fit into each log
     */
    ControlFile(Path path, int desks, int operations) throws IOException {
        this.operations = operations;
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            this.memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, PAGE + desks * deskBytes(operations), arena);
        }
    }

    private static long deskBytes(int operations) {
        return (Desk.LOG + (long) operations * Desk.ENTRY_BYTES + PAGE - 1) / PAGE * PAGE;
    }

    Desk desk(int index) {
        long bytes = deskBytes(operations);
        return new Desk(this, memory.asSlice(PAGE + index * bytes, bytes), operations);
    }

    /** The next moment of the time that all children share. */
    long tick() {
        // volatile: orders the tickets as the operations are ordered that they begin and end
        return (long) LONG.getAndAdd(memory, CLOCK, 1L);
    }

    boolean isStopping() {
        // volatile: pairs with setStopping
        return (int) INT.getVolatile(memory, STOPPING) != 0;
    }

    void setStopping(boolean stopping) {
        // volatile: pairs with isStopping
        INT.setVolatile(memory, STOPPING, stopping ? 1 : 0);
    }

    @Override
    public void close() {
        arena.close();
    }

    static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();
    static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();
}
