package dev.millrace.testkit.mutants.sync;

import dev.millrace.testkit.Check;
import dev.millrace.testkit.spec.Item;
import dev.millrace.testkit.spec.MailboxSpec;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An actor whose mailbox holds one message; what does not fit waits elsewhere and is retried later. In the mutant, a message
 * that fits goes in although an earlier one still waits for its retry.
 */
final class A03RetryReorder {

    private static final int CAPACITY = 1;

    private final boolean broken;
    private final Consumer<Item> handler;
    private final Executor executor;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Item> messages = new ArrayDeque<>();
    private final ArrayDeque<Item> retries = new ArrayDeque<>();
    private boolean scheduled;

    A03RetryReorder(Consumer<Item> handler, Executor executor, boolean broken) {
        this.handler = handler;
        this.executor = executor;
        this.broken = broken;
    }

    boolean tell(Item message) {
        boolean start;
        lock.lock();
        try {
            boolean fits = messages.size() < CAPACITY && (broken || retries.isEmpty());
            (fits ? messages : retries).add(message);
            start = !scheduled;
            scheduled = true;
        } finally {
            lock.unlock();
        }
        if (start) {
            executor.execute(this::run);
        }
        return true;
    }

    private void run() {
        for (Item message = next(); message != null; message = next()) {
            handler.accept(message);
        }
    }

    private @Nullable Item next() {
        lock.lock();
        try {
            Item next = messages.poll();
            if (next == null) {
                next = retries.poll();
            }
            scheduled = next != null;
            return next;
        } finally {
            lock.unlock();
        }
    }

    static Check check(boolean broken) {
        return Check.mailbox((MailboxSpec<A03RetryReorder> mailbox) -> mailbox
                .create((handler, executor) -> new A03RetryReorder(handler, executor, broken))
                .tell(A03RetryReorder::tell));
    }
}
