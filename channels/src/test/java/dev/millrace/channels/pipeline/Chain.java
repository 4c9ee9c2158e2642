package dev.millrace.channels.pipeline;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Some stages in a row, which can be hung behind a pipeline or, as the model of what they do, behind a stream. */
record Chain(List<Link> links) {

    enum Kind {
        MAP,
        FILTER,
        FLAT_MAP,
        TAP,
        BUFFER,
        BATCH,
        TIMED_BATCH,
        PARALLEL,
        UNORDERED
    }

    /** One stage; the number is its workers, its size or what it computes with. */
    record Link(Kind kind, int n) {

        Pipeline<Integer> behind(Pipeline<Integer> before) {
            return switch (kind) {
                case MAP -> before.map(this::changed);
                case FILTER -> before.filter(this::passes);
                case FLAT_MAP -> before.flatMap(this::several);
                case TAP -> before.tap(this::changed);
                case BUFFER -> before.buffer(n);
                case BATCH -> before.batch(n).flatMap(list -> list);
                case TIMED_BATCH -> before.batch(n, Duration.ofMillis(1)).flatMap(list -> list);
                case PARALLEL -> before.mapParallel(n, this::changed);
                case UNORDERED -> before.mapParallelUnordered(n, this::changed);
            };
        }

        Stream<Integer> behind(Stream<Integer> before) {
            return switch (kind) {
                case MAP, PARALLEL, UNORDERED -> before.map(this::changed);
                case FILTER -> before.filter(this::passes);
                case FLAT_MAP -> before.flatMap(i -> several(i).stream());
                case TAP, BUFFER, BATCH, TIMED_BATCH -> before;
            };
        }

        private Integer changed(int i) {
            return i * 31 + n;
        }

        private boolean passes(int i) {
            return Math.floorMod(i, n + 1) != 0;
        }

        private List<Integer> several(int i) {
            return Stream.iterate(i, j -> j + n).limit(Math.floorMod(i, 3)).toList();
        }
    }

    Pipeline<Integer> behind(Pipeline<Integer> before) {
        Pipeline<Integer> pipeline = before;
        for (Link link : links) {
            pipeline = link.behind(pipeline);
        }
        return pipeline;
    }

    List<Integer> model(List<Integer> items) {
        Stream<Integer> stream = items.stream();
        for (Link link : links) {
            stream = link.behind(stream);
        }
        return stream.toList();
    }

    boolean keepsOrder() {
        return links.stream().noneMatch(link -> link.kind() == Kind.UNORDERED);
    }
}
