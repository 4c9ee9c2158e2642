import org.jspecify.annotations.NullMarked;

/** Proves producers and consumers correct under stress: any queue, lock or actor, described by lambdas. */
@NullMarked
@SuppressWarnings("requires-automatic")
module dev.millrace.testkit {
    requires static info.picocli;
    requires static me.tongfei.progressbar;
    requires static transitive net.jqwik.api;
    requires static transitive org.jspecify;
    requires static transitive org.junit.jupiter.api;
    requires static org.junit.platform.commons;

    exports dev.millrace.testkit.engine;
    exports dev.millrace.testkit.hdr;
    exports dev.millrace.testkit.history;
    exports dev.millrace.testkit.jqwik;
    exports dev.millrace.testkit.junit;
    exports dev.millrace.testkit.kill;
    exports dev.millrace.testkit.report;
    exports dev.millrace.testkit.scenario;
    exports dev.millrace.testkit.schedule.weave;
    exports dev.millrace.testkit.schedule;
    exports dev.millrace.testkit.spec;
    exports dev.millrace.testkit.stress;
    exports dev.millrace.testkit;
}
