package dev.millrace.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.core.wait.Running;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class LockedLineTest {

    private static final int THREADS = 4;
    private static final int ROUNDS = 100_000;
    private static final int LINE_BYTES = 64;

    private final LockedLine<Guest> line = new LockedLine<>();
    private long mirror;

    @Test
    void addLast_whoWasTakenOut_joinsAgain() {
        Guest guest = new Guest();
        line.lock();
        line.addLast(guest);
        line.addLast(new Guest());
        line.remove(guest);
        line.addLast(guest);

        assertThat(line.removeFirst()).isNotSameAs(guest);
        assertThat(line.removeFirst()).isSameAs(guest);
        assertThat(line.size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void lock_held_waitsUntilItIsFree(boolean virtual) throws Exception {
        AtomicBoolean freed = new AtomicBoolean();
        AtomicBoolean tries = new AtomicBoolean();
        line.lock();
        Running<Boolean> next = Running.start(virtual, () -> {
            tries.set(true);
            line.lock();
            try {
                return freed.get();
            } finally {
                line.unlock();
            }
        });
        Running.until("the other thread tries", tries::get);
        for (int i = 0; i < 1_000; i++) {
            Thread.yield();
        }
        freed.set(true);
        line.unlock();

        assertThat(next.result()).isTrue();
        line.lock(); // free again
        line.unlock();
    }

    /** The line and a plain number change together under the lock: they stay equal and lose nothing. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void lock_severalThreads_oneAtATimeSeesAllThatTheLastOneDid(boolean virtual) throws Exception {
        List<Running<Boolean>> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            threads.add(Running.start(virtual, () -> {
                boolean equal = true;
                for (int round = 0; round < ROUNDS; round++) {
                    line.lock();
                    equal &= line.size() == mirror;
                    line.addLast(new Guest());
                    mirror++;
                    if (mirror > 100) {
                        line.removeFirst();
                        mirror--;
                    }
                    line.unlock();
                }
                return equal;
            }));
        }
        for (Running<Boolean> thread : threads) {
            assertThat(thread.result()).isTrue();
        }
        assertThat(line.size()).isEqualTo(100);
    }

    /** A superclass is laid out before its subclass: what each of the three declares is what lies on each side. */
    @Test
    void fields_onBothSidesOfTheLine_fillACacheLine() {
        Class<?> fields = LockedLine.class.getSuperclass();

        assertThat(Arrays.stream(fields.getDeclaredFields()).map(Field::getName))
                .containsExactlyInAnyOrder("word", "first", "last");
        assertThat(longsOf(LockedLine.class) * Long.BYTES).isGreaterThanOrEqualTo(LINE_BYTES - Long.BYTES);
        assertThat(longsOf(fields.getSuperclass()) * Long.BYTES).isGreaterThanOrEqualTo(LINE_BYTES - Long.BYTES);
    }

    private static long longsOf(Class<?> type) {
        return Arrays.stream(type.getDeclaredFields())
                .filter(field -> field.getType() == long.class)
                .count();
    }

    private static final class Guest extends LockedLine.Place<Guest> {}
}
