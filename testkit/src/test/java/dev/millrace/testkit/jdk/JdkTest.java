package dev.millrace.testkit.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.Check;
import dev.millrace.testkit.Engine;
import dev.millrace.testkit.Failure;
import dev.millrace.testkit.Result;
import dev.millrace.testkit.schedule.Fault;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The presets raise no false alarm about {@code java.util.concurrent}. */
@Timeout(300)
class JdkTest {

    private static final Duration SHORT = Duration.ofMillis(300);

    static List<Subject> subjects() {
        return Subject.ALL;
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void controlled_jdkClass_passes(Subject subject) {
        requirePass(subject.check().get().engines(Engine.CONTROLLED).weaveJdk());
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void controlledWithFaults_jdkClass_passes(Subject subject) {
        requirePass(subject.check().get().engines(Engine.CONTROLLED).weaveJdk()
                .faults(Fault.SPURIOUS_WAKEUP, Fault.INTERRUPT));
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void stress_jdkClass_passes(Subject subject) {
        requirePass(subject.check().get().engines(Engine.STRESS));
    }

    /**
     * {@code pollLast} looks whether its node is still the last one, and then takes its item: in between, another can be added
     * behind it, and the item be seen although it should be gone. JDK-8256833 is of the same kind.
     */
    @Test
    void controlled_dequeOfTheJdk_isFoundToTakeWhatIsNoLongerTheLast() {
        Result result = Subject.PEEKED_DEQUE.check().get().engines(Engine.CONTROLLED).weaveJdk()
                .budget(Duration.ofSeconds(60)).seed(13).run();
        assertThat(result).isInstanceOf(Result.Failed.class);
        Failure failure = ((Result.Failed) result).failure();
        assertThat(failure.verdict().reason()).containsPattern("no order explains (poll|peek)");
        assertThat(failure.scenario().size()).isLessThanOrEqualTo(4);
    }

    private static void requirePass(Check check) {
        Result result = check.budget(SHORT).seed(13).run();
        assertThat(result).as(result.toString()).isInstanceOf(Result.Passed.class);
        System.out.println(result);
    }
}
