/**
 * Pipelines: items flow from a source through stages into an end, with bounded channels between the threads, so that the
 * slowest stage sets the pace of all.
 *
 * <p>{@link dev.millrace.channels.pipeline.Pipeline} is the door.
 */
package dev.millrace.channels.pipeline;
