import org.jspecify.annotations.NullMarked;

/** Lock-free queues, the one waiting mechanism, deadlines and clocks on which Millrace stands. */
@NullMarked
@SuppressWarnings({"module", "requires-automatic"}) // Agrona has no descriptor; the siblings are compiled later
module dev.millrace.core {
    requires org.agrona;
    requires org.jctools.core.jdk11;
    requires static transitive org.jspecify;

    exports dev.millrace.core.queue;
    exports dev.millrace.core.time;
    exports dev.millrace.core.wait;
    exports dev.millrace.core.internal to
            dev.millrace.channels,
            dev.millrace.sync;
}
