package dev.millrace.benchmarks.peers.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.benchmarks.peers.ThreadKind;
import dev.millrace.benchmarks.peers.Threads;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class BatonsTest {

    private static final int TURNS = 1_000;

    static Stream<Arguments> all() {
        return Batons.ALL.all().stream().flatMap(peer -> Stream.of(ThreadKind.values())
                .map(kind -> Arguments.of(peer.name(), new Threads(2, kind))));
    }

    @ParameterizedTest
    @MethodSource("all")
    void pass_twoThreads_takeTurns(String name, Threads threads) throws InterruptedException {
        Baton baton = Batons.ALL.named(name).open(threads);
        AtomicIntegerArray came = new AtomicIntegerArray(2);
        new Contest(threads, TURNS).run((runner, turn) -> {
            came.incrementAndGet(runner);
            baton.pass(runner);
            assertThat(came.get(1 - runner)).isBetween(turn + runner, turn + runner + 2);
        });
    }

    @Test
    void open_threeThreads_isRefused() {
        assertThatThrownBy(() -> Batons.ALL.named("wait-notify").open(new Threads(3, ThreadKind.VIRTUAL)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("wait-notify: work=3 virtual");
    }
}
