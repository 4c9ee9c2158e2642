package dev.millrace.testkit.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.testkit.history.History;
import dev.millrace.testkit.history.Operation;
import dev.millrace.testkit.history.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryTableTest {

    @Test
    void of_overlapsWaitsAndUnknownEnds_showsEachInItsColumn() {
        assertThat(HistoryTable.of(Samples.SMALL, Samples.SMALL_VERDICT, 100)).isEqualTo("""
                thread 0             thread 1                   thread 2    thread 3
                [ offer(1)
                |                    [ poll()
                ] true  #1           |
                                     |                          [ take()
                                     |                          |           [ take()
                                     ] 1  #2                    |           |
                offer(2) = true  #3                             |           |
                                     [ poll()                   |           |
                                     |                          ] 2         |
                                     |                          [ offer(x)  |
                                     ] null  <-- cannot follow  |           |
                                                                |           ] waits
                                                                ] ?
                """);
    }

    @Test
    void of_callsThatShareAMoment_overlap() {
        History touching = History.of(Operation.returned(0, "a", null, 1, 0, 5),
                Operation.returned(1, "b", null, 2, 5, 9));
        assertThat(HistoryTable.of(touching, new Verdict.Linearizable(List.of()), 10)).isEqualTo("""
                thread 0  thread 1
                [ a()
                |         [ b()
                ] 1       |
                          ] 2
                """);
    }

    @Test
    void of_callsOfOneThreadThatShareAMoment_followEachOther() {
        History row = History.of(Operation.returned(0, "a", null, 1, 0, 5), Operation.returned(0, "b", null, 2, 5, 9));
        assertThat(HistoryTable.of(row, new Verdict.Linearizable(List.of()), 10)).isEqualTo("""
                thread 0
                a() = 1
                b() = 2
                """);
    }

    @Test
    void of_noOrder_marksTheCulpritAsWrong() {
        Verdict.Violation bare = new Verdict.Violation("it is wrong", List.of(), Samples.WRONG_POLL);
        assertThat(HistoryTable.of(Samples.SMALL, bare, 100)).contains("] null  <-- wrong").doesNotContain("#1");
    }

    @Test
    void of_moreCallsThanRoom_showsThoseAroundTheCulpritAndThoseOnItsValue() {
        History history = Samples.large(1000);
        Operation far = Operation.returned(9, "offer", "needle", true, 0, 0);
        Operation culprit = Operation.returned(9, "poll", null, "needle", 1_000_000, 1_000_001);
        List<Operation> calls = new ArrayList<>(history.operations());
        calls.add(far);
        calls.add(culprit);
        String table = HistoryTable.of(new History(calls), new Verdict.Violation("no", List.of(), culprit), 10);
        assertThat(table).contains("offer(needle)", "= needle  <-- wrong", "(992 of 1002 calls not shown)");
    }

    @Test
    void of_longOrControlText_staysOnItsLine() {
        History history = History.of(Operation.returned(0, "say", "a\nb\u001b[31m" + "x".repeat(500), true, 0, 1));
        assertThat(HistoryTable.of(history, new Verdict.Linearizable(List.of()), 10).lines()).hasSize(2)
                .allMatch(line -> line.length() < 70 && !line.contains("\u001b"));
    }

    @Test
    void of_names_headTheColumns() {
        FailureFacts facts = FailureFacts.titled("").withThreads(List.of("producer 0"));
        assertThat(HistoryTable.of(facts, Samples.SMALL, Samples.SMALL_VERDICT, 100)).startsWith("producer 0")
                .contains("thread 1");
    }

    @Test
    void of_noRoom_isRefused() {
        assertThatThrownBy(() -> HistoryTable.of(Samples.SMALL, Samples.SMALL_VERDICT, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("history table: most=0 (expected: >= 1)");
    }
}
