/**
 * Counts words with a pipeline: {@link dev.millrace.examples.words.Words} is the place to begin to read.
 *
 * <p>Three types of items flow. The walk finds an {@link dev.millrace.examples.words.Entry}, the reader makes it into
 * {@link dev.millrace.examples.words.Part}s, the workers make each of these into something {@link
 * dev.millrace.examples.words.Counted}, and the {@link dev.millrace.examples.words.Tally} adds up. What goes wrong with
 * a file is no exception but an item like the others: a {@link dev.millrace.examples.words.Fate}.
 */
@NullMarked
package dev.millrace.examples.words;

import org.jspecify.annotations.NullMarked;
