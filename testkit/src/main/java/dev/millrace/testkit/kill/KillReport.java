package dev.millrace.testkit.kill;

import dev.millrace.testkit.Reports;
import dev.millrace.testkit.history.Ending;
import dev.millrace.testkit.history.History;
import dev.millrace.testkit.history.Operation;
import dev.millrace.testkit.history.Verdict;
import dev.millrace.testkit.report.FailureFacts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How a {@link KillPlan} ended. */
public sealed interface KillReport {

    /** The name of the plan. */
    String plan();

    /** From which all rounds are made. */
    long seed();

    /**
     * Nothing was found wrong.
     *
     * @param plan    the name of the plan
     * @param seed    the seed
     * @param rounds  how many rounds were run; fewer than asked for, if the budget was over
     * @param strikes how many strikes met their child at work
     * @param inside  how many of these met it inside an operation
     * @param took    how long it took
     */
    record Survived(String plan, long seed, int rounds, int strikes, int inside, Duration took)
            implements
                KillReport {
        @Override
        public String toString() {
            return plan + ": survived " + strikes + " strikes, " + inside + " of them inside an operation, in " + rounds
                    + " rounds and " + took.toMillis() + " ms; seed " + seed;
        }
    }

    /**
     * A round went wrong.
     *
     * @param plan       the name of the plan
     * @param seed       the seed
     * @param round      the round, from 0
     * @param reason     what is wrong
     * @param struck     who was hit, and where
     * @param children   the names of the children, by lane
     * @param history    what they did
     * @param drained    what was in the file in the end; empty if the round did not come so far
     * @param transcript what the children printed in this round, and their stacks if one hung
     * @param took       how long it took from the first round on
     * @param page       where the round is drawn; null if there was no place to write to, or no operation to draw
     */
    record Broken(String plan, long seed, int round, String reason, List<Struck> struck, List<String> children,
            History history, List<Object> drained, String transcript, Duration took, @Nullable Path page)
            implements
                KillReport {
        private static final int LAST = 8;

        /** Keeps a copy. */
        public Broken {
            struck = List.copyOf(struck);
            children = List.copyOf(children);
            drained = List.copyOf(drained);
        }

        /** The line that runs this round alone. */
        public String replay() {
            return "-D" + KillPlan.REPLAY + "='" + new RoundLine(plan, seed, round) + "'";
        }

        /** The same, drawn as a page. */
        Broken drawn() {
            Path drawing = history.size() == 0
                    ? null
                    : Reports.write(facts(), history, new Verdict.Violation(firstLine(), List.of(), null));
            return new Broken(plan, seed, round, reason, struck, children, history, drained, transcript, took, drawing);
        }

        private FailureFacts facts() {
            List<String> notes = new ArrayList<>(struck.stream().map(Struck::toString).toList());
            notes.add(drainedInShort());
            Stream.of(reason, transcript).filter(text -> text.contains("\n")).forEach(notes::add);
            return FailureFacts.titled(plan).withEngine("KILL").withSeed(Long.toString(seed)).withReplay(replay())
                    .withThreads(children).withNotes(notes);
        }

        private String firstLine() {
            return reason.lines().findFirst().orElse(reason);
        }

        private String drainedInShort() {
            return "drained: " + (drained.size() <= 2 * LAST
                    ? drained
                    : drained.subList(0, 2 * LAST) + " and " + (drained.size() - 2 * LAST) + " more");
        }

        /** Whether all strikes of the round were at points, so that a replay hits the same places. */
        public boolean isExact() {
            return struck.stream().allMatch(s -> s.strike().moment() instanceof Strike.Moment.At);
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder(plan).append(": ").append(reason).append('\n');
            struck.forEach(s -> text.append("  ").append(s).append('\n'));
            for (int lane = 0; lane < children.size(); lane++) {
                text.append("  ").append(children.get(lane)).append(": ").append(lastOf(lane)).append('\n');
            }
            text.append("  ").append(drainedInShort()).append('\n');
            text.append("  round ").append(round).append(" of seed ").append(seed).append("; to run it again: ")
                    .append(replay()).append(isExact()
                            ? " (same points, same visits)"
                            : " (same choices, but not the same instruction: repeat it, or name a point)");
            text.append(page == null ? "" : "\n  see " + page.toUri());
            return transcript.isEmpty() ? text.toString() : text.append('\n').append(transcript).toString();
        }

        private String lastOf(int lane) {
            List<Operation> all = history.operations().stream().filter(o -> o.thread() == lane).toList();
            String last = all.subList(Math.max(0, all.size() - LAST), all.size()).stream()
                    .map(o -> o.ending() == Ending.UNKNOWN ? o + " (never returned)" : o.toString())
                    .collect(Collectors.joining(", "));
            return all.isEmpty()
                    ? "no operation"
                    : all.size() + " operations, " + (all.size() > LAST ? "the last " : "") + last;
        }
    }

    /**
     * Some strike met its child at work in no round, so nothing is known about it; this is no pass.
     *
     * @param plan   the name of the plan
     * @param seed   the seed
     * @param rounds how many rounds were run
     * @param reason what to do
     */
    record Missed(String plan, long seed, int rounds, String reason) implements KillReport {
        @Override
        public String toString() {
            return plan + ": " + reason + "; seed " + seed;
        }
    }

    /** Whether each strike met its child at work in some round, and nothing was found wrong. */
    default boolean isSurvived() {
        return this instanceof Survived;
    }

    /**
     * This report, if nothing was found wrong.
     *
     * @throws AssertionError if something was, or if nothing is known; it says all that this report knows
     */
    default KillReport orThrow() {
        if (!isSurvived()) {
            throw new AssertionError(toString());
        }
        return this;
    }
}
