/**
 * Lock-free queues, asked for by how many threads produce and consume, bounded exactly or unbounded.
 *
 * <p>{@link dev.millrace.core.queue.Queues} makes them and {@link dev.millrace.core.queue.ConcurrentQueue} is what they
 * all can do.
 */
package dev.millrace.core.queue;
