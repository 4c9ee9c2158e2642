package dev.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.testkit.engine.Shrinker;
import dev.millrace.testkit.history.FifoQueueCheck;
import dev.millrace.testkit.history.Histories;
import dev.millrace.testkit.history.History;
import dev.millrace.testkit.history.Limits;
import dev.millrace.testkit.history.Linearizability;
import dev.millrace.testkit.history.Models;
import dev.millrace.testkit.history.Operation;
import dev.millrace.testkit.history.Recorder;
import dev.millrace.testkit.history.Verdict;
import dev.millrace.testkit.kill.KillPlan;
import dev.millrace.testkit.kill.Survival;
import java.io.Reader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Null is refused where it comes in, by a message that names it. */
@NullUnmarked
class NullsTest {

    static Stream<Arguments> refused() {
        KillPlan plan = KillPlan.named("nulls");
        return Stream.of(
                Arguments.of("budget: text", (ThrowingCallable) () -> Budget.parse(null)),
                Arguments.of("budget: duration", (ThrowingCallable) () -> Budget.inNanos(null)),
                Arguments.of("limits: maxTime", (ThrowingCallable) () -> Limits.within(null)),
                Arguments.of("limits: algorithm", (ThrowingCallable) () -> Limits.none().with(null)),
                Arguments.of("limits: cancelled", (ThrowingCallable) () -> Limits.none().until(null)),
                Arguments.of("linearizability: model",
                        (ThrowingCallable) () -> Linearizability.check(null, History.of())),
                Arguments.of("linearizability: history",
                        (ThrowingCallable) () -> Linearizability.check(Models.fifoQueue(), null)),
                Arguments.of("linearizability: limits",
                        (ThrowingCallable) () -> Linearizability.check(Models.fifoQueue(), History.of(), null)),
                Arguments.of("queue check: history",
                        (ThrowingCallable) () -> FifoQueueCheck.linearizable().check(null)),
                Arguments.of("queue check: criterion",
                        (ThrowingCallable) () -> FifoQueueCheck.linearizable().by(null)),
                Arguments.of("queue check: calls", (ThrowingCallable) () -> FifoQueueCheck.linearizable().calls(null)),
                Arguments.of("history: file", (ThrowingCallable) () -> Histories.read((Path) null)),
                Arguments.of("history: reader", (ThrowingCallable) () -> Histories.read("x", null)),
                Arguments.of("history: source", (ThrowingCallable) () -> Histories.read(null, Reader.nullReader())),
                Arguments.of("history: history", (ThrowingCallable) () -> Histories.write(null, Path.of("x"))),
                Arguments.of("history: operations", (ThrowingCallable) () -> new History(null)),
                Arguments.of("operation: name",
                        (ThrowingCallable) () -> Operation.returned(0, null, null, null, 0, 1)),
                Arguments.of("recorder: clock", (ThrowingCallable) () -> new Recorder(1, null)),
                Arguments.of("violation: reason",
                        (ThrowingCallable) () -> new Verdict.Violation(null, List.of(), null)),
                Arguments.of("gave up: reason", (ThrowingCallable) () -> new Verdict.GaveUp(null)),
                Arguments.of("shrinker: fails", (ThrowingCallable) () -> new Shrinker(null, () -> true, _ -> true)),
                Arguments.of("shrinker: isSpoken",
                        (ThrowingCallable) () -> new Shrinker(_ -> Optional.empty(), () -> true, null)),
                Arguments.of("kill plan: file", (ThrowingCallable) () -> plan.file((String) null)),
                Arguments.of("kill plan: prepare", (ThrowingCallable) () -> plan.prepare(null)),
                Arguments.of("kill plan: recover", (ThrowingCallable) () -> plan.recover(null)),
                Arguments.of("kill plan: drain", (ThrowingCallable) () -> plan.drain(null)),
                Arguments.of("kill plan: strike", (ThrowingCallable) () -> plan.strike(null)),
                Arguments.of("kill plan: task", (ThrowingCallable) () -> plan.child("a", null)),
                Arguments.of("kill plan: arguments",
                        (ThrowingCallable) () -> plan.child("a", dev.millrace.testkit.kill.ChildTask.class,
                                (String[]) null)),
                Arguments.of("kill plan: expect", (ThrowingCallable) () -> plan.expect((Survival[]) null)),
                Arguments.of("kill plan: expect", (ThrowingCallable) () -> plan.expect((Survival) null)));
    }

    @ParameterizedTest(name = "{0}=null")
    @MethodSource("refused")
    void isRefused(String what, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(NullPointerException.class)
                .hasMessage(what + "=null (expected: not null)");
    }
}
