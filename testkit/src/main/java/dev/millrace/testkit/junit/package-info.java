/** Checks as tests of JUnit 5. */
package dev.millrace.testkit.junit;
