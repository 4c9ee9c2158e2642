package dev.millrace.testkit.readme;

import dev.millrace.testkit.spec.Item;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Stands for a user's actor: scheduled when a message comes and it is not, and looks again after it has gone idle. */
final class MyActor {

    private final ConcurrentLinkedQueue<Item> mailbox = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final Consumer<Item> handler;
    private final Executor executor;

    MyActor(Consumer<Item> handler, Executor executor) {
        this.handler = handler;
        this.executor = executor;
    }

    boolean tell(Item message) {
        mailbox.add(message);
        schedule();
        return true;
    }

    private void schedule() {
        if (!scheduled.getAndSet(true)) {
            executor.execute(this::run);
        }
    }

    private void run() {
        for (Item message = mailbox.poll(); message != null; message = mailbox.poll()) {
            handler.accept(message);
        }
        scheduled.set(false);
        if (!mailbox.isEmpty()) {
            schedule();
        }
    }
}
