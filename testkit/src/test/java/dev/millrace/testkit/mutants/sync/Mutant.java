package dev.millrace.testkit.mutants.sync;

import dev.millrace.testkit.Check;
import dev.millrace.testkit.Engine;
import java.util.List;
import java.util.function.Function;

/**
 * A wrong class, told from its correct twin by a flag.
 *
 * @param name   its name
 * @param engine the engine that must find it
 * @param reason what the verdict must say, in part
 * @param check  the check of the mutant (true), and of the twin (false)
 */
record Mutant(String name, Engine engine, String reason, Function<Boolean, Check> check) {

    /** Each of them can be found where memory is sequentially consistent. */
    static final List<Mutant> ALL = List.of(
            controlled("L01 AnyUnlock", "unlockForeign() = null", L01AnyUnlock::check),
            controlled("L02 GetThenSet", "inside=2", L02GetThenSet::check),
            controlled("L04 GhostNode", "lost wake-up: lockInterruptibly()", L04GhostNode::check),
            controlled("L06 ReleaseOne", "lost wake-up: acquire(", L06ReleaseOne::check),
            controlled("L08 Barging", "unfair: lock()", L08Barging::check),
            controlled("L09 ReaderUnderflow", "section: writers=1, readers=1", L09ReaderUnderflow::check),
            controlled("C02 NotifyOne", "LostWakeUp: ", C02NotifyOne::check),
            controlled("C04 LatchRace", "lost wake-up: await()", C04LatchRace::check),
            controlled("C06 UnbrokenBarrier", "waits for ever at a barrier that was broken", C06UnbrokenBarrier::check),
            controlled("A01 FlagBeforeRecheck", "neither handled nor a dead letter", A01FlagBeforeRecheck::check),
            controlled("A03 RetryReorder", "and handled after it", A03RetryReorder::check),
            controlled("A04 RestartDrop", "neither handled nor a dead letter", A04RestartDrop::check),
            controlled("A06 SilentStop (tell)", "neither handled nor a dead letter", A06SilentStop::check),
            controlled("A06 SilentStop (ask)", "neither answered nor refused", A06SilentStop::asking));

    private static Mutant controlled(String name, String reason, Function<Boolean, Check> check) {
        return new Mutant(name, Engine.CONTROLLED, reason, check);
    }

    /** The check of the wrong class. */
    Check wrong() {
        return check.apply(true).named(name).engines(engine);
    }

    /** The check of the correct one. */
    Check twin() {
        return check.apply(false).named(name + ", twin").engines(engine);
    }

    @Override
    public String toString() {
        return name;
    }
}
