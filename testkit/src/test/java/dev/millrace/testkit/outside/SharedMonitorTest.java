package dev.millrace.testkit.outside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.Check;
import dev.millrace.testkit.Engine;
import dev.millrace.testkit.Result;
import dev.millrace.testkit.spec.Spec;
import dev.millrace.testkit.spec.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Vector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Woven code that takes the monitor of an object whose own methods take it too, and are not woven. */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SharedMonitorTest {

    private static Result run(Check check, Duration budget) {
        return check.engines(Engine.CONTROLLED).seed(1).budget(budget).run();
    }

    private static void passes(Check check) {
        run(check, Duration.ofMillis(400)).orThrow();
    }

    private static void isFound(Check check) {
        assertThat(run(check, Duration.ofSeconds(60))).isInstanceOf(Result.Failed.class);
    }

    /** Two steps on a synchronized map, as its Javadoc asks for them. */
    static final class Counts {
        private final Map<String, Integer> counts = Collections.synchronizedMap(new HashMap<>());

        int addTwoSteps() {
            synchronized (counts) {
                int next = counts.getOrDefault("", 0) + 1;
                counts.put("", next);
                return next;
            }
        }

        int addOneStep() {
            return counts.merge("", 1, Integer::sum);
        }

        int addWithoutTheMonitor() {
            int next = counts.getOrDefault("", 0) + 1;
            counts.put("", next);
            return next;
        }
    }

    @Test
    void synchronizedMap_severalStepsUnderItsMonitor_pass() {
        passes(Check.object((Spec<Counts, Integer> spec) -> {
            spec.create(Counts::new).model(0);
            spec.operation("twoSteps", Counts::addTwoSteps).steps((sum, _) -> Step.to(sum + 1, sum + 1));
            spec.operation("oneStep", Counts::addOneStep).steps((sum, _) -> Step.to(sum + 1, sum + 1));
        }));
    }

    @Test
    void synchronizedMap_severalStepsWithoutItsMonitor_areFound() {
        isFound(Check.object((Spec<Counts, Integer> spec) -> {
            spec.create(Counts::new).model(0);
            spec.operation("twoSteps", Counts::addWithoutTheMonitor).steps((sum, _) -> Step.to(sum + 1, sum + 1));
        }));
    }

    /** A list that goes over its elements under its monitor. */
    static final class Sum {
        private final List<Integer> list = Collections.synchronizedList(new ArrayList<>());

        int size() {
            list.add(1);
            synchronized (list) {
                int sum = 0;
                for (int each : list) {
                    sum += each;
                }
                return list.size() - sum;
            }
        }
    }

    @Test
    void synchronizedList_iteratedUnderItsMonitor_passes() {
        passes(Check.object((Spec<Sum, Integer> spec) -> {
            spec.create(Sum::new).model(0);
            spec.operation("size", Sum::size).steps((_, _) -> Step.to(0, 0));
        }));
    }

    /** A subclass of a class whose methods are synchronized. */
    @SuppressWarnings("JdkObsolete") // that it is synchronized is what it is for
    static final class Names extends Vector<Integer> {
        private static final long serialVersionUID = 1;

        synchronized boolean addIfAbsent(int name) {
            return !contains(name) && add(name);
        }
    }

    @Test
    void vector_synchronizedMethodOfASubclass_passes() {
        passes(Check.object((Spec<Names, Integer> spec) -> {
            spec.create(Names::new).model(0);
            spec.operation("addIfAbsent", names -> names.addIfAbsent(1))
                    .steps((size, _) -> Step.to(Math.max(size, 1), size == 0));
            spec.operation("add", names -> names.add(2) && names.removeElement(2))
                    .steps((size, _) -> Step.to(size, true));
        }));
    }

    /** A list that is not synchronized: the monitor of the one protects nothing from the other. */
    static final class Half {
        private final List<Integer> list = new ArrayList<>();

        int addUnder() {
            synchronized (list) {
                list.add(1);
                return list.size();
            }
        }

        int addBeside() {
            list.add(1);
            return list.size();
        }
    }

    @Test
    void plainList_monitorTakenByOneOfTwo_isFound() {
        isFound(Check.object((Spec<Half, Integer> spec) -> {
            spec.create(Half::new).model(0);
            spec.operation("under", Half::addUnder).steps((size, _) -> Step.to(size + 1, size + 1));
            spec.operation("beside", Half::addBeside).steps((size, _) -> Step.to(size + 1, size + 1));
        }));
    }
}
