package dev.millrace.testkit.schedule;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Tries every schedule once: first those without preemption, then those with one, then with two, up to a bound.
 *
 * <p>A preemption takes the turn from a thread that could go on; if time passes although somebody can run, that is one
 * too, where {@link Settings#earlyTimeouts()} allow it. It costs nothing to switch from a thread that waits or is over.
 * One that yields, or that has made {@link Settings#spins()} steps in a row, may spin, and gives the turn to the next
 * in order for nothing; to give it to another instead, or to go on for once, or for so many steps more, counts as a
 * preemption, since threads that spin could do so for ever. A program that behaves the same under the same schedule is
 * searched without gaps; one that does not gets an {@link IllegalStateException}.
 *
 * <p><b>Limits.</b> The schedules still to try are kept in memory, about 40 bytes each. Time passes early at most 50
 * times in a run, and a program that spins has no end of schedules, unless the preemptions are bounded.
 */
public final class BoundedSearch implements Strategy {

    // Iterative context bounding (Musuvathi, Qadeer: PLDI 2007). A schedule is written as its departures from the default,
    // which is: go on with the running thread, else take the first in turn. A run looks for departures only after its last
    // own one, so that no schedule is met twice.

    private final int bound;
    private final ArrayDeque<Departure> now = new ArrayDeque<>();
    private ArrayDeque<Departure> later = new ArrayDeque<>();
    private int level;
    private boolean started;

    private @Nullable Departure current;
    private int[] steps = {};
    private int[] choices = {};
    private int position;
    private int choice;
    private int last;

    /** At that choice of a run, counted from 0, that is chosen and not the default. */
    private record Departure(@Nullable Departure before, int step, int choice, int size) {}

    private BoundedSearch(int bound) {
        if (bound < 0) {
            throw new IllegalArgumentException("bounded search: preemptions=" + bound + " (expected: >= 0)");
        }
        this.bound = bound;
    }

    /**
     * A search of all schedules of so many preemptions at most.
     *
     * @throws IllegalArgumentException if {@code preemptions < 0}
     */
    public static BoundedSearch upTo(int preemptions) {
        return new BoundedSearch(preemptions);
    }

    /** A search of all schedules. */
    public static BoundedSearch unbounded() {
        return new BoundedSearch(Integer.MAX_VALUE);
    }

    @Override
    public boolean isExhausted() {
        return started && now.isEmpty() && (later.isEmpty() || level == bound);
    }

    /** How many preemptions the schedules have that are being tried now. */
    public int preemptions() {
        return level;
    }

    @Override
    public void begin() {
        if (isExhausted()) {
            throw new IllegalStateException("bounded search: exhausted=true (expected: false)");
        }
        if (started && now.isEmpty()) {
            level++;
            now.addAll(later);
            later = new ArrayDeque<>();
        }
        current = started ? now.pop() : null;
        started = true;
        position = 0;
        choice = 0;
        last = -1;
        unroll(current);
    }

    private void unroll(@Nullable Departure from) {
        int size = from == null ? 0 : from.size;
        steps = new int[size];
        choices = new int[size];
        for (Departure d = from; d != null; d = d.before) {
            steps[d.size - 1] = d.step;
            choices[d.size - 1] = d.choice;
        }
    }

    @Override
    public int choose(Turn turn) {
        int step = choice++;
        int chosen;
        if (position < steps.length && steps[position] == step) {
            chosen = choices[position++];
            if (chosen == Schedule.TIME ? !turn.timeMayPass() : !turn.has(chosen)) {
                throw new IllegalStateException("bounded search: thread=" + chosen + " at step " + turn.step()
                        + " cannot run (expected: the program does the same under the same schedule); what differs from run to run is"
                        + " drawn at random or waits for a time in code that is not woven, as the JDK's is without weaveJdk(),"
                        + " or goes by hash codes that objects inherit");
            }
        } else {
            chosen = byDefault(turn);
            if (position == steps.length) {
                branch(turn, step, chosen);
            }
        }
        if (chosen >= 0 && !turn.wakes()) {
            last = chosen;
        }
        return chosen;
    }

    private int byDefault(Turn turn) {
        int running = turn.running();
        if (running >= 0 && !turn.yields()) {
            return running;
        }
        for (int i = 0; i < turn.count(); i++) {
            if (turn.thread(i) > last) {
                return turn.thread(i);
            }
        }
        return turn.thread(0);
    }

    private void branch(Turn turn, int step, int chosen) {
        int running = turn.running();
        boolean preempts = running >= 0;
        for (int i = turn.count() - 1; i >= 0; i--) {
            int other = turn.thread(i);
            if (other != chosen) {
                add(preempts, step, other);
            }
        }
        if (turn.timeMayPass()) {
            add(true, step, Schedule.TIME);
        }
    }

    private void add(boolean preempts, int step, int chosen) {
        Departure departure = new Departure(current, step, chosen, steps.length + 1);
        if (!preempts) {
            now.push(departure);
        } else if (level < bound) {
            later.add(departure);
        }
    }

    /** The departures of the run, as a schedule that only {@link Schedule} tells in full: it is searched, not seeded. */
    @Override
    public String token() {
        return "";
    }
}
