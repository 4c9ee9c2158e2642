/** The testkit as a program: stress a queue by the name of its class, check a recorded history. Needs picocli. */
package dev.millrace.testkit.cli;
