package dev.millrace.testkit.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ScenarioTest {

    @Provide
    Arbitrary<Scenario> scenarios() {
        Arbitrary<Call> call = Combinators.combine(Arbitraries.of("offer", "poll", "try-lock.2"),
                Arbitraries.longs().greaterOrEqual(0)).as(Call::new);
        return Combinators.combine(call.list().ofMaxSize(3), call.list().ofMaxSize(4).list().ofMinSize(1).ofMaxSize(3))
                .as(Scenario::new);
    }

    @Property
    void parse_ofWhatIsPrinted_isTheSame(@ForAll("scenarios") Scenario scenario) {
        assertThat(Scenario.parse(scenario.toString())).isEqualTo(scenario);
    }

    @Property
    void simpler_each_isSmallerOrHasSmallerArguments(@ForAll("scenarios") Scenario scenario) {
        for (Scenario simpler : scenario.simpler()) {
            assertThat(weight(simpler)).isLessThan(weight(scenario));
        }
    }

    /** Threads and calls first, then arguments. */
    private static BigInteger weight(Scenario scenario) {
        Stream<Call> calls = Stream.concat(scenario.before().stream(),
                scenario.threads().stream().flatMap(List::stream));
        BigInteger codes = calls.map(call -> BigInteger.valueOf(call.code())).reduce(BigInteger.ZERO, BigInteger::add);
        return BigInteger.valueOf(scenario.threads().size() + scenario.size()).shiftLeft(100).add(codes);
    }

    @Example
    void simpler_overAndOver_reachesEachScenarioThatOneGetsByLeavingOut() {
        Set<String> reached = new HashSet<>();
        reach(Scenario.parse("a/b,c|d"), reached);
        assertThat(reached).contains("b,c|d", "a/c|d", "a/b|d", "a/b,c|", "a/b,c", "a/d", "b", "d", "a/|");
    }

    private static void reach(Scenario scenario, Set<String> reached) {
        for (Scenario simpler : scenario.simpler()) {
            if (reached.add(simpler.toString())) {
                reach(simpler, reached);
            }
        }
    }

    @Example
    void parse_whatIsNoScenario_isRefused() {
        for (String text : List.of("a b", "a,,b", "a:", "a:-1", "a:!", "a(1)")) {
            assertThatThrownBy(() -> Scenario.parse(text)).describedAs(text)
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("scenario: text=" + text);
        }
    }

    @Example
    void call_negativeCode_isRefused() {
        assertThatThrownBy(() -> new Call("offer", -1)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("call offer: code=-1 (expected: >= 0)");
    }

    @Example
    void size_countsTheCallsBeforeToo() {
        assertThat(Scenario.parse("a/b,c|d").size()).isEqualTo(4);
    }
}
