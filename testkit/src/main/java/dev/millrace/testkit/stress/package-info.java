/** Runs real threads against an object for a while, and judges what they saw. */
package dev.millrace.testkit.stress;
