package dev.millrace.testkit.kill;

import dev.millrace.testkit.history.Ending;
import dev.millrace.testkit.history.History;
import dev.millrace.testkit.history.Operation;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One round: a fresh file, children at work on it, strikes, recovery, the end of those who survived, and the judgement.
 *
 * <p>Whoever is hit is hit while the others work. Dead children are waited for before their logs are read, so a log that is read
 * does not change any more.
 */
final class Round {
    /** More than a child takes to see that its gate is open. */
    private static final int MOMENT_NANOS = 200_000;
    private static final int NUDGE_NANOS = 50_000;
    private static final int LONG_NUDGE = 4;
    /** How many operations a child may begin while it is aimed at, before it is held inside the next one. */
    private static final int FREE_OPERATIONS = 128;
    private static final Duration STALLED = Duration.ofMillis(50);
    /** How often the survivors are looked at. */
    private static final Duration LOOK = Duration.ofMillis(1);

    private final Script script;
    private final JvmPool pool;
    private final @Nullable Posix posix;
    private final SplittableRandom random;
    private final List<Lane> lanes = new ArrayList<>();
    private final List<Struck> struck = new ArrayList<>();
    private final BitSet landed = new BitSet();
    private List<Object> drained = List.of();
    private Duration recovery = Duration.ZERO;

    /** A child of this round. */
    private static final class Lane {
        final int number;
        final Script.Member member;
        final Jvm jvm;
        boolean isDead;
        boolean isStopped;
        boolean isHung;
        private long progress = -1;
        private long since;

        Lane(int number, Script.Member member, Jvm jvm) {
            this.number = number;
            this.member = member;
            this.jvm = jvm;
        }

        Desk desk() {
            return jvm.desk();
        }

        boolean isAtWork() {
            return !isDead && jvm.isAtWork();
        }

        /** Whether its task has not got on for so long. */
        boolean isQuietFor(Duration limit) {
            long now = System.nanoTime();
            long progressNow = desk().progress();
            if (progressNow != progress) {
                progress = progressNow;
                since = now;
            }
            return now - since > limit.toNanos();
        }

        void resetQuiet() {
            since = System.nanoTime();
        }
    }

    /** Why the round is broken. */
    private static final class Broke extends Exception {
        private static final long serialVersionUID = 1;

        Broke(String reason) {
            super(reason);
        }
    }

    Round(Script script, JvmPool pool, @Nullable Posix posix, SplittableRandom random) {
        this.script = script;
        this.pool = pool;
        this.posix = posix;
        this.random = random;
    }

    List<Struck> struck() {
        return struck;
    }

    /** Which strikes of the script met their child at work. */
    BitSet landed() {
        return landed;
    }

    /** Runs it. Returns what is wrong, or null. */
    @Nullable Found run() throws InterruptedException, IOException {
        Path file = Files.createTempFile(pool.directory(), "file-", "");
        try (Arena arena = Arena.ofShared()) {
            play(map(file, arena), file);
            return null;
        } catch (Broke e) {
            return found(Objects.requireNonNull(e.getMessage()));
        } finally {
            dismiss();
            Files.delete(file);
        }
    }

    private MemorySegment map(Path file, Arena arena) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, script.fileBytes(), arena);
        }
    }

    private void play(MemorySegment memory, Path file) throws Broke, InterruptedException {
        pool.control().setStopping(false);
        patiently("prepare", () -> {
            script.prepare().accept(memory);
            return true;
        });
        List<Lane> targets = cast();
        lanes.forEach(lane -> lane.jvm.give(lane.member, lane.number, file, script.fileBytes()));
        long start = System.nanoTime();
        for (int i = 0; i < targets.size(); i++) {
            land(script.strikes().get(i), targets.get(i));
            landed.set(i, struck.size() > landed.cardinality());
            start = i == 0 ? System.nanoTime() : start;
        }
        pool.warm(script.spares());
        recover(memory, file);
        recovery = Duration.ofNanos(System.nanoTime() - start);
        resume();
        awaitEnd(lanes, true);
        drained = patiently("drain", () -> copy(script.drain().apply(memory)));
        Aftermath aftermath = new Aftermath(history(), drained, struck, recovery);
        Optional<String> violation = patiently("expect",
                () -> Optional.ofNullable(script.survival().violation(aftermath)));
        if (violation.isPresent()) {
            throw new Broke(violation.get());
        }
    }

    private static List<Object> copy(@Nullable Collection<?> left) {
        if (left == null || left.stream().anyMatch(Objects::isNull)) {
            throw new IllegalArgumentException("kill plan: drain=" + left + " (expected: a collection without null)");
        }
        return List.copyOf(left);
    }

    /** Finds a JVM for each child, and a child for each strike; arms those that are hit at a point. */
    private List<Lane> cast() throws InterruptedException {
        for (Script.Member member : script.members()) {
            addLane(member);
        }
        List<Lane> targets = new ArrayList<>();
        List<Integer> cast = Casting.of(script.strikes(), script.members(), random).orElseThrow();
        for (int i = 0; i < cast.size(); i++) {
            Lane target = lanes.get(cast.get(i));
            switch (script.strikes().get(i).moment()) {
                case Strike.Moment.Sometime sometime -> target.desk().armGate(1 + random.nextInt(sometime.within()));
                case Strike.Moment.Inside inside -> {
                    int gate = 1 + random.nextInt(inside.within());
                    target.desk().armGate(gate);
                    target.desk().armHold(inside.operation(), gate + 1 + random.nextInt(FREE_OPERATIONS));
                }
                case Strike.Moment.At at -> target.desk().arm(at.point(), 1 + random.nextInt(at.within()));
            }
            targets.add(target);
        }
        return targets;
    }

    private Lane addLane(Script.Member member) throws InterruptedException {
        Lane lane = new Lane(lanes.size(), member, pool.take());
        lane.desk().clear();
        lanes.add(lane);
        return lane;
    }

    private void land(Strike strike, Lane target) throws Broke, InterruptedException {
        boolean isMet = switch (strike.moment()) {
            case Strike.Moment.Sometime sometime -> passGate(target);
            case Strike.Moment.Inside inside -> catchInside(target, inside.operation());
            case Strike.Moment.At at -> awaitArrival(target);
        };
        checkAlive(target);
        if (isMet && target.isAtWork()) {
            hit(strike, target);
        }
        target.desk().disarm();
        target.desk().disarmHold();
    }

    private void hit(Strike strike, Lane target) throws Broke, InterruptedException {
        if (strike.signal() == Signal.KILL) {
            target.jvm.kill();
            target.isDead = true;
            if (target.isStopped) {
                posix().forget(target.jvm.pid());
                target.isStopped = false;
            }
        } else {
            stop(target);
        }
        if (target.desk().state() != Desk.RUNNING) {
            // It had ended just before.
            return;
        }
        Desk desk = target.desk();
        struck.add(new Struck(strike, target.member.name(), target.number, desk.count(), desk.inside(target.number)));
    }

    private void stop(Lane target) throws InterruptedException {
        if (!target.isStopped) {
            posix().send("STOP", target.jvm.pid());
            target.isStopped = true;
            Posix.awaitStandstill(target.jvm.pid());
        }
    }

    private void letGo(Lane target) {
        if (target.isStopped) {
            posix().send("CONT", target.jvm.pid());
            target.isStopped = false;
        }
    }

    private Posix posix() {
        return Objects.requireNonNull(posix);
    }

    /** Waits until the child stands at its gate, or gets no further; false if it ended before. */
    private boolean awaitGate(Lane target) throws InterruptedException {
        target.resetQuiet();
        Waiting.until(() -> target.desk().hasArrived() || !target.isAtWork()
                || target.isQuietFor(target.desk().hasBegun() ? STALLED : script.patience()), Duration.ofDays(1));
        return target.isAtWork();
    }

    /** Opens the gate, and lets the child go on for a moment. */
    private boolean passGate(Lane target) throws InterruptedException {
        boolean isMet = awaitGate(target);
        target.desk().disarm();
        Waiting.spin(random.nextInt(MOMENT_NANOS));
        return isMet;
    }

    /** Waits until the child stands at its point; false if it ended, or hangs elsewhere. */
    private boolean awaitArrival(Lane target) throws InterruptedException {
        target.resetQuiet();
        Waiting.until(() -> target.desk().hasArrived() || !target.isAtWork() || target.isQuietFor(script.patience()),
                Duration.ofDays(1));
        return target.desk().hasArrived();
    }

    /**
     * Lets the child go on from its gate a little at a time, until it stands inside the operation; false if it ended before.
     * If the machine is too busy to stop it in time, it is held at the end of one.
     */
    private boolean catchInside(Lane target, String operation) throws InterruptedException {
        boolean isMet = awaitGate(target);
        stop(target);
        target.desk().disarm();
        target.resetQuiet();
        for (int look = 1; isMet && target.isAtWork() && !target.isQuietFor(script.patience()); look++) {
            Operation inside = target.desk().inside(target.number);
            if (inside != null && inside.name().equals(operation)) {
                return true;
            }
            nudge(target, look % LONG_NUDGE == 0);
        }
        letGo(target);
        return false;
    }

    /** Lets a stopped child go on for as short a time as there is; or for longer, if it has not got a processor in that time. */
    private void nudge(Lane target, boolean isLong) throws InterruptedException {
        if (isLong) {
            letGo(target);
            Waiting.spin(random.nextInt(NUDGE_NANOS));
            stop(target);
        } else {
            posix().tap(target.jvm.pid());
            Posix.awaitStandstill(target.jvm.pid());
        }
    }

    private void recover(MemorySegment memory, Path file) throws Broke, InterruptedException {
        patiently("recover", () -> {
            script.recovery().recover(memory, List.copyOf(struck));
            return true;
        });
        if (script.recoverer() != null) {
            Lane lane = addLane(script.recoverer());
            lane.jvm.give(lane.member, lane.number, file, script.fileBytes());
            awaitEnd(List.of(lane), false);
        }
    }

    /** Lets the stopped children go on, after their pause, or when nobody else has work. */
    private void resume() throws InterruptedException {
        Duration pause = struck.stream().map(s -> s.strike().pause()).max(Duration::compareTo).orElse(Duration.ZERO);
        Waiting.until(() -> lanes.stream().noneMatch(lane -> lane.isAtWork() && !lane.isStopped
                && !lane.desk().asks()), pause);
        lanes.forEach(this::letGo);
    }

    /**
     * Waits until these have ended.
     *
     * @param mayAsk whether those who ask may wait for the others, and are told to end when nobody else is at work
     */
    private void awaitEnd(List<Lane> awaited, boolean mayAsk) throws Broke, InterruptedException {
        awaited.forEach(Lane::resetQuiet);
        while (!Waiting.until(() -> awaited.stream().noneMatch(Lane::isAtWork), LOOK)) {
            List<Lane> atWork = awaited.stream().filter(Lane::isAtWork).toList();
            for (Lane lane : awaited) {
                checkAlive(lane);
            }
            if (mayAsk && !pool.control().isStopping() && atWork.stream().allMatch(lane -> lane.desk().asks())) {
                pool.control().setStopping(true);
                atWork.forEach(Lane::resetQuiet);
            }
            boolean mayWait = mayAsk && !pool.control().isStopping();
            checkProgress(atWork.stream().filter(lane -> !mayWait || !lane.desk().asks()).toList());
        }
        for (Lane lane : awaited) {
            checkAlive(lane);
        }
    }

    private void checkProgress(List<Lane> busy) throws Broke {
        List<Lane> hung = busy.stream().filter(lane -> lane.isQuietFor(script.patience())).toList();
        if (!hung.isEmpty()) {
            hung.forEach(lane -> lane.isHung = true);
            throw new Broke("hang: " + hung.stream().map(lane -> lane.member.name()).collect(Collectors.joining(", "))
                    + " got no further for " + script.patience().toMillis() + " ms");
        }
    }

    /** Fails if the task threw, or if the child is gone though nobody killed it. */
    private static void checkAlive(Lane lane) throws Broke {
        if (lane.isDead || lane.desk().state() == Desk.ENDED) {
            return;
        }
        if (lane.desk().state() == Desk.FAILED) {
            throw new Broke("failure: " + lane.member.name() + " threw an exception");
        }
        if (!lane.jvm.isAlive()) {
            throw new Broke("failure: " + lane.member.name() + " ended its JVM, " + lane.jvm.exit());
        }
    }

    private History history() {
        return new History(lanes.stream().flatMap(lane -> lane.desk()
                .read(lane.number, lane.isHung ? Ending.BLOCKED : Ending.UNKNOWN).stream()).toList());
    }

    /** Calls the plan's code on a thread of its own, which may hang. */
    private <T> T patiently(String what, Callable<T> call) throws Broke, InterruptedException {
        FutureTask<T> task = new FutureTask<>(call);
        Thread thread = new Thread(task, "millrace-kill-" + what);
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(script.patience().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            String stack = Arrays.stream(thread.getStackTrace()).map(frame -> "\n\tat " + frame)
                    .collect(Collectors.joining());
            // The file is unmapped next: it gets an exception at its next access.
            thread.interrupt();
            throw new Broke("hang: " + what + " did not return within " + script.patience().toMillis()
                    + " ms; if it may take longer, see KillPlan.patience" + stack);
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            String stack = Arrays.stream(cause.getStackTrace()).limit(20).map(frame -> "\n\tat " + frame)
                    .collect(Collectors.joining());
            throw new Broke("failure: " + what + " threw " + cause + stack);
        }
    }

    /** What is wrong with the round, and all that is known of it. */
    record Found(String reason, List<Struck> struck, List<String> children, History history, List<Object> drained,
            String transcript) {}

    private Found found(String reason) throws InterruptedException {
        StringBuilder transcript = new StringBuilder();
        for (Lane lane : lanes) {
            append(transcript, lane.member.name() + " printed", lane.jvm.transcript());
            if (lane.isHung) {
                append(transcript, "stacks of " + lane.member.name(),
                        posix == null ? "(no kill command to ask for them)" : lane.jvm.stacks(posix));
            }
        }
        for (Lane lane : lanes) {
            if (lane.isAtWork()) {
                lane.jvm.kill();
            }
        }
        return new Found(reason, struck, lanes.stream().map(lane -> lane.member.name()).toList(), history(), drained,
                transcript.toString().strip());
    }

    private static void append(StringBuilder transcript, String title, String text) {
        if (!text.isEmpty()) {
            transcript.append("--- ").append(title).append(":\n").append(text).append('\n');
        }
    }

    /** Sends home who has ended, and kills the rest. */
    private void dismiss() throws InterruptedException {
        for (Lane lane : lanes) {
            if (lane.jvm.isAlive() && lane.desk().state() == Desk.ENDED && !lane.isStopped && !script.freshJvms()) {
                pool.giveBack(lane.jvm);
            } else {
                pool.bury(lane.jvm);
            }
        }
    }
}
