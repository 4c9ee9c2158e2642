package dev.millrace.testkit.history;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;

/** Long right histories of a queue. */
final class QueueTraffic {

    private QueueTraffic() {}

    /** So many calls of four threads, each stretched to both sides of the moment of its effect. */
    static List<Operation> calls(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Operation> calls = new ArrayList<>(count);
        Deque<Long> queue = new ArrayDeque<>();
        long[] free = new long[4];
        for (int i = 0; i < count; i++) {
            int thread = i & 3;
            long moment = 100L * i + 1000;
            long from = Math.max(free[thread] + 1, moment - random.nextInt(190));
            long to = moment + random.nextInt(190);
            free[thread] = to;
            if (random.nextBoolean()) {
                queue.add((long) i);
                calls.add(Operation.returned(thread, "offer", (long) i, true, from, to));
            } else {
                calls.add(Operation.returned(thread, "poll", null, queue.poll(), from, to));
            }
        }
        return calls;
    }
}
