package dev.millrace.testkit.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.testkit.schedule.Programs.LostUpdate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BoundedSearchTest {

    private static Body steps(int count) {
        return Programs.body("t", () -> Programs.points(count - 1));
    }

    @Test
    void search_twoThreadsOfThreeSteps_triesEachOfTheTwentyOrdersOnceShortestFirst() {
        try (Controller controller = Controller.open()) {
            BoundedSearch search = BoundedSearch.unbounded();
            Set<String> seen = new HashSet<>();
            int last = 0;
            while (!search.isExhausted()) {
                Outcome outcome = controller.run(List.of(steps(3), steps(3)), search);
                assertThat(seen.add(outcome.schedule().toString())).isTrue();
                assertThat(preemptions(outcome.schedule())).isEqualTo(search.preemptions())
                        .isGreaterThanOrEqualTo(last);
                last = search.preemptions();
            }
            assertThat(seen).hasSize(20); // 6! / (3! 3!)
            assertThatThrownBy(search::begin).isInstanceOf(IllegalStateException.class);
        }
    }

    /** Switches away from a thread that has not made its three steps. */
    private static int preemptions(Schedule schedule) {
        int[] made = new int[2];
        int preemptions = 0;
        for (int i = 0; i < schedule.size(); i++) {
            if (i > 0 && schedule.choice(i) != schedule.choice(i - 1) && made[schedule.choice(i - 1)] < 3) {
                preemptions++;
            }
            made[schedule.choice(i)]++;
        }
        return preemptions;
    }

    @Test
    void search_threeThreadsOfTwoSteps_triesNinetyOrders() {
        try (Controller controller = Controller.open()) {
            assertThat(count(controller, BoundedSearch.unbounded(), List.of(steps(2), steps(2), steps(2))))
                    .isEqualTo(90);
            assertThat(count(controller, BoundedSearch.upTo(0), List.of(steps(2), steps(2), steps(2)))).isEqualTo(6);
        }
    }

    private static int count(Controller controller, BoundedSearch search, List<Body> bodies) {
        int runs = 0;
        for (; !search.isExhausted(); runs++) {
            controller.run(bodies, search);
        }
        return runs;
    }

    @Test
    void search_lostUpdate_isFoundWithOnePreemptionAndNotWithNone() {
        try (Controller controller = Controller.open()) {
            assertThat(controller.find(
                    () -> new LostUpdate().bodies(), BoundedSearch.upTo(0), Programs.MANY, run -> !run.isClean()))
                    .isEmpty();
            Outcome found = controller
                    .find(() -> new LostUpdate().bodies(), BoundedSearch.upTo(3), Programs.MANY, run -> !run.isClean())
                    .orElseThrow();
            assertThat(found.schedule().switches()).isEqualTo(2);
            Outcome again = controller.run(new LostUpdate().bodies(), Strategy.parse(found.token()));
            assertThat(again.isClean()).isFalse();
        }
    }

    @Test
    void search_notifyWithTwoWaiters_triesBoth() {
        try (Controller controller = Controller.open()) {
            BoundedSearch search = BoundedSearch.unbounded();
            Set<String> wokenFirst = new HashSet<>();
            while (!search.isExhausted()) {
                Object monitor = new Object();
                StringBuilder order = new StringBuilder();
                Programs.Waiting waiter = () -> {
                    Hooks.enter(monitor);
                    order.append('w');
                    Hooks.await(monitor);
                    order.append(Thread.currentThread().getName());
                    Hooks.exit(monitor);
                };
                Outcome outcome = controller.run(
                        List.of(Programs.waiting("a", waiter), Programs.waiting("b", waiter), Programs.body("c", () -> {
                            Hooks.enter(monitor);
                            Hooks.signal(monitor);
                            Hooks.exit(monitor);
                        })),
                        search);
                assertThat(outcome.kind()).isEqualTo(Outcome.Kind.DEADLOCK);
                wokenFirst.add(order.toString());
            }
            assertThat(wokenFirst).contains("wwa", "wwb", "ww");
        }
    }

    @Test
    void search_twoThatSpinForAThird_doNotPassTheTurnToEachOtherForEver() {
        try (Controller controller = Controller.open()) {
            BoundedSearch search = BoundedSearch.upTo(2);
            for (int run = 0; run < 1_000 && !search.isExhausted(); run++) {
                boolean[] done = new boolean[1];
                Runnable spin = () -> {
                    while (!done[0]) {
                        Hooks.point(0);
                    }
                };
                Outcome outcome = controller.run(List.of(Programs.body("a", spin), Programs.body("b", spin),
                        Programs.body("c", () -> {
                            Programs.points(5);
                            done[0] = true;
                        })), search);
                assertThat(outcome.kind()).isEqualTo(Outcome.Kind.COMPLETED);
            }
        }
    }

    @Test
    void search_programThatChanges_isRefused() {
        try (Controller controller = Controller.open()) {
            BoundedSearch search = BoundedSearch.upTo(2);
            controller.run(List.of(steps(3), steps(3)), search);
            assertThatThrownBy(() -> {
                while (!search.isExhausted()) {
                    controller.run(List.of(steps(1)), search);
                }
            }).isInstanceOf(IllegalStateException.class).hasMessageContaining("the same under the same schedule");
        }
    }
}
