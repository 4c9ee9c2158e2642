package dev.millrace.testkit.report;

import dev.millrace.testkit.history.Ending;
import dev.millrace.testkit.history.History;
import dev.millrace.testkit.history.Operation;
import dev.millrace.testkit.history.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Histories to show. */
final class Samples {

    static final Operation OFFER_1 = Operation.returned(0, "offer", 1, true, 10, 14);
    static final Operation POLL_1 = Operation.returned(1, "poll", null, 1, 12, 20);
    static final Operation OFFER_2 = Operation.returned(0, "offer", 2, true, 5000, 5010);
    static final Operation WRONG_POLL = Operation.returned(1, "poll", null, null, 5012, 5030);
    static final Operation WAITED_TAKE = new Operation(2, "take", null, 2, 15, 5020, 18, Ending.RETURNED);
    static final Operation WAITING_TAKE = new Operation(3, "take", null, null, 16, Operation.NEVER, 40, Ending.BLOCKED);
    static final Operation LOST_OFFER = Operation.pending(2, "offer", "x", 5025, Ending.UNKNOWN);

    static final History SMALL = History.of(OFFER_1, OFFER_2, POLL_1, WRONG_POLL, WAITED_TAKE, WAITING_TAKE,
            LOST_OFFER);
    static final Verdict.Violation SMALL_VERDICT = new Verdict.Violation("poll() = null cannot follow",
            List.of(OFFER_1, POLL_1, OFFER_2), WRONG_POLL);

    static final FailureFacts FACTS = FailureFacts.titled("BoundedQueueTest.offersAndPolls")
            .withEngine("CONTROLLED, PCT of depth 3").withSeed("0x5eed1234abcd")
            .withReplay("mvn test -Dtest=BoundedQueueTest -Dtestkit.replay=5eed1234abcd:3:00112201")
            .withScenario("thread 0: offer(1), offer(2)\nthread 1: poll(), poll()\nthread 2: take()")
            .withNotes(List.of("Shrunk from 14 calls to 7 in 212 runs."));

    private Samples() {}

    /** Calls of eight threads, side by side, with pauses. */
    static History large(int size) {
        SplittableRandom random = new SplittableRandom(1);
        long[] free = new long[8];
        List<Operation> calls = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            int thread = random.nextInt(free.length);
            long begin = free[thread] + 1 + random.nextInt(300) + (random.nextInt(50) == 0 ? 20_000 : 0);
            long end = begin + 50 + random.nextInt(700);
            free[thread] = end;
            calls.add(switch (random.nextInt(5)) {
                case 0 -> new Operation(thread, "take", null, i - 3, begin, end, begin + 40, Ending.RETURNED);
                case 1, 2 -> Operation.returned(thread, "poll", null, i - 5, begin, end);
                default -> Operation.returned(thread, "offer", i, true, begin, end);
            });
        }
        return new History(calls);
    }

    /** The first calls are right, and one of them is not. */
    static Verdict.Violation wrongAt(History history, int index) {
        List<Operation> calls = history.operations();
        return new Verdict.Violation("it cannot follow", calls.subList(0, index - 5), calls.get(index));
    }

    static StressRun stressRun() {
        List<StressRun.Sample> samples = new ArrayList<>();
        List<StressRun.Point> points = new ArrayList<>();
        for (int i = 0; i <= 50; i++) {
            samples.add(new StressRun.Sample(i * 100_000_000L, i * 1_000_000L + (i % 7) * 90_000L));
            points.add(new StressRun.Point(100 * (1 - Math.pow(2, -i / 4.0)), 80L + (long) i * i * i));
        }
        points.add(new StressRun.Point(100, 1_000_000));
        return StressRun.titled("Stress of com.acme.Ring", new Verdict.Linearizable(List.of()))
                .withMeasurements(samples, List.of(new StressRun.Latency("offer", 1_234_567, points),
                        new StressRun.Latency("poll", 1_234_566, points.subList(10, points.size()))),
                        List.of(new StressRun.ThreadCount("producer 0", 1_234_567, 12),
                                new StressRun.ThreadCount("consumer 0", 1_234_566, 4_711)))
                .withConfiguration(Map.of("Capacity", "1024"))
                .withReplay("testkit stress com.acme.Ring --seed 1");
    }
}
