package dev.millrace.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.millrace.testkit.ConcurrencyError;
import dev.millrace.testkit.Engine;
import dev.millrace.testkit.ThreadKind;
import dev.millrace.testkit.schedule.Fault;
import dev.millrace.testkit.spec.Item;
import dev.millrace.testkit.spec.QueueSpec;
import dev.millrace.testkit.spec.Spec;
import dev.millrace.testkit.spec.Step;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

class ConcurrencyTestTest {

    static final class Racy {
        private int value;

        int increment() {
            return ++value;
        }
    }

    /** Run by the tests below only: its name does not end as those of tests do. */
    static class Cases {

        @ConcurrencyTest(budget = "200ms", seed = 1)
        void queue(QueueSpec<Queue<Item>> spec) {
            spec.create(ConcurrentLinkedQueue::new).offer(Queue::offer).poll(Queue::poll);
        }

        @ConcurrencyTest(budget = "200ms", seed = 1, engines = {Engine.STRESS, Engine.CONTROLLED})
        void counter(Spec<AtomicInteger, Integer> spec) {
            spec.create(AtomicInteger::new).model(0);
            spec.operation("add", AtomicInteger::incrementAndGet).steps((sum, _) -> Step.to(sum + 1, sum + 1));
        }

        @ConcurrencyTest(seed = 1, engines = Engine.CONTROLLED)
        void racy(Spec<Racy, Integer> spec) {
            spec.create(Racy::new).model(0);
            spec.operation("add", Racy::increment).steps((sum, _) -> Step.to(sum + 1, sum + 1));
        }

        /** Its class is the JDK's. */
        @ConcurrencyTest(budget = "200ms", seed = 1, engines = Engine.CONTROLLED)
        void unwoven(QueueSpec<Queue<Item>> spec) {
            spec.create(ConcurrentLinkedQueue::new).offer(Queue::offer).poll(Queue::poll);
        }

        @ConcurrencyTest(budget = "200ms", seed = 1, engines = Engine.CONTROLLED, allowUnwoven = true)
        void unwovenAllowed(QueueSpec<Queue<Item>> spec) {
            spec.create(ConcurrentLinkedQueue::new).offer(Queue::offer).poll(Queue::poll);
        }

        @ConcurrencyTest(budget = "200ms", seed = 1, engines = Engine.CONTROLLED, weaveJdk = true)
        void jdkWoven(QueueSpec<Queue<Item>> spec) {
            spec.create(ConcurrentLinkedQueue::new).offer(Queue::offer).poll(Queue::poll);
        }

        @ConcurrencyTest(budget = "200ms", seed = 1, engines = Engine.CONTROLLED, weave = "com.acme.nowhere")
        void nothingToWeave(QueueSpec<Queue<Item>> spec) {
            spec.create(ConcurrentLinkedQueue::new).offer(Queue::offer).poll(Queue::poll);
        }

        @ConcurrencyTest(budget = "200ms", seed = 1, threads = ThreadKind.VIRTUAL)
        void onVirtualThreads(Spec<AtomicInteger, Integer> spec) {
            spec.create(AtomicInteger::new).model(0);
            spec.operation("look", _ -> Thread.currentThread().isVirtual())
                    .steps((sum, _) -> Step.to(sum, true));
        }

        /** Right, unless somebody else interrupts. */
        @ConcurrencyTest(seed = 1, engines = Engine.CONTROLLED, faults = Fault.INTERRUPT)
        void interrupted(Spec<AtomicInteger, Integer> spec) {
            spec.create(AtomicInteger::new).model(0);
            spec.operation("look", value -> {
                value.get();
                return Thread.interrupted();
            }).steps((sum, _) -> Step.to(sum, false));
        }

        @ConcurrencyTest(budget = "soon")
        void badBudget(QueueSpec<Queue<Item>> spec) {
            spec.create(ConcurrentLinkedQueue::new);
        }

        @ConcurrencyTest
        void twoSpecs(QueueSpec<Queue<Item>> one, QueueSpec<Queue<Item>> other) {
            one.create(ConcurrentLinkedQueue::new);
            other.create(ConcurrentLinkedQueue::new);
        }

        @ConcurrencyTest
        void noSpec() {}
    }

    static class Repeated {
        @RepeatedTest(2)
        @ConcurrencyTest(seed = 1, engines = Engine.CONTROLLED)
        void racy(Spec<Racy, Integer> spec) {
            spec.create(Racy::new).model(0);
            spec.operation("add", Racy::increment).steps((sum, _) -> Step.to(sum + 1, sum + 1));
        }
    }

    static class Parameterized {
        @ParameterizedTest
        @ValueSource(ints = {1, 2})
        @ConcurrencyTest(seed = 1)
        void racy(int number, Spec<Racy, Integer> spec) {
            spec.create(Racy::new).model(number);
        }
    }

    static class Factory {
        @TestFactory
        @ConcurrencyTest(seed = 1)
        List<DynamicTest> racy(Spec<Racy, Integer> spec) {
            spec.create(Racy::new).model(0);
            return List.of();
        }
    }

    private static void allFail(Class<?> type, String failure) {
        List<Event> ended = runQuietly(type).allEvents().finished().list();
        List<Throwable> failures = ended.stream()
                .flatMap(event -> event.getRequiredPayload(TestExecutionResult.class).getThrowable().stream()).toList();
        assertThat(failures).isNotEmpty().allSatisfy(each -> assertThat(each).hasMessageContaining(failure));
        assertThat(ended.stream().filter(event -> event.getTestDescriptor().isTest()
                && event.getRequiredPayload(TestExecutionResult.class).getThrowable().isEmpty())).isEmpty();
    }

    /** JUnit warns of methods that are tests in two ways, which is what is tried. */
    private static EngineExecutionResults runQuietly(Class<?> type) {
        Logger issues = Logger.getLogger("org.junit.platform.launcher.core.DiscoveryIssueNotifier");
        Level before = issues.getLevel();
        issues.setLevel(Level.OFF);
        try {
            return EngineTestKit.engine("junit-jupiter").selectors(selectClass(type)).execute();
        } finally {
            issues.setLevel(before);
        }
    }

    @Test
    void repeatedTest_checksEachTime() {
        allFail(Repeated.class, "Repeated#racy: ");
    }

    @Test
    void otherTemplates_areErrorsAndNoPass() {
        allFail(Parameterized.class, "");
        allFail(Factory.class, "annotations=@TestFactory and @ConcurrencyTest (expected: one of both)");
    }

    private static final EngineExecutionResults RUN = EngineTestKit.engine("junit-jupiter")
            .selectors(selectClass(Cases.class)).execute();

    private static List<String> failed() {
        return RUN.testEvents().failed().stream().map(event -> event.getTestDescriptor().getDisplayName())
                .map(name -> name.substring(0, name.indexOf('('))).toList();
    }

    private static Throwable failureOf(String method) {
        Event failed = RUN.testEvents().failed().stream()
                .filter(event -> event.getTestDescriptor().getDisplayName().startsWith(method)).findFirst()
                .orElseThrow();
        return failed.getRequiredPayload(TestExecutionResult.class).getThrowable()
                .orElseThrow();
    }

    @Test
    void checks_areReportedAsOneOrdinaryTestEach() {
        RUN.testEvents().assertStatistics(stats -> stats.started(12).succeeded(5).failed(7).skipped(0).aborted(0));
    }

    @Test
    void failedCheck_isAnErrorThatNamesTheMethod() {
        assertThat(failureOf("racy")).isInstanceOf(ConcurrencyError.class)
                .hasMessageStartingWith(Cases.class.getName() + "#racy: ")
                .hasMessageContaining("add|add").hasMessageContaining("seed 1");
    }

    @Test
    void unwovenSubject_isAnErrorUnlessAllowedOrTheJdkIsWoven() {
        assertThat(failureOf("unwoven(")).hasMessageContaining("class=java.util.concurrent.ConcurrentLinkedQueue");
        assertThat(failed()).doesNotContain("unwovenAllowed", "jdkWoven");
    }

    @Test
    void packagesNamed_areWoven() {
        assertThat(failureOf("nothingToWeave")).hasMessageContaining("package=com.acme.nowhere");
    }

    @Test
    void threadsNamed_areTheOnlyOnes() {
        assertThat(failed()).doesNotContain("onVirtualThreads");
    }

    @Test
    void faultsNamed_happen() {
        assertThat(failureOf("interrupted")).isInstanceOf(ConcurrencyError.class).hasMessageContaining("look");
    }

    @Test
    void badBudget_isAnErrorAndNoPass() {
        assertThat(failureOf("badBudget")).hasMessage("budget: text=soon (expected: like 500ms, 5s, 2m or 1h)");
    }

    @Test
    void methodWithoutOneSpec_isAnErrorAndNoPass() {
        assertThat(failureOf("noSpec")).hasMessageContaining("parameters=0 (expected: 1, a spec)");
        assertThat(failureOf("twoSpecs")).hasMessageContaining("parameters=2 (expected: 1, a spec)");
    }
}
