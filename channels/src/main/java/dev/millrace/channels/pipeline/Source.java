package dev.millrace.channels.pipeline;

/**
 * Where the items of a pipeline come from.
 *
 * @param <T> the type of the items
 */
interface Source<T> {

    /** Reads the source from its beginning. */
    Pump<T> open();

    /**
     * One reading of the source, by one thread.
     *
     * @param <T> the type of the items
     */
    interface Pump<T> {

        /** Pushes items into the sink until there are no more or {@link #stop} was called. Does not end the sink. */
        void run(StageRun self, Sink<T> sink) throws Exception;

        /** Lets {@link #run} return soon. Any thread may call it, also before or after the run. */
        void stop();
    }
}
