package dev.millrace.testkit.history;

import static dev.millrace.testkit.history.Operation.pending;
import static dev.millrace.testkit.history.Operation.returned;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TimelineTest {

    @Test
    void of_violation_marksPrefixAndCulprit() {
        History history = History.of(
                returned(0, "offer", 1, true, 101, 104),
                returned(1, "poll", null, null, 105, 106),
                pending(2, "put", 7, 102, Ending.UNKNOWN),
                returned(2, "offer", List.of("a", "b"), true, 104, 104));
        Verdict verdict = new Verdict.Violation(
                "no order explains poll() = null of thread 1",
                List.of(history.operations().get(0)),
                history.operations().get(3));
        assertThat(Timeline.of(history, verdict)).isEqualTo("""
                    | thread 0    | thread 1    | thread 2
                ----+-------------+-------------+----------------
                  0 | offer(1) -> |             |
                  1 |             |             | put(7) ->
                  3 |             |             | offer(a, b) ->
                  3 | -> true [1] |             | -> true
                  4 |             | poll() ->   |
                  5 |             | -> null [!] |
                end |             |             | ...?

                no order explains poll() = null of thread 1
                longest order:
                  [1] offer(1) = true  thread 0
                """);
    }

    @Test
    void of_linearizable_numbersTheOrder() {
        History history = History.of(
                returned(0, "poll", null, "x", 1, 9),
                returned(3, "offer", "x", true, 1, 9),
                pending(0, "take", null, 10, Ending.BLOCKED));
        Verdict verdict = Linearizability.check(Models.fifoQueue(), history);
        assertThat(Timeline.of(history, verdict)).isEqualTo("""
                    | thread 0  | thread 3
                ----+-----------+-------------
                  0 | poll() -> | offer(x) ->
                  8 | -> x  [2] | -> true [1]
                  9 | take() -> |
                end | ...waits  |

                linearizable
                order:
                  [1] offer(x) = true  thread 3
                  [2] poll() = x  thread 0
                """);
    }

    @Test
    void of_longAndBrokenValues_clipsThem() {
        History history = History.of(returned(0, "write", "line\n" + "x".repeat(50), null, 1, 2));
        assertThat(Timeline.of(history)).isEqualTo("""
                  | thread 0
                --+--------------------------------------------
                0 | write(line·xxxxxxxxxxxxxxxxxxxxxxxx...) ->
                1 | -> null
                """);
    }

    @Test
    void of_noCalls_isAnEmptyTable() {
        assertThat(Timeline.of(History.of(), new Verdict.GaveUp("too long"))).isEqualTo("\n-\n\ntoo long\n");
    }
}
