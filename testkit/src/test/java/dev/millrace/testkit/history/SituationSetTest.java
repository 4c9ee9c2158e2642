package dev.millrace.testkit.history;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SituationSetTest {

    private static final int MANY = 1 << 20;
    private static final long[] NONE = {0, 0};

    /** So many that some hashes of 32 bits must be equal. */
    @Test
    void add_manySituations_eachOnce() {
        SituationSet set = new SituationSet(2);
        assertThat(added(set)).isEqualTo(MANY);
        assertThat(added(set)).isZero();
        assertThat(set.size()).isEqualTo(MANY);
        assertThat(set.trace(12_345)).isEqualTo(12_345);
    }

    private static int added(SituationSet set) {
        int count = 0;
        for (int i = 0; i < MANY; i++) {
            count += set.add(new long[] {i & 1023, i >> 10}, i & 7, i, NONE) ? 1 : 0;
        }
        return count;
    }

    @Test
    void add_manyStates_eachOnce() {
        SituationSet set = new SituationSet(1);
        for (int state = 0; state < MANY; state++) {
            set.add(new long[] {5}, state, 0, NONE);
        }
        assertThat(set.size()).isEqualTo(MANY);
        assertThat(set.add(new long[] {5}, 77, 0, NONE)).isFalse();
    }

    @Test
    void add_optionalBits_fewerAreBetter() {
        SituationSet set = new SituationSet(1);
        long[] optional = {0b1100};
        assertThat(set.add(new long[] {0b0101}, 1, 0, optional)).isTrue();
        assertThat(set.add(new long[] {0b1101}, 1, 0, optional)).isFalse();
        assertThat(set.add(new long[] {0b1001}, 1, 0, optional)).isTrue();
        assertThat(set.add(new long[] {0b0001}, 1, 0, optional)).isTrue();
        assertThat(set.add(new long[] {0b0111}, 1, 0, optional)).isTrue();
        assertThat(set.add(new long[] {0b0101}, 2, 0, optional)).isTrue();
    }

    @Test
    void clear_manyOrFew_forgetsAll() {
        SituationSet set = new SituationSet(1);
        for (int size : new int[] {1000, 3, 100, 0, 5}) {
            for (int i = 0; i < size; i++) {
                assertThat(set.add(new long[] {i}, 1, 0, NONE)).isTrue();
            }
            set.clear();
            assertThat(set.size()).isZero();
        }
    }
}
