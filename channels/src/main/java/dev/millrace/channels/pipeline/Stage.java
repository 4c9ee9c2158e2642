package dev.millrace.channels.pipeline;

/**
 * A kind of stage: how it hangs between the stage before and the one behind. Made once and connected for each run.
 *
 * @param <I> the type of the items that come
 * @param <O> the type of the items that go on
 */
interface Stage<I, O> {

    /**
     * Builds this stage for one run.
     *
     * @param self the stage's name, counters and threads in this run
     * @param next where its items go
     * @return where the stage before puts its items
     */
    Sink<I> connect(StageRun self, Sink<O> next);
}
