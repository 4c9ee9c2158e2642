/**
 * Millrace measured beside its peers: JMH benchmarks, and {@link dev.millrace.benchmarks.Compare}, which runs them and
 * prints one table a question.
 */
@NullMarked
package dev.millrace.benchmarks;

import org.jspecify.annotations.NullMarked;
