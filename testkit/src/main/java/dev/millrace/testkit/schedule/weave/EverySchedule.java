package dev.millrace.testkit.schedule.weave;

import dev.millrace.testkit.schedule.Body;
import dev.millrace.testkit.schedule.BoundedSearch;
import dev.millrace.testkit.schedule.Controller;
import dev.millrace.testkit.schedule.Outcome;
import dev.millrace.testkit.schedule.RandomWalk;
import dev.millrace.testkit.schedule.Settings;
import dev.millrace.testkit.schedule.Strategy;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs a small program under every schedule of a few preemptions. It has no limit of time, and no chance in it: what it has found
 * once, it finds each time. For a protocol of a few steps, where a {@link dev.millrace.testkit.Check} would look among larger
 * scenarios for as long as its budget allows.
 *
 * <pre>{@code
 * static final class TwoIncrement implements Supplier<List<Body>> {
 *     private final Counter counter = new Counter();
 *
 *     public List<Body> get() {
 *         return List.of(new Body("one", counter::increment), new Body("other", counter::increment));
 *     }
 * }
 *
 * EverySchedule.ofUpTo(2, TwoIncrement.class, "org.example.counters");
 * }</pre>
 *
 * <p>A body fails by throwing something. What a run must show in the end is for one more body that joins the others, or waits for them.
 *
 * <p><b>Threads.</b> Called by a platform thread, which carries the virtual ones of the program; it waits while another one has a
 * {@link Controller} open. Needs {@code --add-opens java.base/java.lang=ALL-UNNAMED}.
 *
 * <p><b>Limits.</b> The number of schedules grows with the steps of the program to the power of the preemptions. What
 * else counts as one, {@link BoundedSearch} says: that time passes although a thread can run, so that a timed wait ends
 * early, and that a thread goes on which has yielded, or made 100 steps in a row. Faults are not tried.
 */
public final class EverySchedule {

    private static final int WARM_UPS = 100;

    private EverySchedule() {}

    /**
     * Fails at the first schedule under which a thread throws something or waits for ever.
     *
     * @param preemptions how often a thread may lose its turn although it could go on, go on although it should yield,
     *                    or time pass
     * @param program     makes the threads of one run; it is loaded anew, woven, and has a constructor without parameters
     * @param packages    what is woven beside it, as {@link WeavingLoader.Builder#packages} takes it
     * @throws AssertionError           if a run fails, with its schedule, or the program cannot be made
     * @throws IllegalArgumentException if the number is negative, the program is null or has no such constructor, or
     *                                  what it gives is null, or has a null in it
     * @throws IllegalStateException    as {@link Controller#open()}, and if nothing is woven, or a program does not do the same under
     *                                  the same schedule
     */
    public static void ofUpTo(int preemptions, Class<? extends Supplier<List<Body>>> program, String... packages) {
        BoundedSearch search = BoundedSearch.upTo(preemptions);
        if ((Object) program == null) {
            throw new IllegalArgumentException(
                    "every schedule: program=null (expected: a class that gives the bodies)");
        }
        WeavingLoader loader = WeavingLoader.builder().parent(program.getClassLoader()).packages(packages)
                .classes(program.getName()).build();
        Constructor<? extends Supplier<List<Body>>> maker = maker(loader, program);
        try (Controller controller = Controller.open(Settings.STANDARD.withEarlyTimeouts(true))) {
            // A search asks for the same steps each time, and the first runs have more: they load the classes.
            runAll(controller, maker, RandomWalk.of(1), WARM_UPS);
            runAll(controller, maker, search, Integer.MAX_VALUE);
        }
        loader.report().requireYieldSites();
    }

    @SuppressWarnings("unchecked") // a woven copy is what its original is
    private static Constructor<? extends Supplier<List<Body>>> maker(WeavingLoader loader, Class<?> program) {
        try {
            Constructor<?> maker = loader.woven(program).getDeclaredConstructor();
            maker.setAccessible(true);
            return (Constructor<? extends Supplier<List<Body>>>) maker;
        } catch (NoSuchMethodException e) {
            throw new IllegalArgumentException("every schedule: program=" + program.getName() + ", constructors="
                    + Arrays.toString(program.getDeclaredConstructors()) + " (expected: one without parameters)", e);
        }
    }

    private static void runAll(Controller controller, Constructor<? extends Supplier<List<Body>>> maker,
            Strategy strategy, int runs) {
        for (int run = 0; run < runs && !strategy.isExhausted(); run++) {
            Outcome outcome = controller.run(bodies(maker), strategy);
            if (!outcome.isClean()) {
                throw new AssertionError(maker.getDeclaringClass().getSimpleName() + ": " + outcome);
            }
        }
    }

    private static List<Body> bodies(Constructor<? extends Supplier<List<Body>>> maker) {
        try {
            return checked(maker.newInstance().get(), maker.getDeclaringClass());
        } catch (InvocationTargetException e) {
            throw new AssertionError(maker.getDeclaringClass().getSimpleName() + " cannot be made", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("every schedule: program=" + maker.getDeclaringClass().getName()
                    + " (expected: a class that can be made)", e);
        }
    }

    private static List<Body> checked(@Nullable List<? extends @Nullable Body> bodies, Class<?> program) {
        if (bodies == null) {
            throw refused(program, "bodies=null");
        }
        List<Body> checked = new ArrayList<>();
        for (Body body : bodies) {
            if (body == null) {
                throw refused(program, "body " + checked.size() + "=null");
            }
            checked.add(body);
        }
        return checked;
    }

    private static IllegalArgumentException refused(Class<?> program, String what) {
        return new IllegalArgumentException("every schedule: program=" + program.getName() + ", " + what
                + " (expected: a list of bodies)");
    }
}
