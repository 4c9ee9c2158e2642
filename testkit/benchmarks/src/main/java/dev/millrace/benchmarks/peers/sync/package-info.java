/**
 * The ways to keep threads apart, or to make them wait for each other, that are compared: {@code dev.millrace.sync} and
 * what the JDK has. A new peer is one class behind the interface of its kind and its line in the list of that kind:
 * {@link dev.millrace.benchmarks.peers.sync.Locks}, {@link dev.millrace.benchmarks.peers.sync.Semaphores},
 * {@link dev.millrace.benchmarks.peers.sync.SharedSections}, {@link dev.millrace.benchmarks.peers.sync.Meetings},
 * {@link dev.millrace.benchmarks.peers.sync.Batons}.
 */
@NullMarked
package dev.millrace.benchmarks.peers.sync;

import org.jspecify.annotations.NullMarked;
