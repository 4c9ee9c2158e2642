package dev.millrace.testkit.history;

import dev.millrace.testkit.history.Operation.Thrown;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What a call means to a queue, for {@link FifoQueueCheck}. Called by one thread. */
@FunctionalInterface
public interface QueueCalls {

    /** The meanings. */
    enum Kind {
        /** Adds a value, or tried to when it was lost from sight. */
        ADD,
        /** Refused to add because the queue is full. */
        FULL,
        /** Takes a value, or tried to when it was lost from sight. */
        TAKE,
        /** Took nothing because the queue is empty. */
        EMPTY,
        /** Saw a value, the first one, and left it in. */
        PEEK,
        /** Saw that the queue is not empty. */
        NOT_EMPTY,
        /** Had no effect and says nothing about the queue: it was interrupted, or its time was over. */
        NO_EFFECT,
        /** Ended as no call of a queue may end, for instance with a {@link NullPointerException}. */
        FORBIDDEN
    }

    /**
     * The meaning of the call; of one that has not returned, {@link Kind#ADD} or {@link Kind#TAKE}, or {@link Kind#FORBIDDEN} if
     * it waits for ever and may not.
     */
    Kind kindOf(Operation call);

    /** The value that was added, taken or seen: by default the input or the output. */
    default @Nullable Object valueOf(Operation call, Kind kind) {
        return kind == Kind.ADD ? call.input() : call.output();
    }

    /**
     * By the names of {@link java.util.concurrent.BlockingQueue}: {@code offer}, {@code add} and {@code put} add; {@code poll},
     * {@code remove} and {@code take} take. False or {@link IllegalStateException} is full, null or
     * {@link NoSuchElementException} is empty, but from {@code take}, which waits while the queue is empty, null is forbidden, and of those but
     * {@code put} and {@code take} it is forbidden to wait for ever;
     * {@link InterruptedException} and {@link TimeoutException} have no effect. Any other name is an
     * {@link IllegalArgumentException}.
     */
    static QueueCalls byName() {
        return call -> switch (call.name()) {
            case "put" -> endOfAdd(call);
            case "take" -> endOfTake(call);
            case "offer", "add" -> waitsForEver(call) ? Kind.FORBIDDEN : endOfAdd(call);
            case "poll", "remove" -> waitsForEver(call) ? Kind.FORBIDDEN : endOfTake(call);
            default -> throw new IllegalArgumentException(
                    "queue calls: operation=" + call.name() + " (expected: offer, add, put, poll, remove or take)");
        };
    }

    private static boolean waitsForEver(Operation call) {
        return call.ending() == Ending.BLOCKED;
    }

    private static Kind endOfAdd(Operation call) {
        if (!call.hasReturned()) {
            return Kind.ADD;
        } else if (call.output() instanceof Thrown thrown) {
            return endOf(thrown, IllegalStateException.class, Kind.FULL);
        }
        return Boolean.FALSE.equals(call.output()) ? Kind.FULL : Kind.ADD;
    }

    private static Kind endOfTake(Operation call) {
        if (!call.hasReturned()) {
            return Kind.TAKE;
        } else if (call.output() instanceof Thrown thrown) {
            return endOf(thrown, NoSuchElementException.class, Kind.EMPTY);
        }
        if (call.output() == null) {
            return call.name().equals("take") ? Kind.FORBIDDEN : Kind.EMPTY;
        }
        return Kind.TAKE;
    }

    private static Kind endOf(Thrown thrown, Class<?> usual, Kind kind) {
        if (usual.isAssignableFrom(thrown.type())) {
            return kind;
        }
        boolean isOver = InterruptedException.class.isAssignableFrom(thrown.type())
                || TimeoutException.class.isAssignableFrom(thrown.type());
        return isOver ? Kind.NO_EFFECT : Kind.FORBIDDEN;
    }
}
