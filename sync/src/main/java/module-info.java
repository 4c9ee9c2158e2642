import org.jspecify.annotations.NullMarked;

/** Locks, semaphores, events, conditions and barriers, timers and threads that can be joined. */
@NullMarked
module dev.millrace.sync {
    requires jdk.jfr;
    requires transitive dev.millrace.core;
    requires static transitive org.jspecify;

    exports dev.millrace.sync;
}
