package dev.millrace.core.wait;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.core.time.Deadline;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Wrong arguments are refused before anything waits. */
@Timeout(60)
class WaitListArgumentTest {

    private final WaitList list = new WaitList();

    @ParameterizedTest
    @EnumSource
    void await_nullReady_isRefusedBeforeWaiting(WaitStrategy strategy) {
        assertThatThrownBy(() -> list.await(null, strategy, Deadline.never()))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("wait list: ready=null (expected: not null)");
        assertThat(list.waitedNanos()).as("nothing was registered").isZero();
    }

    @Test
    void create_batchBelowOne_isRefused() {
        assertThatThrownBy(() -> new WaitList(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("wait list: batch=0 (expected: >= 1)");
    }

    @Test
    void wake_negative_isRefused() {
        assertThatThrownBy(() -> list.wake(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("wait list: n=-1 (expected: >= 0)");
        assertThat(list.wake(0)).isZero();
    }

    @Test
    void await_nullStrategyOrDeadline_isRefused() {
        assertThatThrownBy(() -> list.await(() -> true, null, Deadline.never()))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("wait list: strategy=null (expected: not null)");
        assertThatThrownBy(() -> list.await(() -> true, WaitStrategy.PARK, null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("wait list: deadline=null (expected: not null)");
    }

    @ParameterizedTest
    @EnumSource
    void awaitAny_nullArgument_isRefusedBeforeWaiting(WaitStrategy strategy) {
        List<WaitList> lists = List.of(list);
        assertThatThrownBy(() -> WaitList.awaitAny(null, () -> true, strategy, Deadline.never()))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("wait list: lists=null (expected: not null)");
        assertThatThrownBy(() -> WaitList.awaitAny(lists, null, strategy, Deadline.never()))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("wait list: ready=null (expected: not null)");
        assertThatThrownBy(() -> WaitList.awaitAny(lists, () -> true, null, Deadline.never()))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("wait list: strategy=null (expected: not null)");
        assertThatThrownBy(() -> WaitList.awaitAny(lists, () -> true, strategy, null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("wait list: deadline=null (expected: not null)");
        assertThat(list.waitedNanos()).as("nothing was registered").isZero();
    }

    @ParameterizedTest
    @EnumSource
    void awaitAny_noList_isRefused(WaitStrategy strategy) {
        assertThatThrownBy(() -> WaitList.awaitAny(List.of(), () -> true, strategy, Deadline.never()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("wait list: lists=[] (expected: at least one)");
    }

    @Test
    void awaitAny_nullAmongTheLists_isRefusedBeforeWaiting() {
        List<WaitList> lists = Arrays.asList(list, null);

        assertThatThrownBy(() -> WaitList.awaitAny(lists, () -> true, WaitStrategy.PARK, Deadline.never()))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("wait list: lists[1]=null (expected: not null)");
        assertThat(list.waitedNanos()).as("nothing was registered").isZero();
    }
}
