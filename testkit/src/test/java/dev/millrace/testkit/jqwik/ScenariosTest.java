package dev.millrace.testkit.jqwik;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.millrace.testkit.Check;
import dev.millrace.testkit.Engine;
import dev.millrace.testkit.scenario.Call;
import dev.millrace.testkit.scenario.Scenario;
import dev.millrace.testkit.spec.Gen;
import dev.millrace.testkit.spec.Item;
import dev.millrace.testkit.spec.QueueSpec;
import dev.millrace.testkit.spec.Spec;
import dev.millrace.testkit.spec.Step;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

class ScenariosTest {

    static final class Account {
        private int balance;

        int add(int amount) {
            return balance += amount;
        }
    }

    /** Run by the tests below only: its name does not end as those of tests do. */
    static class Cases {

        private static final Check RACY = Check.object((Spec<Account, Integer> spec) -> {
            spec.create(Account::new).model(0).size(3);
            spec.operation("add", Gen.ints(0, 9), Account::add)
                    .steps((balance, amount) -> Step.to(balance + amount, balance + amount));
        }).named("account").engines(Engine.CONTROLLED).seed(3);

        private static final Check QUEUE = Check.queue((QueueSpec<Queue<Item>> spec) -> spec
                .create(ConcurrentLinkedQueue::new).offer(Queue::offer).poll(Queue::poll).producers(1, 2)
                .consumers(0, 1).operations(3)).named("queue").seed(3);

        /** Its first sample has six calls. */
        @Property(tries = 100, seed = "1")
        void racy(@ForAll("accounts") Scenario scenario) {
            RACY.run(scenario).orThrow();
        }

        @Provide
        Arbitrary<Scenario> accounts() {
            return Scenarios.of(RACY);
        }

        @Property(tries = 100, seed = "1")
        void rolesAndSizesAreKept(@ForAll("queues") Scenario scenario) {
            long producing = scenario.threads().stream().filter(calls -> only(calls, "offer")).count();
            long consuming = scenario.threads().stream().filter(calls -> only(calls, "poll")).count();
            assertThat(producing).isBetween(1L, 2L);
            assertThat(consuming).isBetween(0L, 1L);
            assertThat(scenario.threads()).allSatisfy(calls -> assertThat(calls).hasSizeBetween(1, 3));
            assertThat(producing + consuming).isEqualTo(scenario.threads().size());
            assertThat(only(scenario.before(), "offer")).isTrue();
        }

        private static boolean only(List<Call> calls, String operation) {
            return calls.stream().allMatch(call -> call.operation().equals(operation));
        }

        @Provide
        Arbitrary<Scenario> queues() {
            return Scenarios.of(QUEUE);
        }
    }

    private static final EngineExecutionResults RUN = EngineTestKit.engine("jqwik").selectors(selectClass(Cases.class))
            .execute();

    @Test
    void properties_ofRightScenarios_pass() {
        RUN.testEvents().assertStatistics(stats -> stats.started(2).succeeded(1).failed(1));
    }

    @Test
    void failure_isShrunkByJqwik() {
        Throwable failure = RUN.testEvents().failed().stream().findFirst().orElseThrow()
                .getRequiredPayload(TestExecutionResult.class).getThrowable().orElseThrow();
        assertThat(failure).hasMessageContaining("account: ")
                .hasMessageContaining("scenario, shrunk from 3 to 3 calls");
    }
}
