import org.jspecify.annotations.NullMarked;

/** Channels between threads, and pipelines of stages over them. */
@NullMarked
module dev.millrace.channels {
    requires transitive dev.millrace.core;
    requires static transitive org.jspecify;

    exports dev.millrace.channels;
    exports dev.millrace.channels.pipeline;
}
