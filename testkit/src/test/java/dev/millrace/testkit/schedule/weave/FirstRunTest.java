package dev.millrace.testkit.schedule.weave;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.schedule.Body;
import dev.millrace.testkit.schedule.Controller;
import dev.millrace.testkit.schedule.Outcome;
import dev.millrace.testkit.schedule.RandomWalk;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The first run of a class makes the same steps as every later one, so that what one JVM has recorded another replays. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class FirstRunTest {

    /** Its table is filled by a method, with loops, arrays and objects of another class that has a table of its own. */
    public static final class Prepared implements Runnable {

        private static final int[] TABLE = filled(16);
        private static int used;

        private static int[] filled(int size) {
            int[] table = new int[size];
            for (int i = 0; i < size; i++) {
                table[i] = Further.next(i);
            }
            return table;
        }

        @Override
        public void run() {
            used += TABLE[used & 15];
        }
    }

    /** Initialised by the initialiser of the other. */
    static final class Further {

        private static int[] counts = {0, 1, 2, 3};

        private Further() {}

        static int next(int i) {
            counts[i & 3]++;
            return counts[i & 3];
        }
    }

    @Test
    void run_classIsInitialisedInTheFirst_sameStepsAsInTheSecond() throws Exception {
        WeavingLoader loader = WeavingLoader.builder().build();
        Class<?> woven = loader.woven(Prepared.class);
        try (Controller controller = Controller.open()) {
            Outcome first = controller.run(bodies(woven), RandomWalk.of(3));
            Outcome second = controller.run(bodies(woven), RandomWalk.of(3));
            assertThat(first.isClean()).isTrue();
            assertThat(first.schedule()).isEqualTo(second.schedule());
            assertThat(first.steps()).isEqualTo(second.steps());
        }
    }

    private static List<Body> bodies(Class<?> type) {
        Body body = new Body("runs", () -> {
            try {
                var constructor = type.getDeclaredConstructor();
                ((Runnable) constructor.newInstance()).run();
            } catch (ReflectiveOperationException e) {
                throw new LinkageError(type.getName(), e);
            }
        });
        return List.of(body, body);
    }
}
