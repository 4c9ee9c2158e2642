/** Runs virtual threads by hand, one step of one thread at a time, so that a schedule can be chosen, searched and replayed. */
package dev.millrace.testkit.schedule;
