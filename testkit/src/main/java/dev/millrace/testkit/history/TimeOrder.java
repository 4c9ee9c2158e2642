package dev.millrace.testkit.history;

/** Sorts numbers by the times that belong to them, without an object for each. */
final class TimeOrder {

    private static final int SHORT = 12;

    private TimeOrder() {}

    /** Sorts {@code row} by {@code times[row[i]]}, equal times staying as they are; quick if it is almost sorted. */
    static void sort(int[] row, long[] times) {
        sort(row, row.clone(), times, 0, row.length);
    }

    /** Merge sort from {@code from} to {@code into}, which hold the same. */
    private static void sort(int[] into, int[] from, long[] times, int start, int end) {
        if (end - start <= SHORT) {
            insert(into, times, start, end);
            return;
        }
        int middle = (start + end) >>> 1;
        sort(from, into, times, start, middle);
        sort(from, into, times, middle, end);
        if (times[from[middle - 1]] <= times[from[middle]]) {
            System.arraycopy(from, start, into, start, end - start);
            return;
        }
        int left = start;
        int right = middle;
        for (int at = start; at < end; at++) {
            boolean takeLeft = right == end || (left < middle && times[from[left]] <= times[from[right]]);
            into[at] = takeLeft ? from[left++] : from[right++];
        }
    }

    private static void insert(int[] row, long[] times, int start, int end) {
        for (int i = start + 1; i < end; i++) {
            int moved = row[i];
            int at = i;
            while (at > start && times[row[at - 1]] > times[moved]) {
                row[at] = row[at - 1];
                at--;
            }
            row[at] = moved;
        }
    }
}
