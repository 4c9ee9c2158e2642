package dev.millrace.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.AbstractList;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.ConcurrentModificationException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SnapshotTest {

    @Test
    void of_collectionsThatChangeLater_isAsItWas() {
        for (Collection<String> result : List.<Collection<String>>of(new ArrayList<>(), new HashSet<>(),
                new TreeSet<>(String.CASE_INSENSITIVE_ORDER))) {
            result.add("a");
            Object taken = Snapshot.of(result);
            assertThat(taken).isEqualTo(result);
            result.add("b");
            assertThat((Collection<?>) taken).hasSize(1);
        }
        Map<String, Integer> map = new TreeMap<>(Map.of("a", 1));
        Object taken = Snapshot.of(map);
        map.put("b", 2);
        assertThat(taken).isEqualTo(Map.of("a", 1));
    }

    @Test
    void of_arraysThatChangeLater_areAsTheyWere() {
        int[] numbers = {1, 2};
        Object takenNumbers = Snapshot.of(numbers);
        numbers[0] = 7;
        assertThat((int[]) takenNumbers).containsExactly(1, 2);
        String[] words = {"a", null};
        Object takenWords = Snapshot.of(words);
        words[0] = "b";
        assertThat((String[]) takenWords).containsExactly("a", null);
    }

    @Test
    void of_listWithNull_keepsIt() {
        assertThat(Snapshot.of(Arrays.asList("a", null))).isEqualTo(Arrays.asList("a", null));
    }

    @Test
    void of_sortedSet_keepsItsOrder() {
        Set<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        set.add("b");
        set.add("A");
        assertThat(Snapshot.of(set)).hasToString("[A, b]");
        assertThat(((Set<?>) Snapshot.of(set)).contains("B")).isTrue();
    }

    @Test
    void of_anythingElse_isItself() {
        ArrayDeque<String> deque = new ArrayDeque<>();
        Object other = new Object();
        assertThat(Snapshot.of(deque)).isSameAs(deque);
        assertThat(Snapshot.of(other)).isSameAs(other);
        assertThat(Snapshot.of(null)).isNull();
    }

    @Test
    void of_listThatIsChangedAtThisMoment_isItself() {
        List<String> unsteady = new AbstractList<>() {
            @Override
            public String get(int index) {
                throw new ConcurrentModificationException();
            }

            @Override
            public int size() {
                return 1;
            }
        };
        assertThat(Snapshot.of(unsteady)).isSameAs(unsteady);
    }
}
