package dev.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the account says of who takes and gives back in which order; each by a thread of its own. */
@Timeout(120)
class WatchTest {

    private static final boolean ANYBODY_GIVES = true;
    private static final boolean TAKERS_GIVE = false;

    private final Watch watch = new Watch("account");

    @Test
    void givenBack_byOneWhoHasNothing_isTheLongestHolders() throws Exception {
        Thread first = take(1);
        Thread second = take(1);
        assertThat(watch.longestHolder()).isSameAs(first);
        watch.givenBack(1, TAKERS_GIVE);
        assertThat(holders()).containsExactly(second);
        assertThat(watch.longestHolder()).isSameAs(second);
    }

    @Test
    void givenBack_byAnybodyMoreThanHeHas_closesForAll() throws Exception {
        take(1);
        take(5);
        watch.taken(1);
        watch.givenBack(2, ANYBODY_GIVES);
        assertThat(watch.isClosed()).isTrue();
        assertThat(holders()).isEmpty();
        assertThat(watch.longestHolder()).isNull();
        watch.taken(1); // by one who looked before it was closed
        assertThat(holders()).isEmpty();
    }

    @Test
    void givenBack_byAnybodyWhatHeHas_isHisOwn() throws Exception {
        Thread first = take(3);
        watch.taken(2);
        watch.givenBack(2, ANYBODY_GIVES);
        assertThat(watch.isClosed()).isFalse();
        assertThat(holders()).containsExactly(first);
    }

    @Test
    void soleHolder_oneOfTwo_isNobody() throws Exception {
        assertThat(watch.soleHolder()).isNull();
        Thread first = take(1);
        assertThat(watch.soleHolder()).isSameAs(first);
        take(1);
        assertThat(watch.soleHolder()).isNull();
    }

    private Thread take(int many) throws Exception {
        Running<Boolean> taker = Running.doing(false, () -> watch.taken(many));
        taker.result();
        return taker.thread();
    }

    private List<Thread> holders() {
        return watch.holders().stream().map(Report.Holder::thread).toList();
    }
}
