package dev.millrace.testkit.mutants.sync;

import dev.millrace.testkit.Check;
import dev.millrace.testkit.spec.LockSpec;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** A lock that is handed from one thread to the next in a queue. In the mutant, who is interrupted stays in the queue. */
final class L04GhostNode {

    private enum State {
        WAITS, OWNS, GONE
    }

    /** A thread in the queue. Who hands the lock over and who gives up decide by a compare-and-set which of them was first. */
    private static final class Node {
        final Thread thread = Thread.currentThread();
        final AtomicReference<State> state = new AtomicReference<>(State.WAITS);

        boolean becomes(State next) {
            return state.compareAndSet(State.WAITS, next);
        }
    }

    private final boolean broken;
    private final AtomicBoolean held = new AtomicBoolean();
    private final ConcurrentLinkedQueue<Node> queue = new ConcurrentLinkedQueue<>();

    L04GhostNode(boolean broken) {
        this.broken = broken;
    }

    void lockInterruptibly() throws InterruptedException {
        Node node = new Node();
        queue.add(node);
        handOver();
        while (node.state.get() != State.OWNS) {
            LockSupport.park(this);
            if (Thread.interrupted() && (broken || node.becomes(State.GONE))) {
                throw new InterruptedException();
            }
        }
    }

    void unlock() {
        held.set(false);
        handOver();
    }

    /** Gives the lock, if it is free, to the first who still waits. */
    private void handOver() {
        while (!queue.isEmpty() && held.compareAndSet(false, true)) {
            Node next = queue.poll();
            if (next != null && next.becomes(State.OWNS)) {
                LockSupport.unpark(next.thread);
                return;
            }
            held.set(false);
        }
    }

    static Check check(boolean broken) {
        return Check.lock((LockSpec<L04GhostNode> lock) -> lock.create(() -> new L04GhostNode(broken))
                .lockInterruptibly(L04GhostNode::lockInterruptibly).unlock(L04GhostNode::unlock).interrupts());
    }
}
