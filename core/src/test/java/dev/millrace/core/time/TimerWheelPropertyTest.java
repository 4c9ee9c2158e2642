package dev.millrace.core.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** The wheel against a sorted set of times. */
class TimerWheelPropertyTest {

    private static final long TICK = 1 << 20;

    private record Entry(long tick, int number) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            return tick != other.tick ? Long.compare(tick, other.tick) : Integer.compare(number, other.number);
        }
    }

    /** Each number is a step: schedule, cancel one of those before, or let time pass, over some ticks or many turns. */
    @Property(tries = 300)
    void wheel_anySteps_runsWhatASortedSetWould(
            @ForAll @Size(max = 200) List<@LongRange(min = 0, max = 3_000_000_000_000L) Long> steps) {
        ManualTime time = new ManualTime();
        TimerWheel wheel = new TimerWheel(time, Runnable::run);
        TreeSet<Entry> model = new TreeSet<>();
        Map<Entry, ScheduledTask> tasks = new HashMap<>();
        List<Entry> known = new ArrayList<>();
        List<Integer> ran = new ArrayList<>();
        List<Integer> expected = new ArrayList<>();
        for (long step : steps) {
            long size = step / 4;
            switch ((int) (step % 4)) {
                case 0, 1 -> {
                    long delay = step % 3 == 0 ? size : size % (20 * TICK);
                    long now = time.nanoTime();
                    Entry entry = new Entry(Math.max((now + delay + TICK - 1) / TICK, now / TICK + 1), known.size());
                    known.add(entry);
                    model.add(entry);
                    tasks.put(entry, wheel.schedule(Duration.ofNanos(delay), () -> ran.add(entry.number())));
                }
                case 2 -> {
                    if (!known.isEmpty()) {
                        Entry entry = known.get((int) (size % known.size()));
                        assertThat(tasks.get(entry).cancel()).isEqualTo(model.remove(entry));
                    }
                }
                default -> {
                    time.advance(Duration.ofNanos(step % 3 == 0 ? size : size % (10 * TICK)));
                    while (!model.isEmpty() && model.first().tick() <= time.nanoTime() / TICK) {
                        expected.add(model.removeFirst().number());
                    }
                    wheel.expire();
                }
            }
            assertThat(ran).isEqualTo(expected);
            assertThat(wheel.size()).isEqualTo(model.size());
        }
    }
}
