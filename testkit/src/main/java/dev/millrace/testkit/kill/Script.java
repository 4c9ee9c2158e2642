package dev.millrace.testkit.kill;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A plan that is not changed any more.
 *
 * @param recoverer the child that recovers, after the parent has; null if there is none
 */
record Script(String name, long fileBytes, Consumer<MemorySegment> prepare, List<Member> members, List<Strike> strikes,
        Recovery recovery, @Nullable Member recoverer, Function<MemorySegment, ? extends Collection<?>> drain,
        Survival survival, Duration patience, boolean freshJvms) {

    /** So many JVMs more than needed start at once, since a start takes longer than a round. */
    private static final int SPARE = 1;

    /**
     * A child of the plan.
     *
     * @param kind what it and its likes are called together; its own name if it has none
     */
    record Member(String kind, String name, Class<? extends ChildTask> task, List<String> arguments) {}

    /** For all JVMs of a round, and those that start for the next one. */
    int desks() {
        return 2 * (members.size() + 1) + SPARE;
    }

    /** How many JVMs to have ready for the next round, beside those that are at work. */
    int spares() {
        return casualties() == 0 ? 0 : casualties() + SPARE;
    }

    /** How many JVMs each round uses up. */
    private int casualties() {
        return freshJvms
                ? members.size() + (recoverer == null ? 0 : 1)
                : (int) strikes.stream().filter(strike -> strike.signal() == Signal.KILL).count();
    }

    boolean needsSignals() {
        return strikes.stream()
                .anyMatch(s -> s.signal() == Signal.STOP || s.moment() instanceof Strike.Moment.Inside);
    }
}
