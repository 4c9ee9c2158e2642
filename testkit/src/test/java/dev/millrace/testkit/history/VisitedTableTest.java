package dev.millrace.testkit.history;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** So many entries that some hashes of 32 bits must be equal: whoever compares only hashes takes one entry for another. */
class VisitedTableTest {

    private static final int MANY = 1 << 20;

    @Test
    void add_manyStates_eachIsNewOnce() {
        VisitedTable table = new VisitedTable(1, 1);
        assertThat(newStates(table)).isEqualTo(MANY);
        assertThat(newStates(table)).isZero();
    }

    @Test
    void add_manySetsOfCallsThatReturned_eachIsNew() {
        assertThat(newSets(new VisitedTable(21, 21))).isEqualTo(MANY);
    }

    @Test
    void add_manySetsOfCallsWithUnknownEnd_eachIsNew() {
        assertThat(newSets(new VisitedTable(0, 21))).isEqualTo(MANY);
    }

    @Test
    void add_setsThatDifferInOneWordOfMany_eachIsNew() {
        VisitedTable table = new VisitedTable(1000, 1100);
        for (int call = 0; call < 1100; call++) {
            assertThat(table.add(call, 7)).isTrue();
            table.remove(call);
            assertThat(table.add(call, 7)).isFalse();
            assertThat(table.add(call, 8)).isTrue();
        }
    }

    private static int newStates(VisitedTable table) {
        int found = 0;
        for (int state = 0; state < MANY; state++) {
            if (table.add(0, state)) {
                found++;
                table.remove(0);
            }
        }
        return found;
    }

    /** Goes through all sets by changing one call at a time; half of the changes add one. */
    private static int newSets(VisitedTable table) {
        int found = 0;
        for (int i = 1; i < 2 * MANY; i++) {
            int call = Integer.numberOfTrailingZeros(i);
            int gray = i ^ (i >>> 1);
            if ((gray & (1 << call)) == 0) {
                table.remove(call);
            } else if (table.add(call, 3)) {
                found++;
            }
        }
        return found;
    }
}
