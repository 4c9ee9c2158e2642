/**
 * Rewrites the class files of the code under test, in a class loader of their own, so that every access to shared memory
 * and every wait of theirs goes through {@link dev.millrace.testkit.schedule.Hooks}.
 */
package dev.millrace.testkit.schedule.weave;
