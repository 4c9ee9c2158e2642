package dev.millrace.testkit.kill;

import dev.millrace.testkit.Budget;
import dev.millrace.testkit.Unreplayed;
import dev.millrace.testkit.internal.Checks;
import dev.millrace.testkit.kill.Script.Member;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A test in which processes die: child JVMs work on one mapped file, some are killed or stopped in the middle, somebody
 * recovers, and what survives is checked.
 *
 * <p>A round takes a fresh file of zeros, {@linkplain #prepare prepares} it, lets all children begin, lands the strikes one
 * after the other, {@linkplain #recover recovers} while the others work, lets stopped children go on, waits until all who
 * live have ended, {@linkplain #drain drains} the file, and asks for what is {@linkplain #expect expected}. Rounds follow each
 * other until one is broken, or their number or the budget is reached. Afterwards there is no child and no file left; a process
 * that a task starts is its own to end.
 *
 * <pre>{@code
 * KillPlan.named("ring")
 *         .file("64 KiB")
 *         .children(2, "producer", Producer.class, "1000")
 *         .strike(Strike.kill("producer").inside("offer", 100))
 *         .recover((memory, struck) -> new Ring(memory).unblock())
 *         .drain(memory -> new Ring(memory).drain())
 *         .expect(Survival.queue("offer", "poll"))
 *         .rounds(50)
 *         .run()
 *         .orThrow();
 * }</pre>
 *
 * <p><b>Threads.</b> For one thread. What the plan does in the parent it does on a thread for each call.
 *
 * <p><b>Replay.</b> The seed picks who is hit, after how many operations, and at which visit of a point. A strike at a point
 * hits the same instruction again; any other strike does not, since nothing decides between two instructions which is the one.
 * With the system property {@value #REPLAY} set to {@code name:seed:round}, a plan of that name runs that round alone; if
 * no plan that runs has it, there is a notice on standard error at the end of the JVM.
 *
 * <p><b>Errors.</b> A child that throws, that ends its JVM, or that gets no further for the {@linkplain #patience patience}
 * is a broken round, and so are {@code prepare}, {@code recover}, {@code drain} and {@code expect} if they throw or do not
 * return in that time. If some strike met its child at work in no round, the report says so; it is no pass.
 *
 * <p><b>Limits.</b> A child uses up no JVM unless it is killed: those that end their task serve in the next round. If the
 * parent itself is killed, its children end by themselves, but a directory {@code millrace-kill-} with
 * the id of the parent stays among the temporary files. Of what a child prints, the end is shown; beyond 16 MiB the rest is
 * thrown away. SIGSTOP, and looking
 * inside an operation, need a POSIX system.
 */
public final class KillPlan {
    /** The system property that names the round to run alone. */
    public static final String REPLAY = "millrace.kill.replay";

    private static final int MOST_CHILDREN = 1_000;

    private static final Pattern SIZE = Pattern.compile("(\\d{1,10})\\s*(b|kib|mib|)");
    private static final Unreplayed UNREPLAYED = new Unreplayed(REPLAY, RoundLine.SEPARATOR);

    private final String name;
    private long fileBytes = 65_536;
    private Consumer<MemorySegment> prepare = memory -> {};
    private final List<Member> members = new ArrayList<>();
    private final List<Strike> strikes = new ArrayList<>();
    private Recovery recovery = (memory, struck) -> {};
    private @Nullable Member recoverer;
    private Function<MemorySegment, ? extends Collection<?>> drain = memory -> List.of();
    private @Nullable Survival survival;
    private int rounds = Integer.MAX_VALUE;
    private Duration budget = Duration.ofSeconds(10);
    private long seed = System.nanoTime();
    private Duration patience = Duration.ofSeconds(5);
    private int operations = 4096;
    private List<String> jvmOptions = List.of();
    private boolean freshJvms;

    private KillPlan(String name) {
        this.name = name;
    }

    /**
     * An empty plan.
     *
     * @param name for the report and for the line that replays: one line, without a colon and an apostrophe
     */
    public static KillPlan named(String name) {
        check(RoundLine.isName(name), "name=" + name, "one line, not blank, without : and '");
        return new KillPlan(name);
    }

    /** Sets the size of the shared file, for example "64 KiB" or "1 MiB". */
    public KillPlan file(String size) {
        Matcher matcher = SIZE.matcher(Checks.notNull("kill plan", "file", size).toLowerCase(Locale.ROOT).strip());
        check(matcher.matches(), "file=" + size, "at most " + Integer.MAX_VALUE + " B, KiB or MiB, as in 64 KiB");
        int shift = switch (matcher.group(2)) {
            case "kib" -> 10;
            case "mib" -> 20;
            default -> 0;
        };
        return file(Long.parseLong(matcher.group(1)) << shift);
    }

    /** Sets the size of the shared file in bytes. */
    public KillPlan file(long bytes) {
        check(bytes >= 1 && bytes <= Integer.MAX_VALUE, "file=" + bytes, "1 to " + Integer.MAX_VALUE);
        this.fileBytes = bytes;
        return this;
    }

    /** Sets what the parent does with the fresh file, before the children begin. */
    public KillPlan prepare(Consumer<MemorySegment> action) {
        this.prepare = Checks.notNull("kill plan", "prepare", action);
        return this;
    }

    /** Adds a child. */
    public KillPlan child(String childName, Class<? extends ChildTask> task, String... arguments) {
        add(member(childName, childName, task, arguments));
        return this;
    }

    private void add(Member member) {
        check(members.stream().noneMatch(other -> other.name().equals(member.name())), "child=" + member.name(),
                "a name that no other child has");
        members.add(member);
    }

    /**
     * Adds several children with the same task: {@code name-0}, {@code name-1} and so on.
     *
     * @param count 1 to 1,000: each is a JVM
     */
    public KillPlan children(int count, String childName, Class<? extends ChildTask> task, String... arguments) {
        check(count >= 1 && count <= MOST_CHILDREN, "children=" + count, "1 to " + MOST_CHILDREN);
        for (int i = 0; i < count; i++) {
            add(member(childName, childName + "-" + i, task, arguments));
        }
        return this;
    }

    /** Adds a strike. Each strike hits another child. */
    public KillPlan strike(Strike strike) {
        strikes.add(Checks.notNull("kill plan", "strike", strike));
        return this;
    }

    /** Sets how the parent recovers, right after the strikes. */
    public KillPlan recover(Recovery action) {
        this.recovery = Checks.notNull("kill plan", "recover", action);
        return this;
    }

    /** Sets a task by which a new child recovers, after the parent has. Its lane is the last. */
    public KillPlan recoverBy(Class<? extends ChildTask> task, String... arguments) {
        this.recoverer = member("recoverer", "recoverer", task, arguments);
        return this;
    }

    /** Sets how the parent takes what is left, when no child is at work any more: a collection without null. */
    public KillPlan drain(Function<MemorySegment, ? extends Collection<?>> action) {
        this.drain = Checks.notNull("kill plan", "drain", action);
        return this;
    }

    /**
     * Adds to what must be true after each round. A plan expects something; where it is enough that no child fails or hangs, it
     * says so: {@code expect(aftermath -> null)}.
     */
    public KillPlan expect(Survival... survivals) {
        for (Survival each : Checks.notNull("kill plan", "expect", survivals)) {
            Checks.notNull("kill plan", "expect", each);
            this.survival = this.survival == null ? each : this.survival.and(each);
        }
        return this;
    }

    /** Sets the greatest number of rounds; no limit but the budget unless told. */
    public KillPlan rounds(int count) {
        check(count >= 1, "rounds=" + count, ">= 1");
        this.rounds = count;
        return this;
    }

    /**
     * Sets after what time no further round begins; 10 s unless told, or what the system property
     * {@value Budget#PROPERTY} says. One round is always run.
     */
    public KillPlan budget(Duration time) {
        this.budget = Budget.inNanos(time);
        return this;
    }

    /** Sets the seed; another one each time unless told. */
    public KillPlan seed(long value) {
        this.seed = value;
        return this;
    }

    /**
     * Sets how long a child may get no further, or what the plan does in the parent may take, before it counts as hung; 5 s
     * unless told.
     */
    public KillPlan patience(Duration time) {
        check(time.isPositive(), "patience=" + time, "> 0");
        this.patience = Budget.inNanos(time);
        return this;
    }

    /** Sets how many operations fit into the log of a child; 4096 unless told. */
    public KillPlan operations(int count) {
        check(count >= 1, "operations=" + count, ">= 1");
        this.operations = count;
        return this;
    }

    /** Sets options for the child JVMs, after those that make them start fast. */
    public KillPlan jvmOptions(String... options) {
        this.jvmOptions = List.of(options);
        return this;
    }

    /** Has each task run in a JVM that has run nothing before; slower. */
    public KillPlan freshJvms() {
        this.freshJvms = true;
        return this;
    }

    /**
     * Runs the rounds.
     *
     * @throws IllegalArgumentException      if the plan has no child, no strike, or not a child of its own for each strike,
     *                                       or expects nothing; or if {@value #REPLAY} or {@value Budget#PROPERTY} is
     *                                       malformed
     * @throws UnsupportedOperationException if a strike needs signals, and the system has none
     * @throws UncheckedIOException          if a file cannot be written or a JVM cannot be started
     * @throws IllegalStateException         if a JVM does not take orders, for example since an option of it is wrong
     * @throws InterruptedException          if this thread is interrupted; all children are gone then
     */
    public KillReport run() throws InterruptedException {
        checkStrikes();
        Survival expected = survival;
        if (expected == null) {
            throw new IllegalArgumentException(
                    "kill plan: expectations=0 (expected: >= 1); say what survives with expect,"
                            + " or expect(aftermath -> null)");
        }
        Script script = new Script(name, fileBytes, prepare, List.copyOf(members), List.copyOf(strikes), recovery,
                recoverer, drain, expected, patience, freshJvms);
        int only = replayedRound();
        Duration most = Budget.orElse(budget);
        try (Posix posix = script.needsSignals() || Posix.isHere() ? new Posix() : null;
                JvmPool pool = new JvmPool(script.desks(), operations, jvmOptions)) {
            pool.warm(members.size());
            return only < 0
                    ? run(script, posix, pool, 0, rounds, most)
                    : run(script, posix, pool, only, only + 1, most);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private KillReport run(Script script, @Nullable Posix posix, JvmPool pool, int from, int to, Duration most)
            throws InterruptedException, IOException {
        long start = System.nanoTime();
        int landed = 0;
        int inside = 0;
        BitSet missing = new BitSet();
        missing.set(0, strikes.size());
        int number = from;
        for (; number == from || (number < to && System.nanoTime() - start < most.toNanos()); number++) {
            Round round = new Round(script, pool, posix, random(number));
            Round.Found found = round.run();
            if (found != null) {
                return new KillReport.Broken(name, seed, number, found.reason(), found.struck(), found.children(),
                        found.history(), found.drained(), found.transcript(), since(start), null).drawn();
            }
            landed += round.struck().size();
            inside += (int) round.struck().stream().filter(s -> s.pending() != null).count();
            missing.andNot(round.landed());
        }
        return missing.isEmpty()
                ? new KillReport.Survived(name, seed, number - from, landed, inside, since(start))
                : new KillReport.Missed(name, seed, number - from, missed(missing, number - from));
    }

    private String missed(BitSet missing, int many) {
        List<Strike> never = missing.stream().mapToObj(strikes::get).toList();
        String who = never.size() == strikes.size() ? "no strike met its child" : never + " never met a child";
        return who + " at work in " + many + " rounds (expected: each >= 1); check the names in " + never
                + ", or give the children more work";
    }

    private static Duration since(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime);
    }

    /** Of the seed and the round alone, so that a round can be run without those before it. */
    private SplittableRandom random(int round) {
        SplittableRandom random = new SplittableRandom(seed);
        return new SplittableRandom(random.nextLong() ^ (round * 0x9E3779B97F4A7C15L));
    }

    /** The round to run alone, and its seed set; -1 if it is not for this plan. */
    private int replayedRound() {
        String line = System.getProperty(REPLAY);
        if (line == null) {
            return -1;
        }
        RoundLine replay = RoundLine.parse(line);
        UNREPLAYED.check(name);
        if (!replay.plan().equals(name)) {
            return -1;
        }
        seed = replay.seed();
        return replay.round();
    }

    private void checkStrikes() {
        check(!members.isEmpty(), "children=0", ">= 1");
        check(!strikes.isEmpty(), "strikes=0", ">= 1");
        check(Casting.of(strikes, members, new SplittableRandom()).isPresent(), "strikes=" + strikes,
                "a child of its own for each, of " + members.stream().map(Member::name).toList());
    }

    private static Member member(String kind, String name, Class<? extends ChildTask> task, String... arguments) {
        check(RoundLine.isOneLine(Checks.notNull("kill plan", "child", name)), "child=" + name, "one line, not blank");
        Checks.notNull("kill plan", "task", task);
        Checks.notNull("kill plan", "arguments", arguments);
        boolean isFound = Modifier.isPublic(task.getModifiers()) && !Modifier.isAbstract(task.getModifiers())
                && Arrays.stream(task.getConstructors()).anyMatch(constructor -> constructor.getParameterCount() == 0);
        check(isFound, "task=" + task.getName(), "a public class with a public constructor without parameters");
        return new Member(kind, name, task, List.of(arguments));
    }

    private static void check(boolean isRight, String actual, String rule) {
        if (!isRight) {
            throw new IllegalArgumentException("kill plan: " + actual + " (expected: " + rule + ")");
        }
    }
}
