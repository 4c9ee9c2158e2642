package dev.millrace.testkit.engine;

import dev.millrace.testkit.scenario.Call;
import dev.millrace.testkit.scenario.Scenario;
import dev.millrace.testkit.spec.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.BooleanSupplier;
import java.util.function.IntUnaryOperator;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One scenario, performed several times in a row by the same threads, each time with a fresh object. Between two performances
 * they meet, so that they begin the next one together.
 *
 * @param <S> the object under test
 */
final class Series<S> {

    private static final int LONGEST_DELAY = 200;

    private final Plan<S> plan;
    private final Scenario scenario;
    private final LongSupplier clock;
    private final IntUnaryOperator interrupter;
    private final Executor executor;
    /** Replaced by none when nobody needs them any more: threads that wait for ever keep this series. */
    private volatile List<Cast<S>> casts = new ArrayList<>();
    private final AtomicInteger made = new AtomicInteger();
    private final Rounds rounds;
    /** Why a call could not be made, by no fault of the object; null if all could. */
    private volatile @Nullable BrokenDescription broken;
    /** Which performance each thread is at. */
    private final AtomicIntegerArray at;

    Series(Plan<S> plan, Scenario scenario, LongSupplier clock, IntUnaryOperator interrupter, Executor executor) {
        this.plan = plan;
        this.scenario = scenario;
        this.clock = clock;
        this.interrupter = interrupter;
        this.executor = executor;
        int threads = scenario.threads().size();
        rounds = new Rounds(threads);
        at = new AtomicIntegerArray(threads);
    }

    /** Makes the objects, and calls of each what comes before the threads start. */
    void make(int times, BooleanSupplier mayGoOn) {
        for (int i = 0; i < times && (i == 0 || mayGoOn.getAsBoolean()); i++) {
            Cast<S> cast = new Cast<>(plan, scenario, clock, interrupter, executor);
            cast.prologue();
            casts.add(cast);
            made.incrementAndGet();
        }
    }

    /** How many objects have been made. */
    int made() {
        return made.get();
    }

    /** What one thread does. */
    Runnable part(int thread, SplittableRandom random) {
        List<Call> calls = scenario.threads().get(thread);
        return () -> {
            int size = casts.size();
            for (int round = 0; round < size && rounds.await(round, thread)
                    && play(round, thread, calls, random); round++) {
                at.set(thread, round + 1);
            }
        };
    }

    /** Whether there is such a round, and it was played to its end: who is interrupted after a cancel must not wait once more. */
    private boolean play(int round, int thread, List<Call> calls, SplittableRandom random) {
        List<Cast<S>> all = casts;
        if (round >= all.size()) {
            return false;
        }
        at.set(thread, round);
        Cast<S> cast = all.get(round);
        for (Call call : calls) {
            delay(random);
            if (rounds.isCancelled()) {
                return false;
            }
            try {
                cast.make(call, thread);
            } catch (BrokenDescription e) {
                broken = e;
                rounds.cancel();
                return false;
            }
        }
        return true;
    }

    /**
     * Mostly nothing or a few instructions, now and then a step aside: but not of a virtual thread, which may hold what others
     * spin for, on all the carriers that there are.
     */
    private static void delay(SplittableRandom random) {
        int kind = random.nextInt(16);
        if (kind == 0 && !Thread.currentThread().isVirtual()) {
            Thread.yield();
        } else if (kind < 8) {
            for (int i = random.nextInt(LONGEST_DELAY); i > 0; i--) {
                Thread.onSpinWait();
            }
        }
    }

    /** Throws what was wrong with the description, if anything was. */
    void requireSound() {
        BrokenDescription fault = broken;
        if (fault != null) {
            throw fault;
        }
    }

    /** How many performances all threads have ended. */
    int ended() {
        int ended = casts.size();
        for (int thread = 0; thread < at.length(); thread++) {
            ended = Math.min(ended, at.get(thread));
        }
        return ended;
    }

    Cast<S> cast(int number) {
        return casts.get(number);
    }

    int size() {
        return casts.size();
    }

    /** Changes as long as the threads get on. */
    long progress() {
        int current = ended();
        long progress = (long) current << Integer.SIZE;
        if (current < casts.size()) {
            for (int thread = 0; thread < at.length(); thread++) {
                progress += casts.get(current).log(thread).begun();
            }
        }
        return progress;
    }

    /** Nobody asks for a performance any more. */
    void forget() {
        casts = List.of();
    }

    /** The threads end with the performance that they are at. */
    void enough() {
        rounds.enough();
    }

    /** The threads end with the call that they are at. */
    void cancel() {
        rounds.cancel();
    }
}
