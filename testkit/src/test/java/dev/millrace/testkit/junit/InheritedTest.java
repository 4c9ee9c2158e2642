package dev.millrace.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.millrace.testkit.Engine;
import dev.millrace.testkit.spec.PlanSource;
import dev.millrace.testkit.spec.QueueSpec;
import dev.millrace.testkit.spec.Spec;
import dev.millrace.testkit.spec.Step;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;

class InheritedTest {

    /** One more than it should be, at once and for each thread alone. */
    static final class Wrong implements BaseCases.Adder {
        private final AtomicInteger sum = new AtomicInteger();

        @Override
        public int add() {
            return sum.incrementAndGet() + 1;
        }
    }

    static final class SoundCases extends MiddleCases {}

    static final class BrokenCases extends MiddleCases {
        @Override
        Adder make() {
            return new Wrong();
        }
    }

    interface DefaultCases {

        int first();

        @ConcurrencyTest(budget = "200ms", seed = 1, engines = {Engine.STRESS, Engine.CONTROLLED})
        default void counter(Spec<AtomicInteger, Integer> spec) {
            int first = first();
            spec.create(() -> new AtomicInteger(first)).model(0);
            spec.operation("add", AtomicInteger::incrementAndGet).steps((sum, _) -> Step.to(sum + 1, sum + 1));
        }
    }

    static final class FromZero implements DefaultCases {
        @Override
        public int first() {
            return 0;
        }
    }

    static final class FromOne implements DefaultCases {
        @Override
        public int first() {
            return 1;
        }
    }

    static final class WithParameter {
        WithParameter(TestInfo info) {
            assertThat(info).isNotNull();
        }

        @ConcurrencyTest(budget = "200ms", seed = 1)
        void counter(Spec<AtomicInteger, Integer> spec) {
            spec.create(AtomicInteger::new).model(0);
        }
    }

    /** What JUnit makes of it: an object of the outer class for each of an inner one. */
    static class NestedCases {
        final int first;

        NestedCases() {
            first = 0;
        }

        @Nested
        class Inner {
            private final int step = 1;

            @Nested
            class Innermost {

                @ConcurrencyTest(budget = "200ms", seed = 1, engines = {Engine.STRESS, Engine.CONTROLLED})
                void counter(Spec<AtomicInteger, Integer> spec) {
                    spec.create(() -> new AtomicInteger(first)).model(0);
                    spec.operation("add", sum -> sum.addAndGet(step))
                            .steps((sum, _) -> Step.to(sum + step, sum + step));
                }
            }

            @ConcurrencyTest(budget = "200ms", seed = 1, engines = Engine.CONTROLLED)
            void racy(Spec<int[], Integer> spec) {
                spec.create(() -> new int[] {first}).model(0);
                spec.operation("add", sum -> sum[0] += step).steps((sum, _) -> Step.to(sum + step, sum + step));
            }
        }

        @Nested
        class NestedWithParameter {
            NestedWithParameter(TestInfo info) {
                assertThat(info).isNotNull();
            }

            @ConcurrencyTest(budget = "200ms", seed = 1)
            void made(Spec<AtomicInteger, Integer> spec) {
                spec.create(AtomicInteger::new).model(0);
            }
        }
    }

    static final class InheritedNest extends NestedCases {}

    static final class NoSpec {
        @ConcurrencyTest(budget = "200ms", seed = 1)
        void counter(PlanSource spec) {
            assertThat(spec).isNotInstanceOf(QueueSpec.class);
        }
    }

    /** The message of each test, or "passed". */
    private static Map<String, String> run(Class<?> type) {
        Map<String, String> results = new TreeMap<>();
        EngineTestKit.engine("junit-jupiter").selectors(selectClass(type)).execute().testEvents().finished().stream()
                .forEach(event -> {
                    String name = event.getTestDescriptor().getDisplayName();
                    results.put(name.substring(0, name.indexOf('(')),
                            event.getRequiredPayload(TestExecutionResult.class).getThrowable()
                                    .map(thrown -> String.valueOf(thrown.getMessage())).orElse("passed"));
                });
        return results;
    }

    @Test
    void inheritedCheck_runsTheOverridesOfTheClassUnderTest() {
        assertThat(run(SoundCases.class)).isEqualTo(Map.of("controlled", "passed", "stressed", "passed"));
        assertThat(run(BrokenCases.class).values()).hasSize(2).doesNotContain("passed");
    }

    @Test
    void inheritedCheck_isNamedAndReplayedByTheClassUnderTest() {
        Map<String, String> broken = run(BrokenCases.class);
        for (String method : List.of("controlled", "stressed")) {
            assertThat(broken.get(method)).startsWith(BrokenCases.class.getName() + "#" + method + ": ");
        }
        assertThat(broken.get("controlled"))
                .contains("-Dmillrace.replay='" + BrokenCases.class.getName() + "#controlled;");
    }

    @Test
    void defaultMethodOfAnInterface_runsAsTheClassThatImplementsIt() {
        assertThat(run(FromZero.class)).isEqualTo(Map.of("counter", "passed"));
        assertThat(run(FromOne.class).get("counter")).startsWith(FromOne.class.getName() + "#counter: ");
    }

    @Test
    void classWithoutAnEmptyConstructor_isAnErrorThatSaysSo() {
        assertThat(run(WithParameter.class)).isEqualTo(Map.of("counter", "concurrency test: class="
                + WithParameter.class.getName()
                + " (expected: a constructor without parameters, since it is made once more by itself)"));
    }

    @Test
    void nestedClass_isMadeWithinItsOuterOne() {
        Map<String, String> results = run(NestedCases.class);
        assertThat(results).containsOnlyKeys("counter", "racy", "made").containsEntry("counter", "passed");
        assertThat(results.get("racy")).startsWith(NestedCases.Inner.class.getName() + "#racy: ").contains("add|add");
        assertThat(results.get("made")).isEqualTo("concurrency test: class="
                + NestedCases.NestedWithParameter.class.getName()
                + " (expected: a constructor without parameters, since it is made once more by itself)");
    }

    /** The check would make the class that declares it, and so not see what the other overrides. */
    @Test
    void nestedClassOfAnotherOuterClass_isAnErrorThatSaysSo() {
        assertThat(run(InheritedNest.class).get("racy")).isEqualTo("concurrency test: outer class="
                + InheritedNest.class.getName() + " (expected: " + NestedCases.class.getName()
                + ", which declares " + NestedCases.Inner.class.getName() + "); inherit the test method instead");
    }

    @Test
    void parameterThatIsNoSpec_isAnErrorThatSaysSo() {
        assertThat(run(NoSpec.class).get("counter"))
                .contains("class=" + PlanSource.class.getName() + " (expected: a constructor without parameters");
    }
}
