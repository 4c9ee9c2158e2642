package dev.millrace.testkit.kill;

import java.lang.foreign.MemorySegment;
import java.util.List;

/** What the parent does for those who survive, right after the strikes: for example, it frees the lock of a dead owner. */
@FunctionalInterface
public interface Recovery {

    /**
     * Repairs the shared file while the other children work on it.
     *
     * @param memory the file
     * @param struck who was hit; a stopped child is alive, and goes on later
     */
    void recover(MemorySegment memory, List<Struck> struck) throws Exception;
}
