package dev.millrace.channels;

import dev.millrace.testkit.schedule.Body;
import dev.millrace.testkit.schedule.BoundedSearch;
import dev.millrace.testkit.schedule.Controller;
import dev.millrace.testkit.schedule.Outcome;
import dev.millrace.testkit.schedule.RandomWalk;
import dev.millrace.testkit.schedule.Strategy;
import dev.millrace.testkit.schedule.weave.WeavingLoader;
import java.lang.reflect.Constructor;
import java.util.List;
import java.util.function.Supplier;

/**
 * Runs a small program under every schedule of a few preemptions. Where {@link ChannelCheckTest} looks for so long as the build
 * allows, this one has no limit of time, and no chance in it: what it has found once it finds each time.
 */
final class EverySchedule {

    private static final int WARM_UPS = 100;

    private EverySchedule() {}

    /**
     * Fails at the first schedule under which a thread throws something or waits for ever.
     *
     * @param preemptions how often a thread may lose its turn, although it could go on
     * @param program     makes the threads of one run; it is loaded anew, woven, so it has a constructor without parameters
     */
    static void ofUpTo(int preemptions, Class<? extends Supplier<List<Body>>> program) throws Exception {
        WeavingLoader loader = WeavingLoader.builder().parent(program.getClassLoader())
                .packages("dev.millrace.channels", "dev.millrace.core")
                .build();
        Constructor<?> maker = loader.woven(program).getDeclaredConstructor();
        maker.setAccessible(true);
        try (Controller controller = Controller.open()) {
            // A search asks for the same steps each time, and the first runs have more: they load the classes.
            runAll(controller, maker, RandomWalk.of(1), WARM_UPS);
            runAll(controller, maker, BoundedSearch.upTo(preemptions), Integer.MAX_VALUE);
        }
        loader.report().requireYieldSites();
    }

    private static void runAll(Controller controller, Constructor<?> maker, Strategy strategy, int runs)
            throws ReflectiveOperationException {
        for (int run = 0; run < runs && !strategy.isExhausted(); run++) {
            Outcome outcome = controller.run(bodies(maker), strategy);
            if (!outcome.isClean()) {
                throw new AssertionError(maker.getDeclaringClass().getSimpleName() + ": " + outcome);
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static List<Body> bodies(Constructor<?> maker) throws ReflectiveOperationException {
        return ((Supplier<List<Body>>) maker.newInstance()).get();
    }
}
