package dev.millrace.testkit.kill;

import dev.millrace.testkit.internal.Checks;
import java.time.Duration;

/**
 * Which child is hit, with what, and when. In each round, the seed picks one moment of those that the strike allows.
 *
 * @param signal what hits it
 * @param child  the name of the child, or that of {@linkplain KillPlan#children several}, of which the seed picks one
 * @param moment when
 * @param pause  how long a stopped child stands still after the recovery, while the others work
 */
public record Strike(Signal signal, String child, Moment moment, Duration pause) {
    private static final Duration PAUSE = Duration.ofMillis(50);

    /** When a child is hit. */
    public sealed interface Moment {

        /**
         * Anywhere, in or between operations: some microseconds after the child has begun so many operations, or after it has
         * not got on for a while. The number of operations is of the seed, the instruction is not.
         *
         * @param within the greatest number of operations
         */
        record Sometime(int within) implements Moment {
            /**
             * Checks the number.
             *
             * @throws IllegalArgumentException unless {@code within >= 1}
             */
            public Sometime {
                checkWithin(within);
            }

            @Override
            public String toString() {
                return "sometime";
            }
        }

        /**
         * While the log says that the child is inside an operation of this name: the child is stopped and let go until it
         * is, and only then killed. The first look is after a number of operations that is of the seed; the instruction is
         * not. If the child has not been caught in the middle of one within its next operations, up to 128 of them, since
         * the machine is busy, it is held at the end of the next one, where that has taken effect and has not returned. A
         * child that has no such operation left is not met. Needs signals.
         *
         * @param operation the name of the operation
         * @param within    the greatest number of operations before the first look
         */
        record Inside(String operation, int within) implements Moment {
            /**
             * Checks the name and the number.
             *
             * @throws IllegalArgumentException unless the name has 1 to 46 bytes in UTF-8, and {@code within >= 1}
             */
            public Inside {
                checkName("operation", operation);
                checkWithin(within);
            }

            @Override
            public String toString() {
                return "inside " + operation;
            }
        }

        /**
         * Exactly at a {@linkplain ChildContext#point point}, at one of its first visits. The same seed picks the same visit.
         *
         * @param point  the name of the point
         * @param within how many visits there are to pick from
         */
        record At(String point, int within) implements Moment {
            /**
             * Checks the name and the number.
             *
             * @throws IllegalArgumentException unless the name has 1 to 46 bytes in UTF-8, and {@code within >= 1}
             */
            public At {
                checkName("point", point);
                checkWithin(within);
            }

            @Override
            public String toString() {
                return "at " + point;
            }
        }

        private static void checkName(String what, String name) {
            if (name.isEmpty() || !LoggedValue.fits(name)) {
                throw new IllegalArgumentException("strike: " + what + "=" + name + " (expected: 1 to "
                        + LoggedValue.LONGEST + " bytes in UTF-8)");
            }
        }

        private static void checkWithin(int within) {
            if (within < 1) {
                throw new IllegalArgumentException("strike: within=" + within + " (expected: >= 1)");
            }
        }
    }

    /** A strike whose moment is still to be named. */
    public static final class Aim {
        private final Signal signal;
        private final String child;
        private final Duration pause;

        private Aim(Signal signal, String child, Duration pause) {
            this.signal = signal;
            this.child = child;
            this.pause = pause;
        }

        /** After one of the first {@code within} operations of the child, anywhere. */
        public Strike sometime(int within) {
            return new Strike(signal, child, new Moment.Sometime(within), pause);
        }

        /** Inside an operation of this name, after one of the first {@code within} operations of the child. */
        public Strike inside(String operation, int within) {
            return new Strike(signal, child, new Moment.Inside(operation, within), pause);
        }

        /** At one of the first {@code within} visits of this point. */
        public Strike at(String point, int within) {
            return new Strike(signal, child, new Moment.At(point, within), pause);
        }
    }

    /** Checks that nothing is null. */
    public Strike {
        Checks.notNull("strike", "signal", signal);
        Checks.notNull("strike", "child", child);
        Checks.notNull("strike", "moment", moment);
        Checks.notNull("strike", "pause", pause);
    }

    /** Kills the child with SIGKILL. */
    public static Aim kill(String child) {
        return new Aim(Signal.KILL, child, Duration.ZERO);
    }

    /** Stops the child with SIGSTOP; it goes on 50 ms after the recovery. */
    public static Aim stop(String child) {
        return stop(child, PAUSE);
    }

    /** Stops the child with SIGSTOP; it goes on {@code pause} after the recovery, or when no other child has work left. */
    public static Aim stop(String child, Duration pause) {
        return new Aim(Signal.STOP, child, pause);
    }

    /** Whether the strike can be for this child. */
    boolean isFor(Script.Member member) {
        return child.equals(member.name()) || child.equals(member.kind());
    }

    @Override
    public String toString() {
        return signal + " " + child + " " + moment;
    }
}
