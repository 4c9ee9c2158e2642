package dev.millrace.testkit.mutants.sync;

import dev.millrace.testkit.Check;
import dev.millrace.testkit.spec.Item;
import dev.millrace.testkit.spec.MailboxSpec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An actor that can be stopped. The mutant leaves the messages in its mailbox then: nobody learns that they will not be
 * handled, and who has asked waits for ever.
 */
final class A06SilentStop {

    /** A message, and the future that tells whether it was handled. */
    private record Letter(Item message, CompletableFuture<Boolean> answer) {}

    private final boolean broken;
    private final Consumer<Item> handler;
    private final Executor executor;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Letter> letters = new ArrayDeque<>();
    private final List<Item> dead = new ArrayList<>();
    private boolean scheduled;
    private boolean stopped;

    A06SilentStop(Consumer<Item> handler, Executor executor, boolean broken) {
        this.handler = handler;
        this.executor = executor;
        this.broken = broken;
    }

    boolean tell(Item message) {
        return send(new Letter(message, new CompletableFuture<>()));
    }

    boolean ask(Item message) throws Exception {
        Letter letter = new Letter(message, new CompletableFuture<>());
        return send(letter) && letter.answer.get();
    }

    private boolean send(Letter letter) {
        boolean start;
        lock.lock();
        try {
            if (stopped) {
                return false;
            }
            letters.add(letter);
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
        for (Letter letter = next(); letter != null; letter = next()) {
            handler.accept(letter.message);
            letter.answer.complete(true);
        }
    }

    private @Nullable Letter next() {
        lock.lock();
        try {
            Letter next = stopped ? null : letters.poll();
            scheduled = next != null;
            return next;
        } finally {
            lock.unlock();
        }
    }

    void stop() {
        lock.lock();
        try {
            stopped = true;
            if (!broken) {
                for (Letter letter = letters.poll(); letter != null; letter = letters.poll()) {
                    dead.add(letter.message);
                    letter.answer.complete(false);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    List<Item> deadLetters() {
        lock.lock();
        try {
            return List.copyOf(dead);
        } finally {
            lock.unlock();
        }
    }

    /** By messages that nobody waits for. */
    static Check check(boolean broken) {
        return Check.mailbox((MailboxSpec<A06SilentStop> mailbox) -> mailbox
                .create((handler, executor) -> new A06SilentStop(handler, executor, broken))
                .tell(A06SilentStop::tell).stop(A06SilentStop::stop).deadLetters(A06SilentStop::deadLetters));
    }

    /** By questions. */
    static Check asking(boolean broken) {
        return Check.mailbox((MailboxSpec<A06SilentStop> mailbox) -> mailbox
                .create((handler, executor) -> new A06SilentStop(handler, executor, broken))
                .ask(A06SilentStop::ask).stop(A06SilentStop::stop));
    }
}
