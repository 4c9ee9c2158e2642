package dev.millrace.testkit.mutants.sync;

import dev.millrace.testkit.Check;
import dev.millrace.testkit.spec.Item;
import dev.millrace.testkit.spec.MailboxSpec;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** An actor that is scheduled when a message comes. The mutant does not look again after it has said that it is not scheduled. */
final class A01FlagBeforeRecheck {

    private final boolean broken;
    private final Consumer<Item> handler;
    private final Executor executor;
    private final ConcurrentLinkedQueue<Item> messages = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    A01FlagBeforeRecheck(Consumer<Item> handler, Executor executor, boolean broken) {
        this.handler = handler;
        this.executor = executor;
        this.broken = broken;
    }

    boolean tell(Item message) {
        messages.add(message);
        schedule();
        return true;
    }

    private void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            executor.execute(this::run);
        }
    }

    private void run() {
        for (Item message = messages.poll(); message != null; message = messages.poll()) {
            handler.accept(message);
        }
        scheduled.set(false);
        if (!broken && !messages.isEmpty()) {
            schedule();
        }
    }

    static Check check(boolean broken) {
        return Check.mailbox((MailboxSpec<A01FlagBeforeRecheck> mailbox) -> mailbox
                .create((handler, executor) -> new A01FlagBeforeRecheck(handler, executor, broken))
                .tell(A01FlagBeforeRecheck::tell));
    }
}
