package dev.millrace.testkit.engine;

import dev.millrace.testkit.history.Ending;
import dev.millrace.testkit.history.History;
import dev.millrace.testkit.history.Operation;
import dev.millrace.testkit.scenario.Call;
import dev.millrace.testkit.scenario.Scenario;
import dev.millrace.testkit.schedule.ThreadKilledError;
import dev.millrace.testkit.schedule.weave.WeavingException;
import dev.millrace.testkit.spec.Action;
import dev.millrace.testkit.spec.Caller;
import dev.millrace.testkit.spec.Plan;
import dev.millrace.testkit.spec.Wrapped;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One performance of a scenario: the object, and for each thread who it is and what it did. Thread 0 to n - 1 are those of
 * the scenario; thread n is the one that calls before they start and after they have ended.
 *
 * @param <S> the object under test
 */
final class Cast<S> {

    private final Plan<S> plan;
    private final Scenario scenario;
    private final LongSupplier clock;
    private final List<Caller> callers = new ArrayList<>();
    private final List<CallLog> logs = new ArrayList<>();
    private final S subject;
    /** Why an argument could not be made, if one could not; volatile, for who looks on while threads run. */
    private volatile @Nullable BrokenDescription broken;
    /** What could not be woven, if anything. */
    private @Nullable WeavingException unwoven;
    /** Exceptions that came out of calls, for the report. */
    private final ConcurrentLinkedQueue<Throwable> thrown = new ConcurrentLinkedQueue<>();

    Cast(Plan<S> plan, Scenario scenario, LongSupplier clock, IntUnaryOperator interrupter, Executor executor) {
        this.plan = plan;
        this.scenario = scenario;
        this.clock = clock;
        int threads = scenario.threads().size();
        long stride = stride(scenario);
        for (int thread = 0; thread <= threads; thread++) {
            callers.add(new Caller(thread, stride, interrupter));
            logs.add(new CallLog(thread));
        }
        subject = plan.create().apply(executor);
        if (subject == null || (subject instanceof Wrapped wrapped && Objects.isNull(wrapped.inner()))) {
            throw new IllegalArgumentException("create: object=null (expected: the object under test)");
        }
    }

    /** A power of ten above the calls of any thread, so that one sees in a number whose it is. */
    private static long stride(Scenario scenario) {
        long stride = 100;
        while (stride <= 2L * scenario.size()) {
            stride *= 10;
        }
        return stride;
    }

    /** What happens before the threads start. */
    void prologue() {
        int last = callers.size() - 1;
        for (Call call : scenario.before()) {
            make(call, last);
        }
    }

    /** What happens when they have ended. */
    void epilogue() {
        int last = callers.size() - 1;
        plan.epilogue().run(subject, call -> make(call, last));
    }

    /** A thread of the scenario was interrupted, by none of its calls. */
    void interrupted(int thread, long now) {
        CallLog log = logs.getLast();
        log.begin(Plan.INTERRUPT, thread, now);
        log.end(thread, now);
    }

    /** Makes one call of one thread, if it may make it, and records it. Returns what the history shows of it. */
    @Nullable Object make(Call call, int thread) {
        Action<S> action = plan.action(call.operation());
        Caller caller = callers.get(thread);
        if (!action.allowed().test(caller)) {
            return null;
        }
        CallLog log = logs.get(thread);
        Object input = input(action, call, caller);
        log.begin(call.operation(), input, clock.getAsLong());
        Object output = outcome(action, input, caller, log);
        log.end(output, clock.getAsLong());
        return output;
    }

    private @Nullable Object input(Action<S> action, Call call, Caller caller) {
        try {
            return action.input().apply(caller, call.code());
        } catch (ThreadKilledError e) {
            throw e;
        } catch (WeavingException e) {
            unwoven = e;
            throw e;
        } catch (RuntimeException | Error e) {
            BrokenDescription fault = new BrokenDescription(
                    "operation " + call.operation() + ": argument=none for number "
                            + call.code() + " (expected: its Gen makes one); " + e,
                    e);
            broken = fault;
            throw fault;
        }
    }

    private @Nullable Object outcome(Action<S> action, @Nullable Object input, Caller caller, CallLog log) {
        try {
            return Snapshot.of(action.body().call(subject, input, caller));
        } catch (ThreadKilledError e) {
            throw e;
        } catch (WeavingException e) { // nobody's fault but ours, or of the class file
            unwoven = e;
            throw e;
        } catch (Throwable e) {
            WeavingException border = WeavingException.ofBorder(e);
            if (border != null) {
                unwoven = border;
                throw border;
            }
            if (log.isDead()) {
                throw new ThreadKilledError(e); // on the way out, as from an unlock in a finally block
            }
            thrown.add(e);
            return new Operation.Thrown(e.getClass(), e.getMessage());
        }
    }

    CallLog log(int thread) {
        return logs.get(thread);
    }

    /** What has happened so far; calls that are not over end as said. */
    History history(Ending pending) {
        return history(_ -> pending);
    }

    /** What has happened so far; a call that is not over ends as said for its thread. */
    History history(IntFunction<Ending> pending) {
        List<Operation> operations = new ArrayList<>();
        for (int thread = 0; thread < logs.size(); thread++) {
            logs.get(thread).addTo(operations, pending.apply(thread));
        }
        return new History(operations);
    }

    /** The object under test. */
    Object subject() {
        return subject instanceof Wrapped wrapped ? wrapped.inner() : subject;
    }

    /** Why an argument could not be made; null if none was missing. */
    @Nullable BrokenDescription broken() {
        return broken;
    }

    /** Throws what could not be woven, and what the description could not make: it is no fault of the object. */
    void requireWoven() {
        BrokenDescription fault = broken;
        if (fault != null) {
            throw fault;
        }
        if (unwoven != null) {
            throw unwoven;
        }
    }

    /** The exceptions that came out of calls so far. */
    List<Throwable> thrown() {
        return List.copyOf(thrown);
    }
}
