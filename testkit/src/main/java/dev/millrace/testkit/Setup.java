package dev.millrace.testkit;

import dev.millrace.testkit.engine.Attempts;
import dev.millrace.testkit.engine.ControlledAttempts;
import dev.millrace.testkit.engine.ControlledEngine;
import dev.millrace.testkit.engine.StressAttempts;
import dev.millrace.testkit.engine.StressEngine;
import dev.millrace.testkit.schedule.Controller;
import dev.millrace.testkit.schedule.Fault;
import dev.millrace.testkit.schedule.Settings;
import dev.millrace.testkit.spec.Plan;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the engines of a check need, and how each of them is made ready and put away. */
final class Setup {

    final Origin origin;
    final Set<ThreadKind> threads = EnumSet.allOf(ThreadKind.class);
    final Set<Fault> faults = EnumSet.noneOf(Fault.class);
    final Set<String> packages = new TreeSet<>();
    boolean weaveJdk;
    boolean allowUnwoven;
    boolean allowUnordered;
    int steps = Settings.STANDARD.steps();
    Duration patience = Duration.ofSeconds(5);
    /** Kept, since it takes longer to weave classes than to run them. */
    private @Nullable WovenWorld world;

    Setup(Origin origin) {
        this.origin = origin;
    }

    /** What is done with an engine that is ready. */
    @FunctionalInterface
    interface Task {
        Optional<Search.Found> run(Plan<?> plan, Attempts attempts);
    }

    /** Makes the engine ready, does the task, and puts the engine away. */
    Optional<Search.Found> with(Engine engine, Task task) {
        return switch (engine) {
            case STRESS -> stressed(task);
            case CONTROLLED -> controlled(task);
        };
    }

    private Optional<Search.Found> stressed(Task task) {
        List<StressEngine> engines = threads.stream().map(kind -> new StressEngine(kind.builder(), patience)).toList();
        try {
            Plan<?> plan = origin.plain();
            return task.run(plan, new StressAttempts(plan, engines));
        } finally {
            engines.forEach(StressEngine::close);
        }
    }

    private Optional<Search.Found> controlled(Task task) {
        WovenWorld woven = world == null ? WovenWorld.of(origin, packages, weaveJdk) : world;
        world = woven;
        try (Controller controller = woven.open(steps)) {
            ControlledEngine engine = new ControlledEngine(controller, !allowUnordered);
            Attempts attempts = new ControlledAttempts(woven.plan(), engine, faults);
            Optional<Search.Found> found = task.run(woven.plan(), attempts);
            if (found.isEmpty()) {
                woven.loader().report().requireYieldSites();
                woven.requireWoven(engine.subject(), allowUnwoven);
            }
            return found;
        }
    }
}
