/** Scenarios for the properties of jqwik, which generates and shrinks them. */
package dev.millrace.testkit.jqwik;
