package dev.millrace.testkit.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WaitsTest {

    @Test
    void next_sixteenTimes_areAllDifferentAndShort() {
        Caller caller = new Caller(1, 100, _ -> -1);
        assertThat(Stream.generate(() -> Waits.next(caller)).limit(16)).doesNotHaveDuplicates()
                .allSatisfy(wait -> assertThat(wait).isBetween(Duration.ZERO, Duration.ofMillis(2)));
    }
}
