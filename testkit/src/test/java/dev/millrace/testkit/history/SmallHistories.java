package dev.millrace.testkit.history;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.jspecify.annotations.Nullable;

/** Models, and small histories of them: some right, some almost right, some wild. */
record SmallHistories(String name, Model<?> model, List<Call> calls) {

    /** What a thread may call and get. */
    record Call(String name, @Nullable Object input, @Nullable Object output) {}

    static final List<SmallHistories> ALL = List.of(
            new SmallHistories(
                    "register",
                    Models.register(null),
                    List.of(
                            new Call("read", null, null),
                            new Call("read", null, 1L),
                            new Call("read", null, 2L),
                            new Call("write", 1L, null),
                            new Call("write", 2L, null),
                            new Call("cas", List.of(1L, 2L), true),
                            new Call("cas", List.of(1L, 2L), false),
                            new Call("cas", List.of(2L, 1L), true))),
            new SmallHistories("queue", Models.fifoQueue(), queueCalls(false)),
            new SmallHistories("bounded queue", Models.fifoQueue(1), queueCalls(true)),
            new SmallHistories(
                    "set",
                    Models.set(),
                    List.of(
                            new Call("add", 1L, true),
                            new Call("add", 1L, false),
                            new Call("remove", 1L, true),
                            new Call("remove", 1L, false),
                            new Call("contains", 2L, false),
                            new Call("add", 2L, true),
                            new Call("contains", 2L, true))),
            new SmallHistories(
                    "semaphore",
                    Models.semaphore(1),
                    List.of(
                            new Call("acquire", null, null),
                            new Call("acquire", 2L, null),
                            new Call("release", null, null),
                            new Call("release", 2L, null),
                            new Call("tryAcquire", null, true),
                            new Call("tryAcquire", null, false))),
            new SmallHistories(
                    "reentrant lock",
                    Models.reentrantLock(),
                    List.of(
                            new Call("lock", null, null),
                            new Call("unlock", null, null),
                            new Call("unlock", null, new Operation.Thrown(IllegalMonitorStateException.class)),
                            new Call("tryLock", null, true),
                            new Call("tryLock", null, false))));

    private static List<Call> queueCalls(boolean bounded) {
        List<Call> calls = new ArrayList<>();
        for (long value = 1; value <= 3; value++) {
            calls.add(new Call("offer", value, true));
            calls.add(new Call("poll", null, value));
            calls.add(new Call("put", value, null));
            calls.add(new Call("take", null, value));
            if (bounded) {
                calls.add(new Call("offer", value, false));
            }
        }
        calls.add(new Call("poll", null, null));
        return calls;
    }

    /** Any of the models with a history of it. */
    record Sample(SmallHistories of, History history) {
        @Override
        public String toString() {
            return of.name + " " + history.operations();
        }
    }

    /** Samples of up to so many calls. */
    static Arbitrary<Sample> samples(int mostCalls) {
        return Combinators.combine(
                Arbitraries.of(ALL),
                Arbitraries.integers().between(0, mostCalls),
                Arbitraries.longs(),
                Arbitraries.of(0, 0, 1, 2, 100))
                .as((of, size, seed, wrong) -> new Sample(of, of.history(size, new SplittableRandom(seed), wrong)));
    }

    /** A right history, in which the outputs of so many calls are then made up. */
    History history(int size, SplittableRandom random, int wrong) {
        List<Operation> operations = right(model, size, random);
        for (int i = 0; i < Math.min(wrong, operations.size()); i++) {
            int at = wrong >= operations.size() ? i : random.nextInt(operations.size());
            Operation old = operations.get(at);
            Call other = calls.get(random.nextInt(calls.size()));
            operations.set(at, old.hasReturned() || random.nextBoolean()
                    ? new Operation(old.thread(), other.name, other.input, old.hasReturned() ? other.output : null,
                            old.invokedAt(), old.returnedAt(), Operation.NEVER, old.ending())
                    : old);
        }
        return new History(operations);
    }

    /** Calls at rising moments, each stretched to both sides; a few lose their end, and a few wait that cannot go on. */
    private <S> List<Operation> right(Model<S> of, int size, SplittableRandom random) {
        List<Operation> operations = new ArrayList<>();
        S state = of.initial();
        int stretch = 1 + random.nextInt(8);
        for (int i = 0; i < size; i++) {
            int thread = random.nextInt(3);
            Call call = calls.get(random.nextInt(calls.size()));
            long invokedAt = 2L * i + 10 - random.nextInt(stretch);
            long returnedAt = 2L * i + 10 + random.nextInt(stretch);
            Operation done = Operation.returned(thread, call.name, call.input, call.output, invokedAt, returnedAt);
            S next = of.step(state, done);
            if (next == null) {
                if (random.nextInt(4) == 0) {
                    operations.add(Operation.pending(thread, call.name, call.input, invokedAt, Ending.BLOCKED));
                }
            } else if (random.nextInt(6) == 0) {
                operations.add(Operation.pending(thread, call.name, call.input, invokedAt, Ending.UNKNOWN));
                state = random.nextBoolean() ? next : state;
            } else {
                operations.add(done);
                state = next;
            }
        }
        return operations;
    }

    @Override
    public String toString() {
        return name;
    }
}
