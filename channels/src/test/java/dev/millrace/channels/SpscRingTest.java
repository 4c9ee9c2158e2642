package dev.millrace.channels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SpscRingTest {

    @Test
    void poll_afterTakeRestWithLeftovers_isEmptyAndDrained() throws Exception {
        SpscRing<Integer> ring = new SpscRing<>(4);
        ring.offer(1);
        ring.offer(2);
        ring.offer(3);
        assertThat(ring.poll()).isEqualTo(1);
        ring.close();
        List<Integer> rest = new ArrayList<>();
        ring.takeRest(rest);

        Running<Integer> receiver = Running.start(false, ring::poll);

        assertThat(rest).containsExactly(2, 3);
        assertThat(receiver.result()).isNull();
        assertThat(ring.isDrained()).isTrue();
        assertThat(ring.received()).isEqualTo(3);
    }
}
