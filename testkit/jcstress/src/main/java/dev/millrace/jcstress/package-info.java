/** Tests of few steps each for jcstress, which runs them on real processors many million times and counts what came out. */
@NullMarked
package dev.millrace.jcstress;

import org.jspecify.annotations.NullMarked;
