import org.jspecify.annotations.NullMarked;

/** Proves producers and consumers correct under stress: any queue, lock or actor, described by lambdas. */
@NullMarked
@SuppressWarnings("requires-automatic")
module dev.millrace.testkit {
    requires static transitive org.jspecify;

    exports dev.millrace.testkit.history;
    exports dev.millrace.testkit.schedule;
    exports dev.millrace.testkit.schedule.weave;
}
