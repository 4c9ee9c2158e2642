package dev.millrace.testkit.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is written is read again. */
class HistoriesPropertyTest {

    @Provide
    Arbitrary<Object> values() {
        Arbitrary<Object> plain = Arbitraries.oneOf(
                Arbitraries.longs().map(value -> value),
                Arbitraries.of(true, false),
                Arbitraries.strings().all().ofMaxLength(8).map(value -> value));
        return Arbitraries.lazyOf(() -> plain.injectNull(0.2), () -> plain.list().ofMaxSize(3).map(list -> list),
                () -> plain
                        .injectNull(0.3).list().ofMaxSize(2).list().ofMaxSize(2).map(list -> list));
    }

    @Provide
    Arbitrary<List<Operation>> calls() {
        return Combinators.combine(
                Arbitraries.integers().greaterOrEqual(0),
                Arbitraries.strings().all().ofMaxLength(6),
                values(),
                values(),
                Arbitraries.longs().between(Long.MIN_VALUE, Long.MAX_VALUE - 10),
                Arbitraries.longs().between(0, 9),
                Arbitraries.of(Ending.class))
                .as((thread, name, input, output, from, lasts, ending) -> new Operation(
                        thread, name, input, output, from,
                        ending == Ending.RETURNED ? from + lasts : Operation.NEVER,
                        lasts < 5 ? from : Operation.NEVER, ending))
                .list()
                .uniqueElements(Operation::thread)
                .ofMaxSize(5);
    }

    private static String inUtf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    @Property(tries = 500)
    void read_written_same(@ForAll("calls") List<Operation> calls) throws IOException {
        History history = new History(calls);
        String text = history.operations().stream().map(Histories::toJson).collect(Collectors.joining("\n"));
        assertThat(Histories.read("test", new StringReader(inUtf8(text)))).isEqualTo(history);
    }
}
