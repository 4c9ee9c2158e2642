package dev.millrace.testkit.jqwik;

import dev.millrace.testkit.Check;
import dev.millrace.testkit.internal.Checks;
import dev.millrace.testkit.scenario.Call;
import dev.millrace.testkit.scenario.Scenario;
import dev.millrace.testkit.spec.Plan;
import dev.millrace.testkit.spec.Role;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * The scenarios of a check as an {@link Arbitrary}: a parallel state machine whose calls jqwik chooses and shrinks.
 *
 * <pre>{@code
 * private final Check check = Check.queue(...).engines(Engine.CONTROLLED);
 *
 * @Property
 * void queue_anyScenario_isLinearizable(@ForAll("scenarios") Scenario scenario) {
 *     check.run(scenario).orThrow();
 * }
 *
 * @Provide
 * Arbitrary<Scenario> scenarios() {
 *     return Scenarios.of(check);
 * }
 * }</pre>
 */
public final class Scenarios {

    private static final int MOST_BEFORE = 2;

    private Scenarios() {}

    /** The scenarios that the check would run, of all sizes up to its own. */
    public static Arbitrary<Scenario> of(Check check) {
        Plan<?> plan = Checks.notNull("scenarios", "check", check).plan();
        List<Arbitrary<List<List<Call>>>> casts = new ArrayList<>();
        for (Role role : plan.roles()) {
            casts.add(
                    calls(plan, role.phrases(), 1, plan.size()).list().ofMinSize(role.fewest()).ofMaxSize(role.most()));
        }
        Arbitrary<List<List<Call>>> threads = Combinators.combine(casts).as(Scenarios::concatenated);
        return Combinators.combine(calls(plan, plan.before(), 0, MOST_BEFORE), threads).as(Scenario::new);
    }

    private static Arbitrary<List<Call>> calls(Plan<?> plan, List<List<String>> phrases, int fewest, int most) {
        if (phrases.isEmpty()) {
            return Arbitraries.just(List.of());
        }
        return Arbitraries.of(phrases).flatMap(phrase -> phrase(plan, phrase)).list().ofMinSize(fewest).ofMaxSize(most)
                .map(Scenarios::concatenated);
    }

    private static Arbitrary<List<Call>> phrase(Plan<?> plan, List<String> names) {
        List<Arbitrary<Call>> calls = new ArrayList<>();
        for (String name : names) {
            long choices = plan.action(name).choices();
            calls.add(Arbitraries.longs().between(0, choices - 1).shrinkTowards(0).map(code -> new Call(name, code)));
        }
        return Combinators.combine(calls).as(List::copyOf);
    }

    private static <T> List<T> concatenated(List<List<T>> lists) {
        return lists.stream().flatMap(List::stream).toList();
    }
}
