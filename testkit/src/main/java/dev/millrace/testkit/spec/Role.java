package dev.millrace.testkit.spec;

import dev.millrace.testkit.internal.Checks;
import dev.millrace.testkit.scenario.Call;
import java.util.List;

/**
 * What some of the threads do.
 *
 * @param name    the name
 * @param fewest  the smallest number of threads that play it in a scenario chosen at random
 * @param most    the largest number of threads that play it
 * @param isKept  whether the fewest are also kept when a scenario is shrunk, since without them it would be no test; a preset's
 *                judge is right for any number
 * @param phrases what a thread may call, one after the other; each phrase is a row of operations that belong together, as
 *                {@code lock, unlock}
 */
public record Role(String name, int fewest, int most, boolean isKept, List<List<String>> phrases) {

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if there are fewer threads than none, or more at the least than at the most
     */
    public Role {
        Checks.notNull("role", "name", name);
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

    /** A role of which a shrunk scenario may have fewer threads, or none. */
    public Role(String name, int fewest, int most, List<List<String>> phrases) {
        this(name, fewest, most, false, phrases);
    }

    /** The same role, whose fewest threads are kept when a scenario is shrunk. */
    public Role kept() {
        return new Role(name, fewest, most, true, phrases);
    }

    /** Whether the calls are phrases of the role, the last of which may be cut short. */
    boolean mayBeHeard(List<Call> calls) {
        List<String> names = calls.stream().map(Call::operation).toList();
        boolean[] ends = new boolean[names.size() + 1];
        ends[0] = true;
        for (int from = 0; from < names.size(); from++) {
            for (List<String> phrase : phrases) {
                int to = Math.min(from + phrase.size(), names.size());
                if (ends[from] && phrase.subList(0, to - from).equals(names.subList(from, to))) {
                    ends[to] = true;
                }
            }
        }
        return ends[names.size()];
    }

    /** Whether a thread that makes these calls, at least one, may play the role. */
    boolean isPlayedBy(List<Call> calls) {
        return !calls.isEmpty()
                && calls.stream().allMatch(call -> phrases.stream().anyMatch(p -> p.contains(call.operation())));
    }
}
