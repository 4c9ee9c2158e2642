package dev.millrace.testkit.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.scenario.Scenario;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PlanTest {

    private static Plan<AtomicInteger> plan() {
        Spec<AtomicInteger, Integer> spec = new Spec<AtomicInteger, Integer>().create(AtomicInteger::new).model(0);
        for (String name : new String[] {"a", "b", "both", "other"}) {
            spec.operation(name, AtomicInteger::get).steps((value, _) -> Step.to(value, value));
        }
        return spec.role("A", 2, 3, "a", "both").role("B", 1, 1, "b", "both").plan();
    }

    private static boolean hasCast(String scenario) {
        return plan().hasCast(Scenario.parse(scenario));
    }

    @Test
    void hasCast_asManyAsAreNeeded_isTrue() {
        assertThat(hasCast("a|both,a|b|other")).isTrue();
        assertThat(hasCast("other|b,b|a|a|a")).isTrue();
        assertThat(hasCast("a|a|b")).isTrue();
    }

    @Test
    void hasCast_oneTooFew_isFalse() {
        assertThat(hasCast("a|b")).isFalse();
        assertThat(hasCast("a|a|other")).isFalse();
        assertThat(hasCast("a|a,b|b")).isFalse();
        assertThat(hasCast("a/a|b|")).isFalse();
    }

    /** Who could play two roles plays the one that nobody else can. */
    @Test
    void hasCast_whoCanPlaySeveral_isCastWhereNeeded() {
        assertThat(hasCast("both|a|a")).isTrue();
        assertThat(hasCast("both|both|b")).isTrue();
        assertThat(hasCast("both|b|b")).isFalse();
    }

    @Test
    void hasCast_threadsOfNoRoleOrOfAPreset_areNotNeeded() {
        assertThat(hasCast("a|a|b")).isTrue();
        Plan<?> preset = new LockSpec<Object>().create(Object::new).lock(_ -> {}).unlock(_ -> {}).threads(2, 2).plan();
        assertThat(preset.hasCast(Scenario.parse("lock"))).isTrue();
    }

    @Test
    void isSpoken_wholePhrasesTheLastCutShort_only() {
        Plan<?> plan = new LockSpec<Object>().create(Object::new).lock(_ -> {}).tryLock(_ -> true).unlock(_ -> {})
                .reentrant().interrupts().plan();
        for (String said : new String[] {"lock", "lock,unlock,lock|tryLock",
                "lock,lock,unlock,unlock,tryLock,tryLock,unlock",
                "interrupt:1|lock,unlock", ""}) {
            assertThat(plan.isSpoken(Scenario.parse(said))).as(said).isTrue();
        }
        for (String never : new String[] {"unlock", "lock,tryLock", "lock,unlock,unlock", "lock,lock,lock",
                "lock|unlock",
                "lock,interrupt"}) {
            assertThat(plan.isSpoken(Scenario.parse(never))).as(never).isFalse();
        }
    }
}
