package dev.millrace.testkit.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.Check;
import dev.millrace.testkit.Engine;
import dev.millrace.testkit.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings({"JdkObsolete", "NonApiType"}) // that a copy is of the same class is what is tested
class ArgumentsTest {

    static Stream<Object> changeable() {
        return Stream.of(new ArrayList<>(List.of(1, 2)), new LinkedList<>(List.of(1, 2)), Arrays.asList(1, 2),
                new CopyOnWriteArrayList<>(List.of(1)), new TreeMap<>(), EnumSet.of(TimeUnit.DAYS), new int[] {1},
                new long[][] {{1}}, new Pair<>(new ArrayList<>(), 1));
    }

    @ParameterizedTest
    @MethodSource("changeable")
    void copyOf_whatCanChange_isAnotherOfTheSameClass(Object argument) {
        Object copy = Arguments.copyOf(argument);
        assertThat(copy).isNotSameAs(argument).isEqualTo(argument).hasSameClassAs(argument);
    }

    @Test
    void copyOf_whatCannotBeCopied_isItself() {
        for (Object argument : new Object[] {1, "a", List.of(1), new Object()}) {
            assertThat(Arguments.copyOf(argument)).isSameAs(argument);
        }
    }

    /** Takes what it is given out of the list that it is given. */
    private static final class Bag {
        private final List<Integer> items = new ArrayList<>();

        synchronized int addAll(LinkedList<Integer> more) {
            items.addAll(more);
            more.clear();
            return items.size();
        }
    }

    private static final LinkedList<Integer> ONE = new LinkedList<>(List.of(7));

    @ParameterizedTest
    @EnumSource(Engine.class)
    void argument_thatObjectAndModelChange_isThereForTheNext(Engine engine) {
        Result result = Check.object((Spec<Bag, ArrayList<Integer>> spec) -> {
            spec.create(Bag::new).model(ArrayList::new, ArrayList::new);
            spec.operation("addAll", Gen.ints(1, 3).map(i -> new LinkedList<>(List.of(i, i))), Bag::addAll)
                    .like(ArgumentsTest::addAll);
            spec.operation("addOne", Gen.oneOf(ONE), Bag::addAll).like(ArgumentsTest::addAll);
        }).engines(engine).seed(1).budget(Duration.ofMillis(500)).shrinking(Duration.ZERO).run();
        assertThat(result).isInstanceOf(Result.Passed.class);
        assertThat(ONE).containsExactly(7);
    }

    private static int addAll(List<Integer> model, LinkedList<Integer> more) {
        model.addAll(more);
        more.clear();
        return model.size();
    }
}
