package dev.millrace.testkit.spec;

/** How many threads play a role. */
record Threads(int fewest, int most) {}
