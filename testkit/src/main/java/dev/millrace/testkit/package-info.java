/**
 * Tests of concurrent code: {@link dev.millrace.testkit.Check} takes a description, runs it under stress or under control,
 * and tells whether what happened was right.
 */
package dev.millrace.testkit;
