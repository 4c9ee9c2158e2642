package dev.millrace.testkit.mutants.queue;

import dev.millrace.testkit.spec.Item;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** An unbounded queue of many producers and one consumer, after Vyukov: a producer swaps the tail, and links then. */
class LinkedRow {

    private final AtomicReference<Node> tail;
    private Node head; // the consumer's

    private static final class Node {
        private final @Nullable Item item;
        private volatile @Nullable Node next;

        Node(@Nullable Item item) {
            this.item = item;
        }
    }

    LinkedRow() {
        head = new Node(null);
        tail = new AtomicReference<>(head);
    }

    final boolean offer(Item item) {
        Node node = new Node(item);
        tail.getAndSet(node).next = node;
        return true;
    }

    final @Nullable Item poll() {
        Node next = head.next;
        while (next == null) {
            if (isEmpty()) {
                return null;
            }
            next = head.next;
        }
        head = next;
        return next.item;
    }

    /** Nothing is linked; whether that is since there is nothing, and not since a producer is just about to link. */
    boolean isEmpty() {
        return tail.get() == head;
    }

    /** Q06: empty, although a producer that stalls hides what others have put in behind it. */
    static final class WeakEmpty extends LinkedRow {
        @Override
        boolean isEmpty() {
            return true;
        }
    }
}
