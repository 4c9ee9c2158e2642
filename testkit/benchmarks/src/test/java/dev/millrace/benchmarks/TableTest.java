package dev.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.benchmarks.peers.Transfers;
import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void markdown_twoCases_sortsEachByMedianAndDividesOursByTheOther() {
        Table table = new Table(Row.ONE_TO_ONE_PLATFORM);
        table.add("small", Transfers.ALL.named("abq"), new Summary(200, 150, 1234, 0));
        table.add("small", Transfers.ALL.named("millrace"), new Summary(50, 45.5, 60, 0.004));
        table.add("small", Transfers.ALL.named("millrace-one"), new Summary(5, 4, 6, 0));
        table.add("large", Transfers.ALL.named("millrace"), new Summary(10, 9, 11, 0));
        table.add("large", Transfers.ALL.named("lbq"), new Summary(4, 3, 5, 24));
        assertThat(table.markdown().lines().filter(line -> line.startsWith("|")).toList())
                .containsExactly(
                        "| case | implementation | ns/item, median | min..max | millrace / this | millrace-one / this |"
                                + " B/op |",
                        "|---|---|--:|--:|--:|--:|--:|",
                        "| small | millrace-one | 5.00 | 4.00..6.00 | 10.00 | - | 0.00 |",
                        "| small | millrace | 50.0 | 45.5..60.0 | - | 0.10 | 0.00 |",
                        "| small | abq | 200 | 150..1234 | 0.25 | 0.03 | 0.00 |",
                        "| large | lbq | 4.00 | 3.00..5.00 | 2.50 | - | 24.0 |",
                        "| large | millrace | 10.0 | 9.00..11.0 | - | - | 0.00 |");
    }

    @Test
    void markdown_peerFailed_comesLastWithoutNumbers() {
        Table table = new Table(Row.RENDEZVOUS);
        table.add("case", Transfers.ALL.named("sq"), null);
        table.add("case", Transfers.ALL.named("millrace"), new Summary(1, 1, 1, Double.NaN));
        assertThat(table.markdown()).endsWith("""
                | case | millrace | 1.00 | 1.00..1.00 | - | - |
                | case | sq | failed | - | - | - |
                """);
    }
}
