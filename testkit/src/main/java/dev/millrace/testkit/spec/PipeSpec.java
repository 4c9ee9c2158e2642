package dev.millrace.testkit.spec;

import dev.millrace.testkit.history.Linearizability;
import dev.millrace.testkit.history.Model;
import dev.millrace.testkit.history.Operation;
import dev.millrace.testkit.internal.Checks;
import dev.millrace.testkit.scenario.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The test of a pipe or a channel that is closed: what was accepted before the close is read, in order, and then the end is
 * read; what comes after the close is not accepted; nobody waits when there is something to read, or the end.
 *
 * <pre>{@code
 * spec.create(() -> new MyPipe<Item>(8)).capacity(8).write(MyPipe::write).read(MyPipe::read).close(MyPipe::close);
 * }</pre>
 *
 * <p>When all threads have ended, the pipe is closed and read to its end.
 *
 * @param <P> the pipe under test
 */
public final class PipeSpec<P> implements PlanSource {

    private static final int MORE_THAN_A_TEST_WRITES = 1_000_000;

    private final PlanBuilder<P> plan = new PlanBuilder<>();
    private @Nullable Supplier<? extends P> create;
    private int capacity = Integer.MAX_VALUE;
    private Threads writers = new Threads(1, 2);
    private Threads readers = new Threads(1, 1);
    private int size = 4;

    /** A spec that says nothing yet. */
    public PipeSpec() {}

    /** How to make a fresh, open, empty pipe. */
    public PipeSpec<P> create(Supplier<? extends P> maker) {
        create = Checks.notNull("pipe", "create", maker);
        return this;
    }

    /** How many items it holds; it has no bound unless said. */
    public PipeSpec<P> capacity(int items) {
        capacity = Checks.atLeast(1, "pipe", "capacity", items);
        return this;
    }

    /** Writes an item, waiting while the pipe is full; false if the pipe is closed. */
    public PipeSpec<P> write(Write<? super P> write) {
        Checks.notNull("pipe", "write", write);
        plan.action(new Action<P>("write", 1, (caller, _) -> caller.nextId(), _ -> true, (pipe, id, _) -> write
                .write(pipe, new Item((Long) Objects.requireNonNull(id)).sealed()))).phrase("writer", "write");
        return this;
    }

    /** Reads the next item, waiting for one; null at the end. */
    public PipeSpec<P> read(Read<? super P> read) {
        Checks.notNull("pipe", "read", read);
        plan.action(Action.of("read", (pipe, _, _) -> Item.open(read.read(pipe)))).phrase("reader", "read");
        return this;
    }

    /** Closes the pipe. */
    public PipeSpec<P> close(Consumer<? super P> close) {
        Checks.notNull("pipe", "close", close);
        plan.action(Action.of("close", (pipe, _, _) -> {
            close.accept(pipe);
            return null;
        })).phrase("writer", "close");
        return this;
    }

    /** Some threads are interrupted while they call. */
    public PipeSpec<P> interrupts() {
        plan.interrupts();
        return this;
    }

    /** How many threads write; 1 to 2 unless said. */
    public PipeSpec<P> writers(int atLeast, int atMost) {
        writers = new Threads(atLeast, atMost);
        return this;
    }

    /** How many threads read; 1 unless said. */
    public PipeSpec<P> readers(int atLeast, int atMost) {
        readers = new Threads(atLeast, atMost);
        return this;
    }

    /** How many times a thread calls at the most in a controlled run; 4 unless said. */
    public PipeSpec<P> operations(int ofOneThread) {
        size = Checks.atLeast(1, "pipe", "operations", ofOneThread);
        return this;
    }

    /**
     * Writes.
     *
     * @param <P> the pipe under test
     */
    @FunctionalInterface
    public interface Write<P> {
        /** The call; false if the pipe is closed. */
        boolean write(P pipe, Item item) throws Exception;
    }

    /**
     * Reads.
     *
     * @param <P> the pipe under test
     */
    @FunctionalInterface
    public interface Read<P> {
        /** The call; null at the end. */
        @Nullable Item read(P pipe) throws Exception;
    }

    @Override
    public Plan<P> plan() {
        Supplier<? extends P> maker = Checks.given("pipe", "create", create);
        if (!plan.has("write") || !plan.has("read") || !plan.has("close")) {
            throw new IllegalArgumentException("pipe: operations=incomplete (expected: write, read, close)");
        }
        Model<Content> model = new Pipe(capacity);
        return plan.plan(_ -> maker.get(), List.of(plan.role("writer", writers), plan.role("reader", readers)), size,
                PipeSpec::closeAndDrain,
                history -> Linearizability.check(model, history));
    }

    private static <P> void closeAndDrain(P pipe, Plan.Calls<P> calls) {
        calls.make(Call.of("close"));
        for (int i = 0; i < MORE_THAN_A_TEST_WRITES; i++) {
            Object got = calls.make(Call.of("read"));
            if (got == null || got instanceof Operation.Thrown) {
                return;
            }
        }
    }

    private record Content(List<Object> items, boolean closed) {}

    private record Pipe(int capacity) implements Model<Content> {

        @Override
        public Content initial() {
            return new Content(List.of(), false);
        }

        @Override
        public @Nullable Content step(Content content, Operation call) {
            if (PlanBuilder.wasInterrupted(call)) {
                return content;
            }
            return switch (call.name()) {
                case "close" -> new Content(content.items, true);
                case "write" -> write(content, call);
                default -> read(content, call);
            };
        }

        private @Nullable Content write(Content content, Operation call) {
            if (content.closed) {
                return call.hasReturned() && Boolean.TRUE.equals(call.output()) ? null : content;
            }
            boolean refused = call.hasReturned() && Boolean.FALSE.equals(call.output());
            if (refused || content.items.size() >= capacity) {
                return null;
            }
            List<Object> more = new ArrayList<>(content.items);
            more.add(Objects.requireNonNull(call.input()));
            return new Content(List.copyOf(more), false);
        }

        private static @Nullable Content read(Content content, Operation call) {
            if (content.items.isEmpty()) {
                return content.closed && (!call.hasReturned() || call.output() == null) ? content : null;
            }
            Object first = content.items.getFirst();
            boolean fits = !call.hasReturned() || first.equals(call.output());
            return fits ? new Content(content.items.subList(1, content.items.size()), content.closed) : null;
        }
    }
}
