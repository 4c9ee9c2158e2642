package dev.millrace.testkit.mutants.sync;

import dev.millrace.testkit.Check;
import dev.millrace.testkit.spec.Item;
import dev.millrace.testkit.spec.MailboxSpec;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** An actor that can be restarted. The mutant gets a new mailbox then, and what was in the old one is lost. */
final class A04RestartDrop {

    private final boolean broken;
    private final Consumer<Item> handler;
    private final Executor executor;
    private volatile ConcurrentLinkedQueue<Item> messages = new ConcurrentLinkedQueue<>();
    private final AtomicInteger unhandled = new AtomicInteger();

    A04RestartDrop(Consumer<Item> handler, Executor executor, boolean broken) {
        this.handler = handler;
        this.executor = executor;
        this.broken = broken;
    }

    boolean tell(Item message) {
        messages.add(message);
        schedule();
        return true;
    }

    void restart() {
        if (broken) {
            messages = new ConcurrentLinkedQueue<>();
        } // else nothing: the actor has no state but its mailbox
    }

    /** Who makes the first note that there is something to do starts the actor. */
    private void schedule() {
        if (unhandled.getAndIncrement() == 0) {
            executor.execute(this::run);
        }
    }

    private void run() {
        int seen = unhandled.get();
        while (seen > 0) {
            for (Item message = messages.poll(); message != null; message = messages.poll()) {
                handler.accept(message);
            }
            seen = unhandled.addAndGet(-seen);
        }
    }

    static Check check(boolean broken) {
        return Check.mailbox((MailboxSpec<A04RestartDrop> mailbox) -> mailbox
                .create((handler, executor) -> new A04RestartDrop(handler, executor, broken))
                .tell(A04RestartDrop::tell).restart(A04RestartDrop::restart));
    }
}
