package dev.millrace.channels.pipeline;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A whole pipeline, ready to be built for a run.
 *
 * @param source where items come from
 * @param stages the stages in order, the last being the end
 * @param result makes what collects the result of one run
 * @param <R> the type of the result
 */
record Blueprint<R>(Source<?> source, List<Named<?, ?>> stages, Supplier<End<?, R>> result) {

    /** A stage and what it is called. */
    record Named<I, O>(String name, Stage<I, O> stage) {}

    /**
     * The end of a pipeline in one run.
     *
     * @param <T> the type of the items that arrive
     * @param <R> the type of the result
     */
    interface End<T, R> {

        /** Takes an item. */
        void accept(T item) throws Exception;

        /** No item will follow: the result. */
        R finish() throws Exception;

        /** The run is done, and cannot fail any more. */
        default void close() {}

        /** The run has failed. May be called several times, by several threads. */
        default void fail(Throwable cause) {}
    }

    /** Builds all sinks from the end backwards and returns the first. */
    Sink<Object> connect(List<StageRun> runs, End<?, R> end, Consumer<R> onResult) {
        Sink<Object> next = new EndSink<>(runs.getLast(), Blueprint.<R>erased(end), onResult);
        for (int i = stages.size() - 1; i >= 0; i--) {
            next = erased(stages.get(i).stage()).connect(runs.get(i + 1), next);
        }
        return next;
    }

    // The door's generics have made sure that each stage gets what the one before gives; the list forgets it.

    @SuppressWarnings("unchecked")
    private static Stage<Object, Object> erased(Stage<?, ?> stage) {
        return (Stage<Object, Object>) stage;
    }

    @SuppressWarnings("unchecked")
    private static <R> End<Object, R> erased(End<?, R> end) {
        return (End<Object, R>) end;
    }

    /** Feeds the end and hands over its result. */
    private record EndSink<R>(StageRun self, End<Object, R> last, Consumer<R> onResult) implements Sink<Object> {

        @Override
        public void accept(Object item) {
            self.received();
            self.call(() -> {
                last.accept(item);
                return true;
            });
        }

        @Override
        public void end() {
            onResult.accept(self.nonNull(self.call(last::finish)));
        }
    }
}
