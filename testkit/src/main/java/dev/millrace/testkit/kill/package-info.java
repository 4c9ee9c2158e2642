/**
 * Kills processes on purpose: child JVMs work on one mapped file, are killed with SIGKILL or stopped with SIGSTOP, and what
 * survives is checked. {@link dev.millrace.testkit.kill.KillPlan} is the way in.
 */
package dev.millrace.testkit.kill;
