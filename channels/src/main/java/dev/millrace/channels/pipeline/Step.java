package dev.millrace.channels.pipeline;

/**
 * A sink of a stage without threads of its own: it counts what comes and passes the end on.
 *
 * @param <I> the type of the items that come
 * @param <O> the type of the items that go on
 */
abstract class Step<I, O> implements Sink<I> {

    final StageRun self;
    final Sink<O> next;

    Step(StageRun self, Sink<O> next) {
        this.self = self;
        this.next = next;
    }

    abstract void step(I item) throws Exception;

    @Override
    public final void accept(I item) throws Exception {
        self.received();
        step(item);
    }

    @Override
    public void end() throws Exception {
        next.end();
    }
}
