package dev.millrace.channels.pipeline;

import dev.millrace.channels.Receiver;
import dev.millrace.channels.Sender;
import dev.millrace.core.internal.Checks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Collector;

/**
 * A source and the stages that its items go through. It describes work and does none: give it an end ({@link #collect},
 * {@link #fold}, {@link #forEach}, {@link #into}) and run the {@link Job}.
 *
 * {@snippet :
 * Map<String, Long> sizes = Pipeline.from(files)
 *         .mapParallel(4, file -> Map.entry(file.toString(), Files.size(file)))
 *         .named("measure")
 *         .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue))
 *         .run();
 * }
 *
 * <p><b>Threads.</b> A pipeline is immutable: each stage method returns a longer one. In a run, {@code map}, {@code
 * filter}, {@code flatMap}, {@code tap} and {@code batch} by size work on the thread that brings the item; {@code
 * mapParallel}, {@code buffer} and {@code batch} by time have virtual threads of their own behind a bounded channel. The
 * functions of a parallel stage are called by several threads at once, all others by one at a time.
 *
 * <p><b>Ordering.</b> Results come in the order of the source, except behind {@link #mapParallelUnordered}.
 *
 * <p><b>Memory.</b> What a stage did with an item <i>happens-before</i> what the next one does with its result.
 *
 * <p><b>Blocking.</b> Every channel is bounded, so a slow stage slows all those before it, up to the source.
 *
 * <p><b>Closing and errors.</b> A function that throws ends the run: its channels fail, its threads are interrupted, what
 * is under way is dropped, and the caller gets a {@link PipelineException} with the cause and the stage's name.
 *
 * <p><b>Limits.</b> Items and results are never null.
 *
 * @param <T> the type of the items that come out of the last stage
 */
public final class Pipeline<T> {

    private static final int MAX_WORKERS = 1 << 16;

    private final Source<?> source;
    private final List<Blueprint.Named<?, ?>> stages;

    private Pipeline(Source<?> source, List<Blueprint.Named<?, ?>> stages) {
        this.source = source;
        this.stages = stages;
    }

    // ---- sources

    /**
     * A pipeline of an iterable's items; each run iterates anew.
     *
     * @param items the items
     * @param <T> their type
     * @return the pipeline
     */
    public static <T> Pipeline<T> from(Iterable<? extends T> items) {
        return new Pipeline<>(new IterableSource<T>(Checks.notNull("pipeline", "items", items)), List.of());
    }

    /**
     * A pipeline of an iterator's items, for one run; a second one is refused.
     *
     * @param items the items; used by one thread of the run at a time
     * @param <T> their type
     * @return the pipeline
     */
    public static <T> Pipeline<T> from(Iterator<? extends T> items) {
        Checks.notNull("pipeline", "items", items);
        return new Pipeline<>(new IteratorSource<T>(items), List.of());
    }

    /**
     * A pipeline of what is received from a channel until it is closed and empty. The channel remains the caller's: the
     * pipeline never closes it, and if it ends early, what the channel holds stays there. A channel that was failed fails
     * the pipeline.
     *
     * @param items the channel
     * @param <T> the type of its items
     * @return the pipeline
     */
    public static <T> Pipeline<T> from(Receiver<? extends T> items) {
        return new Pipeline<>(new ReceiverSource<T>(Checks.notNull("pipeline", "items", items)), List.of());
    }

    // ---- stages

    /**
     * Names the last stage, for errors and statistics. Unnamed stages are called after what they do.
     *
     * @param name the name, unique in this pipeline
     * @return this pipeline with the name
     * @throws IllegalArgumentException if another stage has the name
     * @throws IllegalStateException if there is no stage yet
     */
    public Pipeline<T> named(String name) {
        Checks.notNull("pipeline", "name", name);
        if (stages.isEmpty()) {
            throw new IllegalStateException("pipeline: stages=0 (expected: a stage to name)");
        }
        List<Blueprint.Named<?, ?>> renamed = new ArrayList<>(stages);
        Blueprint.Named<?, ?> last = renamed.removeLast();
        if (names(renamed).contains(name)) {
            throw new IllegalArgumentException("pipeline: name=" + name + " (expected: a name of one stage only)");
        }
        renamed.add(new Blueprint.Named<>(name, last.stage()));
        return new Pipeline<>(source, List.copyOf(renamed));
    }

    /**
     * Turns each item into another.
     *
     * @param function the function
     * @param <R> the type of the results
     * @return the longer pipeline
     */
    public <R> Pipeline<R> map(StageFunction<? super T, ? extends R> function) {
        return then("map", new MapStage<T, R>(Checks.notNull("map", "function", function)));
    }

    /**
     * Lets only those items pass that a predicate accepts.
     *
     * @param predicate the predicate
     * @return the longer pipeline
     */
    public Pipeline<T> filter(StagePredicate<? super T> predicate) {
        return then("filter", new FilterStage<T>(Checks.notNull("filter", "predicate", predicate)));
    }

    /**
     * Turns each item into any number of others, in their order. The iterable may be lazy: each of its items is on its
     * way before it is asked for the next. An iterator that is {@link AutoCloseable} is closed when it has ended, and also
     * when the run ends before it has.
     *
     * @param function the function
     * @param <R> the type of the results
     * @return the longer pipeline
     */
    public <R> Pipeline<R> flatMap(StageFunction<? super T, ? extends Iterable<? extends R>> function) {
        return then("flatMap", new FlatMapStage<T, R>(Checks.notNull("flatMap", "function", function)));
    }

    /**
     * Shows each item to a consumer and passes it on.
     *
     * @param consumer the consumer
     * @return the longer pipeline
     */
    public Pipeline<T> tap(StageConsumer<? super T> consumer) {
        return then("tap", new TapStage<T>(Checks.notNull("tap", "consumer", consumer)));
    }

    /**
     * Turns items into others on several threads at once; the results keep the order of the items. A slow item holds up
     * the results of at most twice as many items behind it as there are workers.
     *
     * @param workers how many threads, at least one
     * @param function the function; called by several threads at once
     * @param <R> the type of the results
     * @return the longer pipeline
     * @throws IllegalArgumentException if {@code workers} is out of range
     */
    public <R> Pipeline<R> mapParallel(int workers, StageFunction<? super T, ? extends R> function) {
        Checks.inRange("mapParallel", "workers", workers, 1, MAX_WORKERS);
        return then(
                "mapParallel",
                new OrderedParallelStage<T, R>(workers, Checks.notNull("mapParallel", "function", function)));
    }

    /**
     * Turns items into others on several threads at once; the results go on as they are ready.
     *
     * @param workers how many threads, at least one
     * @param function the function; called by several threads at once
     * @param <R> the type of the results
     * @return the longer pipeline
     * @throws IllegalArgumentException if {@code workers} is out of range
     */
    public <R> Pipeline<R> mapParallelUnordered(int workers, StageFunction<? super T, ? extends R> function) {
        Checks.inRange("mapParallelUnordered", "workers", workers, 1, MAX_WORKERS);
        return then(
                "mapParallelUnordered",
                new ParallelStage<T, R>(workers, Checks.notNull("mapParallelUnordered", "function", function)));
    }

    /**
     * Collects items into lists of a size. The last list may be shorter.
     *
     * @param size the size of a list, at least one
     * @return the longer pipeline
     * @throws IllegalArgumentException if {@code size} is less than one
     */
    public Pipeline<List<T>> batch(int size) {
        return then("batch", new BatchStage<T>(Checks.atLeast("batch", "size", size, 1)));
    }

    /**
     * Collects items into lists of a size, or of what has come when some time after a list's first item has passed.
     *
     * @param size the greatest size of a list, at least one
     * @param linger how long the first item of a list waits for others
     * @return the longer pipeline
     * @throws IllegalArgumentException if {@code size} is out of range or {@code linger} is negative
     */
    public Pipeline<List<T>> batch(int size, Duration linger) {
        Checks.inRange("batch", "size", size, 1, 1 << 28);
        return then("batch", new TimedBatchStage<T>(size, Checks.notNegative("batch", "linger", linger)));
    }

    /**
     * Lets what is before and what is behind go on at the same time, with up to {@code capacity} items between them.
     *
     * @param capacity how many items, at least one
     * @return the longer pipeline
     * @throws IllegalArgumentException if {@code capacity} is out of range
     */
    public Pipeline<T> buffer(int capacity) {
        return then("buffer", new BufferStage<T>(Checks.inRange("buffer", "capacity", capacity, 1, 1 << 28)));
    }

    // ---- ends

    /**
     * Collects all items.
     *
     * @param collector says how; used by one thread at a time
     * @param <A> the collector's container
     * @param <R> the type of the result
     * @return the pipeline, ready to run
     */
    public <A, R> Job<R> collect(Collector<? super T, A, R> collector) {
        Checks.notNull("collect", "collector", collector);
        return end(() -> new Ends.Collecting<T, A, R>(collector));
    }

    /**
     * Collects all items into a list.
     *
     * @return the pipeline, ready to run
     */
    public Job<List<T>> toList() {
        return end(() -> new Ends.Listing<T>());
    }

    /**
     * Folds all items into one value, in their order.
     *
     * @param initial the value before the first item
     * @param function makes the next value from the last one and an item
     * @param <R> the type of the value
     * @return the pipeline, ready to run
     */
    public <R> Job<R> fold(R initial, BiFunction<? super R, ? super T, ? extends R> function) {
        Checks.notNull("fold", "initial", initial);
        Checks.notNull("fold", "function", function);
        return end(() -> new Ends.Folding<T, R>(initial, function));
    }

    /**
     * Gives each item to a consumer.
     *
     * @param consumer the consumer; called by one thread at a time
     * @return the pipeline, ready to run; its result is the number of items
     */
    public Job<Long> forEach(StageConsumer<? super T> consumer) {
        Checks.notNull("forEach", "consumer", consumer);
        return end(() -> new Ends.Consuming<T>(consumer));
    }

    /**
     * Sends each item into a channel, closes the channel after the last, and fails it if the pipeline fails.
     *
     * @param target the channel
     * @return the pipeline, ready to run; its result is the number of items
     */
    public Job<Long> into(Sender<? super T> target) {
        Checks.notNull("into", "target", target);
        return end(() -> new Ends.Sending<T>(target));
    }

    // ---- parts

    private <R> Pipeline<R> then(String kind, Stage<T, R> stage) {
        List<Blueprint.Named<?, ?>> longer = new ArrayList<>(stages);
        longer.add(new Blueprint.Named<>(unusedName(kind), stage));
        return new Pipeline<>(source, List.copyOf(longer));
    }

    private <R> Job<R> end(Supplier<Blueprint.End<?, R>> end) {
        return new Job<>(new Blueprint<>(source, stages, end));
    }

    private String unusedName(String kind) {
        Set<String> used = names(stages);
        String name = kind;
        for (int i = 2; used.contains(name); i++) {
            name = kind + "-" + i;
        }
        return name;
    }

    private static Set<String> names(List<Blueprint.Named<?, ?>> stages) {
        Set<String> names = new TreeSet<>(List.of("source", "end"));
        stages.forEach(stage -> names.add(stage.name()));
        return names;
    }
}
