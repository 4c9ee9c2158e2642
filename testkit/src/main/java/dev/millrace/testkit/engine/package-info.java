/** Runs scenarios: on real threads, or under control. */
package dev.millrace.testkit.engine;
