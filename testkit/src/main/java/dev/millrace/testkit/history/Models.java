package dev.millrace.testkit.history;

import dev.millrace.testkit.history.Operation.Thrown;
import java.util.Arrays;
import java.util.EmptyStackException;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Sequential specifications of the usual objects, with the names of operations that Java people expect.
 *
 * <p>In all of them:
 * <ul>
 *   <li>an operation that waits accepts no call in a state in which it would have to;
 *   <li>a call that ended with an {@link InterruptedException} or a {@link TimeoutException} has had no effect and may end so
 *       in every state;
 *   <li>a call without a result may have any output but an exception;
 *   <li>whole numbers are equal if their values are, whatever their classes: a history read from a file has only longs;
 *   <li>an argument is the input itself, several are a list;
 *   <li>a name that is not listed is an {@link IllegalArgumentException}.
 * </ul>
 *
 * <p><b>Threads.</b> Models have no state of their own; any thread may use them.
 */
public final class Models {

    private Models() {}

    /**
     * A variable.
     * <table>
     *   <caption>Operations</caption>
     *   <tr><td>{@code read()}, {@code get()}</td><td>the value
     *   <tr><td>{@code write(v)}, {@code set(v)}</td><td>no result
     *   <tr><td>{@code getAndSet(v)}</td><td>the value before
     *   <tr><td>{@code cas(from, to)}, {@code compareAndSet(from, to)}</td><td>whether the value was {@code from}
     * </table>
     *
     * @param initial the value before the first call, or null
     */
    public static Model<?> register(@Nullable Object initial) {
        return new Named<Box>("register", "read, write, getAndSet, cas, get, set or compareAndSet", new Box(initial)) {
            @Override
            @Nullable Box next(Box now, Operation call) {
                return switch (call.name()) {
                    case "read", "get" -> gives(call, now.value) ? now : null;
                    case "write", "set" -> done(call, new Box(call.input()));
                    case "getAndSet" -> gives(call, now.value) ? new Box(call.input()) : null;
                    case "cas", "compareAndSet" -> {
                        boolean swaps = same(argument(call, 0, 2), now.value);
                        yield gives(call, swaps) ? swaps ? new Box(argument(call, 1, 2)) : now : null;
                    }
                    default -> throw unknown(call);
                };
            }
        };
    }

    /**
     * A store of texts by key, judged key by key. A key that was never written holds the empty text, which {@code get} may also
     * report as null.
     * <table>
     *   <caption>Operations</caption>
     *   <tr><td>{@code get(key)}</td><td>the text
     *   <tr><td>{@code put(key, text)}</td><td>no result
     *   <tr><td>{@code append(key, text)}</td><td>no result
     * </table>
     */
    public static Model<?> keyValue() {
        return new Named<String>("key-value store", "get, put or append", "") {
            @Override
            @Nullable String next(String now, Operation call) {
                return nextText(this, now, call);
            }

            @Override
            public Object partOf(Operation call) {
                return Objects.requireNonNull(call.name().equals("get") ? argument(call, 0, 1) : argument(call, 0, 2));
            }
        };
    }

    /** As {@link #keyValue}, but judged as a whole: for calls that are about several keys, and to see what that costs. */
    public static Model<?> keyValueWhole() {
        return new Named<Entries>("key-value store", "get, put or append", Entries.EMPTY) {
            @Override
            @Nullable Entries next(Entries now, Operation call) {
                Object key = argument(call, 0, call.name().equals("get") ? 1 : 2);
                String text = (String) now.get(key, "");
                String after = nextText(this, text, call);
                return after == null ? null : after.equals(text) ? now : now.with(key, after);
            }
        };
    }

    private static @Nullable String nextText(Named<?> model, String now, Operation call) {
        return switch (call.name()) {
            case "get" -> gives(call, now) || (now.isEmpty() && gives(call, null)) ? now : null;
            case "put" -> done(call, String.valueOf(argument(call, 1, 2)));
            case "append" -> done(call, now.concat(String.valueOf(argument(call, 1, 2))));
            default -> throw model.unknown(call);
        };
    }

    /**
     * A {@link java.util.concurrent.ConcurrentMap}, judged key by key.
     * <table>
     *   <caption>Operations</caption>
     *   <tr><td>{@code get(key)}, {@code containsKey(key)}</td><td>the value or null; whether there is one
     *   <tr><td>{@code put(key, v)}, {@code remove(key)}</td><td>the value before, or null
     *   <tr><td>{@code putIfAbsent(key, v)}</td><td>the value before, or null
     *   <tr><td>{@code replace(key, from, to)}</td><td>whether the value was {@code from}
     * </table>
     */
    public static Model<?> map() {
        String names = "get, containsKey, put, putIfAbsent, remove or replace";
        return new Named<Box>("map", names, new Box(null)) {
            @Override
            @Nullable Box next(Box now, Operation call) {
                return switch (call.name()) {
                    case "get" -> gives(call, now.value) ? now : null;
                    case "containsKey" -> gives(call, now.value != null) ? now : null;
                    case "put" -> gives(call, now.value) ? new Box(argument(call, 1, 2)) : null;
                    case "putIfAbsent" -> {
                        Box after = now.value == null ? new Box(argument(call, 1, 2)) : now;
                        yield gives(call, now.value) ? after : null;
                    }
                    case "remove" -> gives(call, now.value) ? new Box(null) : null;
                    case "replace" -> {
                        boolean replaces = now.value != null && same(argument(call, 1, 3), now.value);
                        yield gives(call, replaces) ? replaces ? new Box(argument(call, 2, 3)) : now : null;
                    }
                    default -> throw unknown(call);
                };
            }

            @Override
            public Object partOf(Operation call) {
                int count = switch (call.name()) {
                    case "put", "putIfAbsent" -> 2;
                    case "replace" -> 3;
                    default -> 1;
                };
                return Objects.requireNonNull(argument(call, 0, count));
            }
        };
    }

    /** A queue without bound: {@link #fifoQueue(int)} that is never full. */
    public static Model<?> fifoQueue() {
        return fifoQueue(Integer.MAX_VALUE);
    }

    /**
     * A queue, first in, first out, as {@link java.util.concurrent.BlockingQueue}.
     * <table>
     *   <caption>Operations</caption>
     *   <tr><td>{@code offer(v)}</td><td>true; false if it is full
     *   <tr><td>{@code add(v)}</td><td>true; throws {@link IllegalStateException} if it is full
     *   <tr><td>{@code put(v)}</td><td>no result; waits while it is full
     *   <tr><td>{@code poll()}, {@code peek()}</td><td>the first value; null if it is empty
     *   <tr><td>{@code remove()}, {@code element()}</td><td>the first; throws {@link NoSuchElementException} if it is empty
     *   <tr><td>{@code take()}</td><td>the first value; waits while it is empty
     *   <tr><td>{@code size()}, {@code isEmpty()}</td><td>exact
     * </table>
     *
     * @param capacity how many values it holds
     * @throws IllegalArgumentException if {@code capacity < 1}
     */
    public static Model<?> fifoQueue(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("queue model: capacity=" + capacity + " (expected: >= 1)");
        }
        String names = "offer, add, put, poll, peek, remove, element, take, size or isEmpty";
        return new Named<Items>("queue", names, Items.NONE) {
            @Override
            @Nullable Items next(Items now, Operation call) {
                boolean full = now.size() >= capacity;
                return switch (call.name()) {
                    case "offer" -> gives(call, !full) ? full ? now : now.with(call.input()) : null;
                    case "add" -> full
                            ? isOpen(call) || fails(call, IllegalStateException.class) ? now : null
                            : gives(call, true) ? now.with(call.input()) : null;
                    case "put" -> full ? null : done(call, now.with(call.input()));
                    case "poll" -> gives(call, now.first()) ? now.withoutFirst() : null;
                    case "peek" -> gives(call, now.first()) ? now : null;
                    case "take" -> now.size() > 0 && gives(call, now.first()) ? now.withoutFirst() : null;
                    case "remove" -> orFails(now, call, now.first(), Items::withoutFirst);
                    case "element" -> orFails(now, call, now.first(), UnaryOperator.identity());
                    case "size" -> gives(call, (long) now.size()) ? now : null;
                    case "isEmpty" -> gives(call, now.size() == 0) ? now : null;
                    default -> throw unknown(call);
                };
            }
        };
    }

    /**
     * A stack.
     * <table>
     *   <caption>Operations</caption>
     *   <tr><td>{@code push(v)}</td><td>no result
     *   <tr><td>{@code pop()}</td><td>the last value; if it is empty, null or {@link NoSuchElementException} or
     *       {@link EmptyStackException}
     *   <tr><td>{@code poll()}, {@code peek()}</td><td>the last value; null if it is empty
     *   <tr><td>{@code size()}, {@code isEmpty()}</td><td>exact
     * </table>
     */
    public static Model<?> stack() {
        return new Named<Items>("stack", "push, pop, poll, peek, size or isEmpty", Items.NONE) {
            @Override
            @Nullable Items next(Items now, Operation call) {
                return switch (call.name()) {
                    case "push" -> done(call, now.with(call.input()));
                    case "pop" -> (now.size() == 0 && fails(call, EmptyStackException.class))
                            || gives(call, now.last())
                                    ? now.withoutLast()
                                    : orFails(now, call, now.last(), Items::withoutLast);
                    case "poll" -> gives(call, now.last()) ? now.withoutLast() : null;
                    case "peek" -> gives(call, now.last()) ? now : null;
                    case "size" -> gives(call, (long) now.size()) ? now : null;
                    case "isEmpty" -> gives(call, now.size() == 0) ? now : null;
                    default -> throw unknown(call);
                };
            }
        };
    }

    /**
     * A set, judged value by value.
     * <table>
     *   <caption>Operations</caption>
     *   <tr><td>{@code add(v)}</td><td>whether it was not there
     *   <tr><td>{@code remove(v)}, {@code contains(v)}</td><td>whether it was there
     * </table>
     */
    public static Model<?> set() {
        return new Named<Boolean>("set", "add, remove or contains", false) {
            @Override
            @Nullable Boolean next(Boolean isIn, Operation call) {
                return switch (call.name()) {
                    case "add" -> gives(call, !isIn) ? Boolean.TRUE : null;
                    case "remove" -> gives(call, isIn) ? Boolean.FALSE : null;
                    case "contains" -> gives(call, isIn) ? isIn : null;
                    default -> throw unknown(call);
                };
            }

            @Override
            public Object partOf(Operation call) {
                return Objects.requireNonNull(call.input());
            }
        };
    }

    /**
     * A number, as {@link java.util.concurrent.atomic.AtomicLong}. {@code addAndGet(n)} and {@code getAndAdd(n)},
     * {@code incrementAndGet()} and {@code getAndIncrement()}, {@code decrementAndGet()} and {@code getAndDecrement()};
     * {@code get()}; without a result, {@code add(n)}, {@code increment()}, {@code decrement()}.
     *
     * @param initial the value before the first call
     */
    public static Model<?> counter(long initial) {
        String names = "get, add, increment, decrement, addAndGet, getAndAdd, incrementAndGet, getAndIncrement,"
                + " decrementAndGet or getAndDecrement";
        return new Named<Long>("counter", names, initial) {
            @Override
            @Nullable Long next(Long now, Operation call) {
                return switch (call.name()) {
                    case "get" -> gives(call, now) ? now : null;
                    case "add" -> done(call, now + number(call, 0));
                    case "increment" -> done(call, now + 1);
                    case "decrement" -> done(call, now - 1);
                    case "addAndGet" -> gives(call, now + number(call, 0)) ? now + number(call, 0) : null;
                    case "incrementAndGet" -> gives(call, now + 1) ? now + 1 : null;
                    case "decrementAndGet" -> gives(call, now - 1) ? now - 1 : null;
                    case "getAndAdd" -> gives(call, now) ? now + number(call, 0) : null;
                    case "getAndIncrement" -> gives(call, now) ? now + 1 : null;
                    case "getAndDecrement" -> gives(call, now) ? now - 1 : null;
                    default -> throw unknown(call);
                };
            }
        };
    }

    /**
     * A lock that belongs to nobody: whoever takes it twice waits for ever, and anyone may open it.
     * <table>
     *   <caption>Operations</caption>
     *   <tr><td>{@code lock()}, {@code lockInterruptibly()}</td><td>no result; waits while it is locked
     *   <tr><td>{@code tryLock()}, {@code tryLock(time)}</td><td>whether it was free
     *   <tr><td>{@code unlock()}</td><td>no result; throws {@link IllegalMonitorStateException} if it is free
     *   <tr><td>{@code isLocked()}</td><td>exact
     * </table>
     */
    public static Model<?> mutex() {
        return new Named<Boolean>("mutex", "lock, lockInterruptibly, tryLock, unlock or isLocked", false) {
            @Override
            @Nullable Boolean next(Boolean locked, Operation call) {
                return switch (call.name()) {
                    case "lock", "lockInterruptibly" -> locked ? null : done(call, Boolean.TRUE);
                    case "tryLock" -> gives(call, !locked) ? Boolean.TRUE : null;
                    case "unlock" -> unlocks(call, locked) ? Boolean.FALSE : null;
                    case "isLocked" -> gives(call, locked) ? locked : null;
                    default -> throw unknown(call);
                };
            }
        };
    }

    /**
     * A lock that belongs to the thread that took it, which may take it again, as
     * {@link java.util.concurrent.locks.ReentrantLock}.
     * <table>
     *   <caption>Operations</caption>
     *   <tr><td>{@code lock()}, {@code lockInterruptibly()}</td><td>no result; waits while another thread has it
     *   <tr><td>{@code tryLock()}, {@code tryLock(time)}</td><td>false if another thread has it, else true
     *   <tr><td>{@code unlock()}</td><td>no result; throws {@link IllegalMonitorStateException} if the caller does not have it
     *   <tr><td>{@code isLocked()}, {@code isHeldByCurrentThread()}, {@code getHoldCount()}</td><td>exact
     * </table>
     */
    public static Model<?> reentrantLock() {
        String names = "lock, lockInterruptibly, tryLock, unlock, isLocked, isHeldByCurrentThread or getHoldCount";
        return new Named<Held>("reentrant lock", names, Held.FREE) {
            @Override
            @Nullable Held next(Held now, Operation call) {
                boolean mine = now.isBy(call.thread());
                boolean mayTake = mine || now.times == 0;
                return switch (call.name()) {
                    case "lock", "lockInterruptibly" -> mayTake ? done(call, now.once(call.thread())) : null;
                    case "tryLock" -> gives(call, mayTake) ? mayTake ? now.once(call.thread()) : now : null;
                    case "unlock" -> unlocks(call, mine) ? mine ? now.less() : now : null;
                    case "isLocked" -> gives(call, now.times > 0) ? now : null;
                    case "isHeldByCurrentThread" -> gives(call, mine) ? now : null;
                    case "getHoldCount" -> gives(call, mine ? (long) now.times : 0L) ? now : null;
                    default -> throw unknown(call);
                };
            }
        };
    }

    /**
     * A semaphore; {@code n} is 1 where it is left out.
     * <table>
     *   <caption>Operations</caption>
     *   <tr><td>{@code acquire(n)}, {@code acquireUninterruptibly(n)}</td><td>no result; waits until there are n permits
     *   <tr><td>{@code tryAcquire(n)}</td><td>whether there were n permits
     *   <tr><td>{@code release(n)}</td><td>no result
     *   <tr><td>{@code availablePermits()}</td><td>exact
     * </table>
     *
     * @param permits how many there are before the first call; may be negative, as with the JDK's
     */
    public static Model<?> semaphore(int permits) {
        String names = "acquire, acquireUninterruptibly, tryAcquire, release or availablePermits";
        return new Named<Long>("semaphore", names, (long) permits) {
            @Override
            @Nullable Long next(Long now, Operation call) {
                long n = call.input() == null ? 1 : number(call, 0);
                boolean enough = now >= n;
                return switch (call.name()) {
                    case "acquire", "acquireUninterruptibly" -> enough ? done(call, now - n) : null;
                    case "tryAcquire" -> gives(call, enough) ? (Long) (enough ? now - n : now) : null;
                    case "release" -> done(call, now + n);
                    case "availablePermits" -> gives(call, now) ? now : null;
                    default -> throw unknown(call);
                };
            }
        };
    }

    /**
     * A flag to wait for.
     * <table>
     *   <caption>Operations</caption>
     *   <tr><td>{@code set()}, {@code clear()}</td><td>no result
     *   <tr><td>{@code isSet()}</td><td>exact
     *   <tr><td>{@code await()}</td><td>no result; waits until it is set
     *   <tr><td>{@code await(time)}</td><td>whether it is set
     * </table>
     */
    public static Model<?> event() {
        return new Named<Boolean>("event", "set, clear, isSet or await", false) {
            @Override
            @Nullable Boolean next(Boolean set, Operation call) {
                return switch (call.name()) {
                    case "set" -> done(call, true);
                    case "clear" -> done(call, false);
                    case "isSet" -> gives(call, set) ? set : null;
                    case "await" -> isOver(call, set) ? set : null;
                    default -> throw unknown(call);
                };
            }
        };
    }

    /**
     * A count that goes down to 0, as {@link java.util.concurrent.CountDownLatch}.
     * <table>
     *   <caption>Operations</caption>
     *   <tr><td>{@code countDown()}</td><td>no result
     *   <tr><td>{@code getCount()}</td><td>exact
     *   <tr><td>{@code await()}</td><td>no result; waits until it is 0
     *   <tr><td>{@code await(time)}</td><td>whether it is 0
     * </table>
     *
     * @param count where it starts
     * @throws IllegalArgumentException if {@code count < 0}
     */
    public static Model<?> latch(long count) {
        if (count < 0) {
            throw new IllegalArgumentException("latch model: count=" + count + " (expected: >= 0)");
        }
        return new Named<Long>("latch", "countDown, getCount or await", count) {
            @Override
            @Nullable Long next(Long now, Operation call) {
                return switch (call.name()) {
                    case "countDown" -> done(call, Math.max(0, now - 1));
                    case "getCount" -> gives(call, now) ? now : null;
                    case "await" -> isOver(call, now == 0) ? now : null;
                    default -> throw unknown(call);
                };
            }
        };
    }

    /** Whether a call of await may end: with an input it has a time limit, and says whether the wait was over. */
    private static boolean isOver(Operation call, boolean over) {
        if (call.input() != null && !isOpen(call)) {
            return gives(call, over);
        }
        return over && done(call, over) != null;
    }

    /** Whether the call may return this, as far as is known. */
    private static boolean gives(Operation call, @Nullable Object expected) {
        return isOpen(call) || same(call.output(), expected);
    }

    private static boolean fails(Operation call, Class<? extends Throwable> type) {
        return !isOpen(call) && call.output() instanceof Thrown thrown && type.isAssignableFrom(thrown.type());
    }

    /** For calls without a result: the state, unless an exception came out. */
    private static <S> @Nullable S done(Operation call, S next) {
        return !isOpen(call) && call.output() instanceof Thrown ? null : next;
    }

    /** Whether unlock may end as it did: with an exception if and only if the caller must not unlock. */
    private static boolean unlocks(Operation call, boolean may) {
        return isOpen(call) || (may ? done(call, call) != null : fails(call, IllegalMonitorStateException.class));
    }

    private static boolean isOpen(Operation call) {
        return !call.hasReturned();
    }

    /** The value, or an exception if there is none. */
    private static @Nullable Items orFails(Items now, Operation call, @Nullable Object value,
            UnaryOperator<Items> next) {
        if (now.size() > 0) {
            return gives(call, value) ? next.apply(now) : null;
        }
        return isOpen(call) || fails(call, NoSuchElementException.class) ? now : null;
    }

    private static boolean same(@Nullable Object a, @Nullable Object b) {
        if (a instanceof Number x && b instanceof Number y && isWhole(x) && isWhole(y)) {
            return x.longValue() == y.longValue();
        }
        return Objects.equals(a, b);
    }

    private static boolean isWhole(Number value) {
        return value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte;
    }

    private static long number(Operation call, int index) {
        if (argument(call, index, 1) instanceof Number number) {
            return number.longValue();
        }
        throw new IllegalArgumentException(call.name() + ": input=" + call.input() + " (expected: a number)");
    }

    private static @Nullable Object argument(Operation call, int index, int count) {
        if (count == 1) {
            return call.input();
        }
        if (call.input() instanceof List<?> list && list.size() == count) {
            return list.get(index);
        }
        throw new IllegalArgumentException(
                call.name() + ": input=" + call.input() + " (expected: a list of " + count + ")");
    }

    /** What all have in common. */
    private abstract static class Named<S> implements Model<S> {
        private final String subject;
        private final String names;
        private final S initial;

        Named(String subject, String names, S initial) {
            this.subject = subject;
            this.names = names;
            this.initial = initial;
        }

        abstract @Nullable S next(S now, Operation call);

        @Override
        public S initial() {
            return initial;
        }

        @Override
        public @Nullable S step(S state, Operation call) {
            boolean withoutEffect = fails(call, InterruptedException.class) || fails(call, TimeoutException.class);
            return withoutEffect ? state : next(state, call);
        }

        IllegalArgumentException unknown(Operation call) {
            return new IllegalArgumentException(
                    subject + " model: operation=" + call.name() + " (expected: " + names + ")");
        }

        @Override
        public String toString() {
            return subject;
        }
    }

    /** A value or null. */
    private record Box(@Nullable Object value) {}

    /** Who has a lock, and how many times. */
    private record Held(int owner, int times) {
        static final Held FREE = new Held(-1, 0);

        boolean isBy(int thread) {
            return times > 0 && owner == thread;
        }

        Held once(int thread) {
            return new Held(thread, times + 1);
        }

        Held less() {
            return times == 1 ? FREE : new Held(owner, times - 1);
        }
    }

    /** A row of values that nobody changes; knows its hash. */
    private static final class Items {
        static final Items NONE = new Items(new Object[0]);

        private final @Nullable Object[] values;
        private final int hash;

        Items(@Nullable Object[] values) {
            this.values = values;
            this.hash = Arrays.hashCode(values);
        }

        int size() {
            return values.length;
        }

        @Nullable Object first() {
            return values.length == 0 ? null : values[0];
        }

        @Nullable Object last() {
            return values.length == 0 ? null : values[values.length - 1];
        }

        Items with(@Nullable Object value) {
            @Nullable Object[] more = Arrays.copyOf(values, values.length + 1);
            more[values.length] = value;
            return new Items(more);
        }

        Items withoutFirst() {
            return values.length == 0 ? this : new Items(Arrays.copyOfRange(values, 1, values.length));
        }

        Items withoutLast() {
            return values.length == 0 ? this : new Items(Arrays.copyOf(values, values.length - 1));
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Items items
                    && hash == items.hash
                    && Arrays.equals(values, items.values);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    /** A few keys with their values, keys and values in turn, that nobody changes; the hash is the sum of the entries'. */
    private static final class Entries {
        static final Entries EMPTY = new Entries(new Object[0], 0);

        private final @Nullable Object[] row;
        private final int hash;

        private Entries(@Nullable Object[] row, int hash) {
            this.row = row;
            this.hash = hash;
        }

        Object get(@Nullable Object key, Object absent) {
            int at = find(key);
            return at < 0 ? absent : Objects.requireNonNull(row[at + 1]);
        }

        Entries with(@Nullable Object key, Object value) {
            int at = find(key);
            int changed = hash + hashOf(key, value);
            @Nullable Object[] copy;
            if (at < 0) {
                at = row.length;
                copy = Arrays.copyOf(row, at + 2);
                copy[at] = key;
            } else {
                changed -= hashOf(key, row[at + 1]);
                copy = row.clone();
            }
            copy[at + 1] = value;
            return new Entries(copy, changed);
        }

        private int find(@Nullable Object key) {
            for (int at = 0; at < row.length; at += 2) {
                if (Objects.equals(row[at], key)) {
                    return at;
                }
            }
            return -1;
        }

        private static int hashOf(@Nullable Object key, @Nullable Object value) {
            return Mix.toInt(((long) Objects.hashCode(key) << 32) ^ Objects.hashCode(value));
        }

        @Override
        public boolean equals(@Nullable Object other) {
            if (!(other instanceof Entries entries) || hash != entries.hash || row.length != entries.row.length) {
                return false;
            }
            for (int at = 0; at < row.length; at += 2) {
                boolean inPlace = Objects.equals(entries.row[at], row[at]);
                int there = inPlace ? at : entries.find(row[at]);
                if (there < 0 || !Objects.equals(row[at + 1], entries.row[there + 1])) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }
}
