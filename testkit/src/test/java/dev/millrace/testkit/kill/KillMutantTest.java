package dev.millrace.testkit.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.history.Operation;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each mutant is found, by each way to strike that can find it; its twin never fails. */
@Timeout(120)
class KillMutantTest {
    private static final long SEED = 20261123;
    private static final int ROUNDS = Integer.getInteger("millrace.kill.rounds", 5);

    /** A plan for the mutant or for its twin, and what is said of the mutant. */
    record Case(String name, Supplier<KillPlan> mutant, Supplier<KillPlan> twin, String reason) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Case> cases() {
        return List.of(
                new Case("R01 NoPadding, kill producer inside offer",
                        () -> ring(ByteRing.Mutant.NO_PADDING, Strike.kill("producer").inside("offer", 200)),
                        () -> ring(ByteRing.Mutant.NONE, Strike.kill("producer").inside("offer", 200)), "forged"),
                new Case("R01 NoPadding, kill consumer sometime",
                        () -> ring(ByteRing.Mutant.NO_PADDING, Strike.kill("consumer").sometime(200)),
                        () -> ring(ByteRing.Mutant.NONE, Strike.kill("consumer").sometime(200)), "forged"),
                new Case("R02 LengthFirst (ring), kill producer at point",
                        () -> ring(ByteRing.Mutant.LENGTH_FIRST, Strike.kill("producer").at("header written", 100)),
                        () -> ring(ByteRing.Mutant.NONE, Strike.kill("producer").at("header written", 100)), "forged"),
                new Case("R02 LengthFirst (slots), kill producer inside offer",
                        () -> slots(SlotQueue.Mutant.LENGTH_FIRST, Strike.kill("producer").inside("offer", 100)),
                        () -> slots(SlotQueue.Mutant.NONE, Strike.kill("producer").inside("offer", 100)), "forged"),
                new Case("R02 LengthFirst (slots), stop producer at point",
                        () -> slots(SlotQueue.Mutant.LENGTH_FIRST, Strike.stop("producer").at("half written", 100)),
                        () -> slots(SlotQueue.Mutant.NONE, Strike.stop("producer").at("half written", 100)), "forged"),
                new Case("R04 HastyUnblock, stop producer at point",
                        () -> slots(SlotQueue.Mutant.HASTY_UNBLOCK, Strike.stop("producer").at("claimed", 100)),
                        () -> slots(SlotQueue.Mutant.NONE, Strike.stop("producer").at("claimed", 100)), "lost"),
                new Case("R04 HastyUnblock, stop producer inside offer",
                        () -> slots(SlotQueue.Mutant.HASTY_UNBLOCK, Strike.stop("producer").inside("offer", 100)),
                        () -> slots(SlotQueue.Mutant.NONE, Strike.stop("producer").inside("offer", 100)), "lost"),
                new Case("StuckClaim, kill producer at point",
                        () -> slots(SlotQueue.Mutant.STUCK_CLAIM, Strike.kill("producer").at("claimed", 100)),
                        () -> slots(SlotQueue.Mutant.NONE, Strike.kill("producer").at("claimed", 100)), "lost"),
                new Case("LockOfTheDead, kill owner at point",
                        () -> lock(Strike.kill("adder").at("in the lock", 50), (memory, struck) -> {}),
                        () -> lock(Strike.kill("adder").at("in the lock", 50), KillMutantTest::freeLockOfTheDead),
                        "hang"),
                new Case("LockOfTheDead, kill owner inside increment",
                        () -> lock(Strike.kill("adder").inside("increment", 50), (memory, struck) -> {}),
                        () -> lock(Strike.kill("adder").inside("increment", 50), KillMutantTest::freeLockOfTheDead),
                        "hang"),
                new Case("LockOfTheLiving, stop owner at point",
                        () -> lock(Strike.stop("adder").at("in the lock", 50), (memory, struck) -> struck
                                .forEach(each -> new SharedLock(memory).release(each.lane()))),
                        () -> lock(Strike.stop("adder").at("in the lock", 50), KillMutantTest::freeLockOfTheDead),
                        "twice"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void run_mutant_isFound(Case each) throws InterruptedException {
        KillReport report = each.mutant.get().rounds(1000).budget(Duration.ofSeconds(60)).seed(SEED).run();

        assertThat(report).isInstanceOf(KillReport.Broken.class);
        KillReport.Broken broken = (KillReport.Broken) report;
        System.out.printf("%-52s found in round %3d, %5d ms: %s%n", each, broken.round() + 1, broken.took().toMillis(),
                broken.reason());
        assertThat(broken.reason()).contains(each.reason);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void run_twin_survives(Case each) throws InterruptedException {
        KillReport report = each.twin.get().rounds(ROUNDS).seed(SEED).run().orThrow();

        System.out.printf("%-52s twin: %s%n", each, report);
    }

    @ParameterizedTest
    @MethodSource("recoverers")
    void run_childRecovers_survives(SlotQueue.Mutant mutant) throws InterruptedException {
        KillReport report = slots(mutant, Strike.kill("producer").at("claimed", 50)).recover((memory, struck) -> {})
                .recoverBy(Tasks.SlotRecoverer.class, mutant.name()).rounds(10).seed(SEED).run();

        assertThat(report.isSurvived()).isEqualTo(mutant == SlotQueue.Mutant.NONE);
    }

    static Stream<SlotQueue.Mutant> recoverers() {
        return Stream.of(SlotQueue.Mutant.NONE, SlotQueue.Mutant.STUCK_CLAIM);
    }

    private static KillPlan slots(SlotQueue.Mutant mutant, Strike strike) {
        return KillPlan.named("slots").file("4 MiB")
                .children(2, "producer", Tasks.SlotProducer.class, mutant.name(), "1000")
                .child("consumer", Tasks.SlotConsumer.class, mutant.name())
                .strike(strike)
                .recover((memory, struck) -> new SlotQueue(memory, mutant).unblock())
                .drain(memory -> new SlotQueue(memory, mutant).drain())
                .expect(Survival.queue("offer", "poll"), Survival.recoversWithin(Duration.ofSeconds(2)));
    }

    private static KillPlan ring(ByteRing.Mutant mutant, Strike strike) {
        // The producer does not wait for a consumer that is no more: it is struck with it.
        Strike[] strikes = strike.child().equals("consumer")
                ? new Strike[] {strike, Strike.kill("producer").sometime(400)}
                : new Strike[] {strike};
        KillPlan plan = KillPlan.named("ring").file("4 KiB")
                .child("producer", Tasks.RingProducer.class, mutant.name(), "500")
                .child("consumer", Tasks.RingConsumer.class, mutant.name())
                .drain(memory -> new ByteRing(memory, mutant, point -> {}).drain())
                .expect(Survival.queue("offer", "poll"));
        for (Strike each : strikes) {
            plan.strike(each);
        }
        return plan;
    }

    private static KillPlan lock(Strike strike, Recovery recovery) {
        return KillPlan.named("lock").file("4 KiB").children(2, "adder", Tasks.Incrementer.class, "1000")
                .strike(strike).recover(recovery).patience(Duration.ofSeconds(1)).expect(KillMutantTest::distinct);
    }

    private static void freeLockOfTheDead(MemorySegment memory, List<Struck> struck) {
        struck.stream().filter(Struck::isDead).forEach(each -> new SharedLock(memory).release(each.lane()));
    }

    private static @Nullable String distinct(Aftermath aftermath) {
        Set<Object> seen = new HashSet<>();
        for (Operation operation : aftermath.operations("increment")) {
            if (operation.output() != null && !seen.add(operation.output())) {
                return "twice: " + operation.output();
            }
        }
        return null;
    }
}
