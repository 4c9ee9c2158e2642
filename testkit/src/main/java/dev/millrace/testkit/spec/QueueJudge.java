package dev.millrace.testkit.spec;

import dev.millrace.testkit.history.Ending;
import dev.millrace.testkit.history.FifoQueueCheck;
import dev.millrace.testkit.history.History;
import dev.millrace.testkit.history.Linearizability;
import dev.millrace.testkit.history.Operation;
import dev.millrace.testkit.history.QueueCalls.Kind;
import dev.millrace.testkit.history.QueueCriterion;
import dev.millrace.testkit.history.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Judges a queue: by the model as long as the history is short, which is exact, and else by patterns of what must not be. */
record QueueJudge(int capacity, QueueCriterion criterion) implements Judge {

    private static final int SHORT = 60;

    @Override
    public Verdict judge(History history) {
        List<Operation> calls = new ArrayList<>();
        for (Operation call : history.operations()) {
            if (call.output() instanceof Operation.Thrown && !PlanBuilder.wasInterrupted(call)) {
                return new Verdict.Violation(call.name() + " failed with " + call.output(), List.of(), call);
            }
            if (call.name().equals("take") && call.hasReturned() && call.output() == null) {
                return new Verdict.Violation(
                        "take returned null (expected: an item; it waits while the queue is empty)",
                        List.of(), call);
            }
            if (call.name().equals("size")) {
                if (call.hasReturned() && !(call.output() instanceof Integer size && size >= 0 && size <= capacity)) {
                    return new Verdict.Violation("size=" + call.output() + " (expected: 0 to " + capacity + ")",
                            List.of(), call);
                }
            } else if (!PlanBuilder.wasInterrupted(call)) {
                calls.add(call);
            }
        }
        return judgeCalls(new History(calls));
    }

    private Verdict judgeCalls(History history) {
        if (history.size() <= SHORT && criterion == QueueCriterion.WEAK_FULL) {
            return weaklyFull(history);
        }
        if (criterion != QueueCriterion.LINEARIZABLE || history.size() > SHORT) {
            return byPatterns(history);
        }
        Verdict verdict = Linearizability.check(new QueueModel(capacity), history);
        return verdict instanceof Verdict.Violation violation ? explained(violation, history) : verdict;
    }

    /**
     * A pattern tells more than that there is no order; but there is not one for every mistake. The first that can be seen is
     * looked for, so what comes after the call that has no place is left out at first.
     */
    private Verdict explained(Verdict.Violation violation, History history) {
        Operation culprit = violation.culprit();
        Verdict verdict = byPatterns(culprit == null ? history : until(culprit.returnedAt(), history));
        if (!(verdict instanceof Verdict.Violation)) {
            verdict = byPatterns(history);
        }
        return verdict instanceof Verdict.Violation pattern
                ? new Verdict.Violation(pattern.reason(), violation.prefix(), pattern.culprit())
                : violation;
    }

    /** The history as it is known at that moment. */
    private static History until(long moment, History history) {
        return new History(history.operations().stream().filter(call -> call.invokedAt() <= moment)
                .map(call -> call.returnedAt() <= moment || !call.hasReturned()
                        ? call
                        : Operation.pending(call.thread(), call.name(), call.input(), call.invokedAt(), Ending.UNKNOWN))
                .toList());
    }

    /** By the model all but the calls that found no room: the pattern for those counts all that was under way. */
    private Verdict weaklyFull(History history) {
        Verdict verdict = byPatterns(history);
        return verdict instanceof Verdict.Violation
                ? verdict
                : Linearizability.check(new QueueModel(capacity), new History(
                        history.operations().stream().filter(call -> kindOf(call) != Kind.FULL).toList()));
    }

    Verdict byPatterns(History history) {
        return FifoQueueCheck.linearizable().by(criterion).capacity(capacity).calls(QueueJudge::kindOf).check(history);
    }

    private static Kind kindOf(Operation call) {
        return switch (call.name()) {
            case "offer", "put", "offerFor" -> Boolean.FALSE.equals(call.output()) ? Kind.FULL : Kind.ADD;
            case "poll", "take", "pollFor" -> call.hasReturned() && call.output() == null ? Kind.EMPTY : Kind.TAKE;
            case "peek", "isEmpty" -> call.hasReturned() ? kindOfLook(call.output()) : Kind.NO_EFFECT;
            default -> Kind.FORBIDDEN;
        };
    }

    private static Kind kindOfLook(@Nullable Object seen) {
        if (seen instanceof Boolean isEmpty) {
            return isEmpty ? Kind.EMPTY : Kind.NOT_EMPTY;
        }
        return seen == null ? Kind.EMPTY : Kind.PEEK;
    }
}
