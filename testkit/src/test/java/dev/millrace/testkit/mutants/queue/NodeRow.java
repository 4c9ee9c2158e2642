package dev.millrace.testkit.mutants.queue;

import dev.millrace.testkit.spec.Item;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The queue of Michael and Scott: head and tail change by compare-and-set, which is right as long as no node comes back. */
class NodeRow {

    private final AtomicReference<Node> head;
    private final AtomicReference<Node> tail;

    static final class Node {
        volatile @Nullable Item item;
        final AtomicReference<@Nullable Node> next = new AtomicReference<>();
    }

    NodeRow() {
        Node first = new Node();
        head = new AtomicReference<>(first);
        tail = new AtomicReference<>(first);
    }

    final boolean offer(Item item) {
        Node node = node();
        node.item = item;
        while (true) {
            Node last = tail.get();
            Node next = last.next.get();
            if (next != null) {
                tail.compareAndSet(last, next);
            } else if (last.next.compareAndSet(null, node)) {
                tail.compareAndSet(last, node);
                return true;
            }
        }
    }

    final @Nullable Item poll() {
        while (true) {
            Node first = head.get();
            Node last = tail.get();
            Node next = first.next.get();
            if (next == null) {
                return null;
            }
            if (first == last) {
                tail.compareAndSet(last, next);
            } else {
                Item item = next.item;
                if (head.compareAndSet(first, next)) {
                    release(first);
                    return item;
                }
            }
        }
    }

    Node node() {
        return new Node();
    }

    void release(Node node) {}

    /** X11: a node comes back while another thread still looks at it, which takes it for what it was. */
    static final class RecycledNode extends NodeRow {
        private final ConcurrentLinkedQueue<Node> free = new ConcurrentLinkedQueue<>();

        @Override
        Node node() {
            Node node = free.poll();
            return node == null ? super.node() : node;
        }

        @Override
        void release(Node node) {
            node.next.set(null);
            free.add(node);
        }
    }
}
