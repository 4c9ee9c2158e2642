/** Histories of calls, and what they say about the object that was called. */
package dev.millrace.testkit.history;
