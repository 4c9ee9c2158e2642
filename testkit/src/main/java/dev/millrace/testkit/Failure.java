package dev.millrace.testkit;

import dev.millrace.testkit.engine.Trial;
import dev.millrace.testkit.history.History;
import dev.millrace.testkit.history.Verdict;
import dev.millrace.testkit.report.FailureFacts;
import dev.millrace.testkit.report.HistoryTable;
import dev.millrace.testkit.report.ObjectNames;
import dev.millrace.testkit.scenario.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a check has found, shrunk, and how to see it again.
 *
 * @param name     the name of the check
 * @param engine   the engine that found it
 * @param seed     the seed of the check
 * @param scenario the smallest scenario found that fails
 * @param schedule how its threads took turns; empty for a stress test
 * @param history  what happened
 * @param verdict  what is wrong with it
 * @param notes    what else there is to tell: what threads wait on, exceptions
 * @param found    how many operations the scenario had that failed first
 * @param runs     how many runs it took to find it
 * @param time     how long it took to find it
 */
public record Failure(String name, Engine engine, long seed, Scenario scenario, String schedule, History history,
        Verdict.Violation verdict, List<String> notes, int found, long runs, Duration time) {

    /**
     * The property whose value replays a failure. A value that is no such line, or that a check of its name cannot have
     * printed, is an error in each check that sees it, and in that check. If no check that runs has its name, there is a notice on
     * standard error at the end of the JVM, since until then one could come.
     */
    public static final String REPLAY = "millrace.replay";

    private static final int MOST_SHOWN = 40;

    /** Keeps a copy. */
    public Failure {
        notes = List.copyOf(notes);
    }

    static Failure of(Search.Found found, String name, long seed) {
        Trial trial = found.smallest();
        if (!(trial.verdict() instanceof Verdict.Violation violation)) {
            throw new IllegalArgumentException("failure: verdict=" + trial.verdict() + " (expected: a violation)");
        }
        return new Failure(name, found.engine(), seed, trial.scenario(), trial.schedule(), trial.history(), violation,
                trial.notes(), found.first().scenario().size(), found.runs(), found.time());
    }

    /**
     * The argument for the JVM that makes the check of this name replay this failure and do nothing else. What a stress test
     * found is only likely to be found again; of a long scenario the line has the seed alone.
     */
    public String replay() {
        Scenario small = engine == Engine.CONTROLLED || scenario.size() <= MOST_SHOWN ? scenario : Scenario.of();
        return "-D" + REPLAY + "='" + new ReplayLine(name, engine, seed, small, schedule) + "'";
    }

    /** What a page or a table says besides the history. */
    FailureFacts facts() {
        List<String> threads = new ArrayList<>();
        for (int thread = 0; thread < scenario.threads().size(); thread++) {
            threads.add("thread " + thread);
        }
        threads.add("before and after");
        return FailureFacts.titled(name).withEngine(engine.name()).withSeed(Long.toString(seed)).withReplay(replay())
                .withScenario(scenario.size() <= MOST_SHOWN ? scenario.toString() : scenario.size() + " calls")
                .withThreads(threads).withTimeUnit(engine == Engine.CONTROLLED ? "" : "ns").withNotes(notes);
    }

    /** The whole report: what is wrong, the scenario, the table, and the line that replays it. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(name).append(": ").append(verdict.reason());
        text.append("\n\nfound by ").append(engine).append(" in run ").append(runs).append(" after ")
                .append(time.toMillis()).append(" ms, seed ").append(seed);
        text.append("\nscenario, shrunk from ").append(found).append(" to ").append(scenario.size()).append(" calls")
                .append(scenario.size() <= MOST_SHOWN ? ": " + scenario : "");
        text.append("\n\n").append(HistoryTable.of(facts(), history, verdict, MOST_SHOWN).stripTrailing());
        for (String note : notes) {
            text.append("\n\n").append(note);
        }
        text.append("\n\nreplay it with ").append(replay());
        return ObjectNames.of(history).in(text.toString());
    }
}
