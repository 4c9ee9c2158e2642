package dev.millrace.testkit.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.history.History;
import dev.millrace.testkit.history.Operation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@SuppressWarnings("ObjectToString") // that is what is tested
class ObjectNamesTest {

    /** Has neither a text nor a hash code of its own. */
    private static final class Item {}

    /** Its text has the form that is looked for, and is its own. */
    private static final class Named {
        @Override
        public String toString() {
            return "Named@1f";
        }
    }

    private static final String ITEM = "ObjectNamesTest$Item@";

    private final Item first = new Item();
    private final Item second = new Item();

    private static History history(@Nullable Object... results) {
        List<Operation> calls = new ArrayList<>();
        for (int i = 0; i < results.length; i++) {
            calls.add(Operation.returned(0, "take", null, results[i], 2L * i, 2L * i + 1));
        }
        return new History(calls);
    }

    @Test
    void in_objectsWithoutAText_areNumberedInTheOrderOfTheirCalls() {
        ObjectNames names = ObjectNames.of(history(second, first, second, null, "text"));
        assertThat(names.in(first + ", " + second + ", " + first)).isEqualTo(ITEM + "2, " + ITEM + "1, " + ITEM + "2");
    }

    @Test
    void in_objectsInACollection_areNumberedToo() {
        ObjectNames names = ObjectNames.of(history(List.of(first, second)));
        assertThat(names.in(List.of(first, second).toString())).isEqualTo("[" + ITEM + "1, " + ITEM + "2]");
    }

    @Test
    void in_argument_isNumberedBeforeTheResult() {
        Operation call = Operation.returned(0, "swap", first, second, 1, 2);
        assertThat(ObjectNames.of(new History(List.of(call))).in(second + " " + first))
                .isEqualTo(ITEM + "2 " + ITEM + "1");
    }

    @Test
    void in_textsOfTheirOwn_stay() {
        Named named = new Named();
        String text = named + " a@b.example " + new Item();
        assertThat(ObjectNames.of(history(named, 7)).in(text)).isEqualTo(text);
    }
}
