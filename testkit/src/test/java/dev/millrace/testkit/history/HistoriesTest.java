package dev.millrace.testkit.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistoriesTest {

    private static History read(String text) throws IOException {
        return Histories.read("test", new StringReader(text));
    }

    @Test
    void toJson_calls_asDocumented() {
        assertThat(Histories.toJson(Operation.returned(0, "offer", 1, true, 10, 25)))
                .isEqualTo(
                        "{\"thread\":0,\"name\":\"offer\",\"input\":1,\"output\":true,\"invokedAt\":10,\"returnedAt\":25}");
        assertThat(Histories.toJson(Operation.returned(
                1, "add", Arrays.asList(2L, "b\"\\\n", null),
                new Operation.Thrown(IllegalStateException.class), 12, 30)))
                .isEqualTo("{\"thread\":1,\"name\":\"add\",\"input\":[2,\"b\\\"\\\\\\u000a\",null],"
                        + "\"output\":{\"thrown\":\"java.lang.IllegalStateException\"},\"invokedAt\":12,\"returnedAt\":30}");
        assertThat(Histories.toJson(new Operation(2, "take", null, null, 14, Operation.NEVER, 40, Ending.BLOCKED)))
                .isEqualTo("{\"thread\":2,\"name\":\"take\",\"invokedAt\":14,\"waitedAt\":40,\"ending\":\"BLOCKED\"}");
    }

    @Test
    void toJson_halfOfAPair_isEscaped() {
        assertThat(Histories.toJson(Operation.returned(0, "write", "\ud800x", null, 1, 2))).contains("\"\\ud800x\"");
    }

    @Test
    void toJson_otherValue_refused() {
        assertThatThrownBy(() -> Histories.toJson(Operation.returned(0, "offer", 1.5, true, 1, 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("history: input=1.5 (expected: null, a boolean, a whole number, a text or a list of these,"
                        + " at most 100 in one another)");
    }

    @Test
    void read_whatWasWritten_isTheSame(@TempDir Path folder) throws IOException {
        History history = History.of(
                Operation.returned(
                        0, "add", "x", new Operation.Thrown(IllegalStateException.class, "it is full"), -5, 3),
                Operation.pending(1, "take", List.of(1L, List.of()), 2, Ending.UNKNOWN));
        Path file = folder.resolve("history.jsonl");
        Histories.write(history, file);
        assertThat(Histories.read(file)).isEqualTo(history);
        Operation.Thrown thrown = (Operation.Thrown) Histories.read(file).operations().get(0).output();
        assertThat(thrown.message()).isEqualTo("it is full");
    }

    @Test
    void read_emptyText_noCalls() throws IOException {
        assertThat(read("\n  \n")).isEqualTo(History.of());
    }

    @Test
    void read_log_byProcess() throws IOException {
        History history = read("""
                INFO  jepsen.util - 0	:invoke	:read	nil
                INFO  jepsen.util - :nemesis	:info	:start	nil
                something else
                INFO  jepsen.util - 1	:invoke	:cas	[1 2]
                INFO  jepsen.util - 0	:ok	:read	3
                INFO  jepsen.util - 1	:fail	:cas	[1 2]
                INFO  jepsen.util - 1	:invoke	:write	4
                INFO  jepsen.util - 1	:info	:write	:timed-out
                INFO  jepsen.util - 2	:invoke	:write	5
                INFO  jepsen.util - 2	:fail	:write	5
                INFO  jepsen.util - 3	:invoke	:cas	[2 1]
                INFO  jepsen.util - 3	:ok	:cas	[2 1]
                INFO  jepsen.util - 4	:invoke	:cas	[2 1]
                INFO  jepsen.util - 4	:fail	:cas	:timed-out
                INFO  jepsen.util - 5	:invoke	:write	6
                """);
        assertThat(history.operations())
                .containsExactly(
                        Operation.returned(0, "read", null, 3L, 1, 5),
                        Operation.returned(1, "cas", List.of(1L, 2L), false, 4, 6),
                        Operation.pending(1, "write", 4L, 7, Ending.UNKNOWN),
                        Operation.returned(3, "cas", List.of(2L, 1L), true, 11, 12),
                        Operation.pending(5, "write", 6L, 15, Ending.UNKNOWN));
    }

    @Test
    void read_edn_byKey() throws IOException {
        History history = read("""
                {:process 0, :type :invoke, :f :append, :key "4", :value "x 0 1 y"}
                {:process 1, :type :invoke, :f :get, :key "4", :value nil}
                {:process 0, :type :ok, :f :append, :key "4", :value "x 0 1 y"}
                {:process 1, :type :ok, :f :get, :key "4", :value ""}
                """);
        assertThat(history.operations())
                .containsExactly(
                        Operation.returned(0, "append", List.of("4", "x 0 1 y"), null, 1, 3),
                        Operation.returned(1, "get", "4", "", 2, 4));
    }

    /** As newer releases of Jepsen write it. */
    @Test
    void read_ednOfOthersThanCalls_isPassedOver() throws IOException {
        assertThat(read("""
                ; a comment
                #jepsen.history.Op{:index 0, :time 12, :type :invoke, :process 0, :f :write, :value 1} ; another
                {:process :nemesis, :type :info, :f :start, :value #{"n1" "n2"}}
                {:process :nemesis, :type :info, :f :start, :value {"n1" \\a, 2 some/symbol}, :x 1.5, :at #inst "2026"}
                #jepsen.history.Op{:index 3, :time 13, :type :ok, :process 0, :f :write, :value 1}
                """).operations()).containsExactly(Operation.returned(0, "write", 1L, null, 2, 5));
    }

    @Test
    void read_byteOrderMark_isPassedOver() throws IOException {
        assertThat(read("\uFEFF{\"thread\":0,\"name\":\"a\",\"invokedAt\":1,\"returnedAt\":2}").operations())
                .containsExactly(Operation.returned(0, "a", null, null, 1, 2));
    }

    private static String lines(Operation... calls) {
        return Arrays.stream(calls).map(Histories::toJson).collect(Collectors.joining("\n"));
    }

    @Test
    void read_twoCallsOfAThreadAtOnce_areRefused() throws IOException {
        Operation offer = Operation.returned(0, "offer", 1, true, 1, 5);
        assertThatThrownBy(() -> read(lines(offer, Operation.returned(0, "poll", null, 1, 4, 6))))
                .isInstanceOf(HistoryFormatException.class)
                .hasMessage(
                        "test:2: poll: invokedAt=4 (expected: >= 5, from where thread 0 is not in offer(1) = true any"
                                + " more); a thread makes one call at a time");
        assertThat(read(lines(offer, Operation.returned(0, "poll", null, 1L, 5, 6))).size()).isEqualTo(2);
        assertThat(read(lines(offer, Operation.returned(1, "poll", null, 1L, 4, 6))).size()).isEqualTo(2);
    }

    @Test
    void read_callAfterOneThatDidNotReturn_onlyIfItsEndIsUnknown() throws IOException {
        Operation next = Operation.returned(0, "poll", null, 1L, 4, 6);
        assertThat(read(lines(Operation.pending(0, "put", 1L, 1, Ending.UNKNOWN), next)).size()).isEqualTo(2);
        assertThatThrownBy(() -> read(lines(Operation.pending(0, "put", 1, 1, Ending.BLOCKED), next)))
                .hasMessageContaining("is not in put(1) waits any more");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '\u0000', textBlock = """
            hello ~ first line=hello (expected: a JSON object, an edn map, or a line with "jepsen.util - ")
            {"thread":0 ~ end of line (expected: more, for instance a closing bracket or quote)
            {"thread":0,"name":"a"} ~ invokedAt=null (expected: a whole number)
            {"thread":"x","name":"a","invokedAt":1} ~ thread=x (expected: a whole number)
            {"thread":0,"name":"a","invokedAt":5,"returnedAt":4} ~ a: returnedAt=4 (expected: >= invokedAt=5)
            {"thread":0,"nom":"a","invokedAt":5} ~ field=nom (expected: one of [thread, name, input, output, invokedAt, returnedAt, waitedAt, ending])
            {"thread":0,"thread":1} ~ key=thread (expected: each key once)
            {"thread" 0} ~ column 11=0} (expected: a colon)
            {"thread":0.5} ~ column 11=0.5} (expected: a whole number of 64 bits)
            {"thread":x} ~ column 11=x} (expected: null, true, false, a whole number, a text, a list or a map)
            {"thread":0} 1 ~ column 14=1 (expected: the end of the line)
            {"thread":0,"name":"a","output":{"thrown":"java.lang.String"},"invokedAt":1,"returnedAt":2} ~ thrown=java.lang.String (expected: an exception on the class path)
            {"thread":0,"name":"\\q"} ~ column 22=q"} (expected: one of " \\ / n t r b f u after a backslash)
            {"thread":0 "name":"a"} ~ column 13="name":"a"} (expected: a comma, or the closing bracket)
            {"thread":0,} ~ column 13=} (expected: a key or })
            {"input":[1 2]} ~ column 13=2]} (expected: a comma, or the closing bracket)
            {"input":[1,,2]} ~ column 13=,2]} (expected: null, true, false, a whole number, a text, a list or a map)
            {"input":(1)} ~ column 10=(1)} (expected: null, true, false, a whole number, a text, a list or a map)
            {"input":nil} ~ column 10=nil} (expected: null, true, false, a whole number, a text, a list or a map)
            {"thread":-1,"name":"a","invokedAt":1,"returnedAt":2} ~ a: thread=-1 (expected: >= 0)
            {:process 0, :type :invoke, :f :put, :value [1 #{2 3}]} ~ value=#{2 3} (expected: nil, true, false, a whole number, a text, a keyword or a list of these)
            {:process 0, :type :invoke, :f :put, :value 1.5} ~ value=1.5 (expected: nil, true, false, a whole number, a text, a keyword or a list of these)
            {:process 0, :type :invoke, :f :put, :value 9223372036854775808} ~ column 45=9223372036854775808} (expected: a whole number of 64 bits)
            {:process 0, :type :ok, :f :get} ~ f=:get (expected: what process 0 has begun: nothing)
            jepsen.util - 0 :ok ~ words=2 (expected: process, type, operation and value)
            """)
    void read_badLine_saysWhereAndWhat(String line, String problem) {
        assertThatThrownBy(() -> read("\n" + line.strip()))
                .isInstanceOf(HistoryFormatException.class)
                .hasMessage("test:2: " + problem.strip());
    }

    @Test
    void read_endlessNesting_refused() {
        assertThatThrownBy(() -> read("{\"thread\":" + "[".repeat(100_000)))
                .isInstanceOf(HistoryFormatException.class)
                .hasMessageContaining("(expected: at most 100 lists in one another)");
    }

    @Test
    void read_noUtf8_isAnError(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("bad"), new byte[] {'{', (byte) 0xff});
        assertThatThrownBy(() -> Histories.read(file)).isInstanceOf(IOException.class);
    }
}
