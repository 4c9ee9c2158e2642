/** Lock-free queues, asked for by how many threads produce and consume, bounded exactly or unbounded. */
package dev.millrace.core.queue;
