package dev.millrace.testkit.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.history.Linearizability;
import dev.millrace.testkit.history.Models;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The patterns against the search, on histories small enough for it. */
class RoundPropertyTest {

    /** A log whose clock gives the next time of a list. */
    private static final class Script {
        private final List<Long> times = new ArrayList<>();
        private final CallLog log = new CallLog(8, 8, () -> times.remove(0));
        private long now;

        Script at(SplittableRandom random) {
            now += 1 + random.nextInt(3); // calls of one thread share no moment: to the search they would overlap
            times.add(now);
            now += random.nextInt(4);
            times.add(now);
            return this;
        }

        void put(long id, boolean done) {
            log.begin(Call.OFFER, id);
            end(id, done);
        }

        void take(long id) {
            log.begin(Call.POLL, 0);
            end(id, id > 0);
        }

        private void end(long id, boolean done) {
            if (done) {
                log.succeed(id);
            } else {
                log.refuse();
            }
        }
    }

    private record Sample(Round round, boolean linearizable) {}

    /** Two producers, two consumers and a drain, at random times: seldom right by itself, so values come mostly in order. */
    private static Sample sample(long seed, int capacity) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] shares = {1 + random.nextInt(2), 1 + random.nextInt(2)};
        int count = shares[0] + shares[1];
        List<Script> scripts = List.of(new Script(), new Script(), new Script(), new Script(), new Script());
        long id = 1;
        for (int producer = 0; producer < 2; producer++) {
            for (int i = 0; i < shares[producer]; i++) {
                if (random.nextInt(4) == 0) {
                    scripts.get(producer).at(random).put(id, false);
                }
                scripts.get(producer).at(random).put(id++, true);
            }
        }
        List<Long> left = new ArrayList<>();
        for (long i = 1; i <= count; i++) {
            left.add(random.nextInt(left.size() + 1), i);
        }
        for (int consumer = 2; consumer < 4; consumer++) {
            scripts.get(consumer).now = random.nextInt(8);
            for (int calls = random.nextInt(4); calls > 0; calls--) {
                boolean empty = left.isEmpty() || random.nextInt(3) == 0;
                scripts.get(consumer).at(random).take(empty ? 0 : left.removeFirst());
            }
        }
        scripts.get(4).now = scripts.stream().mapToLong(script -> script.now).max().orElse(0);
        while (!left.isEmpty()) {
            scripts.get(4).at(random).take(left.removeFirst());
        }
        QueueStress.Options options = QueueStress.Options.standard().withCapacity(capacity).withTime(Duration.ZERO);
        Round round = new Round(options, true, 1, shares, scripts.stream().map(script -> script.log).toList());
        return new Sample(round,
                Linearizability.check(Models.fifoQueue(capacity == 0 ? Integer.MAX_VALUE : capacity), round.history())
                        .isLinearizable());
    }

    /** Without a bound, an offer that is refused is never right: the patterns do not look at it, so neither does this. */
    private static boolean hasRefusedOffer(Round round) {
        return round.history().operations().stream().anyMatch(call -> Boolean.FALSE.equals(call.output()));
    }

    @Property(tries = 3000)
    void judge_noBound_agreesWithTheSearch(@ForAll long seed) {
        Sample sample = sample(seed, 0);
        if (hasRefusedOffer(sample.round)) {
            return;
        }
        assertThat(sample.round.judge() == null).as("%s", sample.round.history()).isEqualTo(sample.linearizable);
    }

    @Property(tries = 3000)
    void judge_bounded_accusesNoRightHistory(@ForAll long seed, @ForAll @IntRange(min = 1, max = 3) int capacity) {
        Sample sample = sample(seed, capacity);
        if (sample.linearizable) {
            assertThat(sample.round.judge()).as("%s", sample.round.history()).isNull();
        }
    }

    @Property(tries = 1)
    void judge_bounded_missesFewWrongHistories() {
        int wrong = 0;
        int found = 0;
        int right = 0;
        for (long seed = 0; seed < 4000; seed++) {
            Sample sample = sample(seed, 1 + (int) (seed % 2));
            right += sample.linearizable ? 1 : 0;
            wrong += sample.linearizable ? 0 : 1;
            found += sample.linearizable || sample.round.judge() == null ? 0 : 1;
        }
        assertThat(right).isGreaterThan(100);
        assertThat(found).isGreaterThan(wrong * 95 / 100);
    }
}
