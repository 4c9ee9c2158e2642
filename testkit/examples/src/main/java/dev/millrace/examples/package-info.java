/** Programs that show Millrace at work, each a subcommand of {@link dev.millrace.examples.Examples}. */
@NullMarked
package dev.millrace.examples;

import org.jspecify.annotations.NullMarked;
