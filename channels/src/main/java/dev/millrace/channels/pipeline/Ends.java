package dev.millrace.channels.pipeline;

import dev.millrace.channels.Sender;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Collector;
import org.jspecify.annotations.Nullable;

/** The ends that a pipeline can have, each for one run. */
final class Ends {

    private Ends() {}

    /** Collects by a collector of the streams, all of whose functions are called in the run. */
    static final class Collecting<T, A, R> implements Blueprint.End<T, R> {
        private final Collector<? super T, A, R> collector;
        private @Nullable A container;

        Collecting(Collector<? super T, A, R> collector) {
            this.collector = collector;
        }

        @Override
        public void accept(T item) {
            collector.accumulator().accept(container(), item);
        }

        @Override
        public R finish() {
            return collector.finisher().apply(container());
        }

        private A container() {
            A made = container;
            if (made == null) {
                made = collector.supplier().get();
                container = made;
            }
            return made;
        }
    }

    /** Collects into a list. */
    static final class Listing<T> implements Blueprint.End<T, List<T>> {
        private final List<T> items = new ArrayList<>();

        @Override
        public void accept(T item) {
            items.add(item);
        }

        @Override
        public List<T> finish() {
            return items;
        }
    }

    /** Folds from the left. */
    static final class Folding<T, R> implements Blueprint.End<T, R> {
        private final BiFunction<? super R, ? super T, ? extends R> function;
        private R value;

        Folding(R initial, BiFunction<? super R, ? super T, ? extends R> function) {
            this.value = initial;
            this.function = function;
        }

        @Override
        public void accept(T item) {
            value = function.apply(value, item);
        }

        @Override
        public R finish() {
            return value;
        }
    }

    /** Calls a consumer. */
    static final class Consuming<T> implements Blueprint.End<T, Long> {
        private final StageConsumer<? super T> consumer;
        private long count;

        Consuming(StageConsumer<? super T> consumer) {
            this.consumer = consumer;
        }

        @Override
        public void accept(T item) throws Exception {
            consumer.accept(item);
            count++;
        }

        @Override
        public Long finish() {
            return count;
        }
    }

    /** Sends into a channel, which ends as the pipeline does. */
    static final class Sending<T> implements Blueprint.End<T, Long> {
        private final Sender<? super T> target;
        private long count;

        Sending(Sender<? super T> target) {
            this.target = target;
        }

        @Override
        public void accept(T item) throws InterruptedException {
            target.send(item);
            count++;
        }

        @Override
        public Long finish() {
            return count;
        }

        @Override
        public void close() {
            target.close();
        }

        @Override
        public void fail(Throwable cause) {
            target.fail(cause);
        }
    }
}
