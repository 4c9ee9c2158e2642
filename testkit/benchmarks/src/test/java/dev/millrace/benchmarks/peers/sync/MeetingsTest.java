package dev.millrace.benchmarks.peers.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.benchmarks.peers.Threads;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class MeetingsTest {

    private static final int ROUNDS = 300;

    static Stream<Arguments> all() {
        return Meetings.ALL.all().stream().flatMap(peer -> Stream.of("2 platform", "4 platform", "16 virtual")
                .map(threads -> Arguments.of(peer.name(), Threads.parse(threads))));
    }

    @ParameterizedTest
    @MethodSource("all")
    void meet_everyRound_nobodyGoesOnBeforeAllCame(String name, Threads threads) throws InterruptedException {
        Meeting meeting = Meetings.ALL.named(name).open(threads);
        AtomicInteger came = new AtomicInteger();
        new Contest(threads, ROUNDS).run((thread, turn) -> {
            came.incrementAndGet();
            meeting.meet();
            assertThat(came.get()).isGreaterThanOrEqualTo((turn + 1) * threads.count());
        });
        assertThat(came.get()).isEqualTo(ROUNDS * threads.count());
    }
}
