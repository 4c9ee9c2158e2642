package dev.millrace.testkit.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TimeOrderTest {

    @Test
    void sort_anyRow_isOrderedAndStable() {
        SplittableRandom random = new SplittableRandom(7);
        for (int size = 0; size < 300; size++) {
            int range = 1 + random.nextInt(400);
            long[] times = random.longs(size, 0, range).toArray();
            int[] row = IntStream.range(0, size).toArray();
            int[] expected = IntStream.range(0, size)
                    .boxed()
                    .sorted(Comparator.comparingLong(index -> times[index]))
                    .mapToInt(Integer::intValue)
                    .toArray();
            TimeOrder.sort(row, times);
            assertThat(row).isEqualTo(expected);
        }
    }
}
