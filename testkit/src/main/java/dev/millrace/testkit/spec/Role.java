package dev.millrace.testkit.spec;

import java.util.List;

/**
 * What some of the threads do.
 *
 * @param name    the name
 * @param fewest  the smallest number of threads that play it
 * @param most    the largest number of threads that play it
 * @param phrases what a thread may call, one after the other; each phrase is a row of operations that belong together, as
 *                {@code lock, unlock}
 */
public record Role(String name, int fewest, int most, List<List<String>> phrases) {

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if there are fewer threads than none, or more at the least than at the most
     */
    public Role {
        if (fewest < 0) {
            throw new IllegalArgumentException("role " + name + ": fewest=" + fewest + " (expected: >= 0)");
        }
        if (most < Math.max(fewest, 1)) {
            throw new IllegalArgumentException(
                    "role " + name + ": most=" + most + " (expected: >= " + Math.max(fewest, 1) + ")");
        }
        if (phrases.isEmpty() || phrases.stream().anyMatch(List::isEmpty)) {
            throw new IllegalArgumentException("role " + name + ": operations=none (expected: >= 1)");
        }
        phrases = phrases.stream().map(List::copyOf).toList();
    }
}
