/**
 * The ways to move an item from thread to thread that are compared. A new peer is one class behind
 * {@link dev.millrace.benchmarks.peers.Transfer} and its line in {@link dev.millrace.benchmarks.peers.Transfers}.
 */
@NullMarked
package dev.millrace.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
