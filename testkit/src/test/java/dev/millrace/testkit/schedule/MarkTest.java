package dev.millrace.testkit.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What orders what one thread has done before what another one does; the threads run one after the other. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MarkTest {

    private static final Object PLACE = new Object();

    /** What the first thread has marked, and what the second one made of it. */
    private static final class Story {
        private @Nullable Mark mark;
        private boolean seen;
        private @Nullable Thread first;
    }

    /** Runs the first part up to its end or its first wait, then the second; whether that sees the mark of the first. */
    private static boolean isSeen(Consumer<Story> first, Consumer<Story> second) {
        Story story = new Story();
        List<Body> bodies = List.of(new Body("first", () -> {
            story.first = Thread.currentThread();
            first.accept(story);
        }), new Body("second", () -> {
            second.accept(story);
            story.seen = Mark.isSeen(story.mark);
        }));
        try (Controller controller = Controller.open()) {
            Outcome outcome = controller.run(bodies, new InOrder());
            assertThat(outcome.failures()).isEmpty();
        }
        assertThat(story.mark).isNotNull();
        return story.seen;
    }

    /** Lets the lowest number run that can. */
    private static final class InOrder implements Strategy {
        @Override
        public boolean isExhausted() {
            return false;
        }

        @Override
        public void begin() {}

        @Override
        public int choose(Turn turn) {
            return turn.thread(0);
        }

        @Override
        public String token() {
            return "";
        }
    }

    private static void mark(Story story) {
        story.mark = Mark.here();
    }

    private static void nothing(Story story) {
        assertThat(story).isNotNull();
    }

    @Test
    void isSeen_nothingBetween_no() {
        assertThat(isSeen(MarkTest::mark, MarkTest::nothing)).isFalse();
    }

    @Test
    void isSeen_releasedAndAcquiredAtOnePlace_yes() {
        assertThat(isSeen(story -> {
            mark(story);
            Hooks.order(PLACE, 0, Hooks.RELEASE);
        }, _ -> Hooks.order(PLACE, 0, Hooks.ACQUIRE))).isTrue();
    }

    @Test
    void isSeen_markedAfterTheRelease_no() {
        assertThat(isSeen(story -> {
            Hooks.order(PLACE, 0, Hooks.RELEASE);
            mark(story);
        }, _ -> Hooks.order(PLACE, 0, Hooks.ACQUIRE))).isFalse();
    }

    @Test
    void isSeen_releasedOnBothSides_no() {
        assertThat(isSeen(story -> {
            mark(story);
            Hooks.order(PLACE, 0, Hooks.RELEASE);
        }, _ -> Hooks.order(PLACE, 0, Hooks.RELEASE))).isFalse();
        assertThat(isSeen(story -> {
            mark(story);
            Hooks.order(PLACE, 0, Hooks.ACQUIRE);
        }, _ -> Hooks.order(PLACE, 0, Hooks.ACQUIRE))).isFalse();
    }

    @Test
    void isSeen_otherObjectOrElement_no() {
        assertThat(isSeen(story -> {
            mark(story);
            Hooks.order(PLACE, 0, Hooks.RELEASE);
        }, _ -> Hooks.order(new Object(), 0, Hooks.ACQUIRE))).isFalse();
        int[] array = new int[2];
        assertThat(isSeen(story -> {
            mark(story);
            Hooks.order(array, 0, Hooks.RELEASE);
        }, _ -> Hooks.order(array, 1, Hooks.ACQUIRE))).isFalse();
    }

    @Test
    void isSeen_manyPlaces_eachKeepsItsOwn() {
        List<Object> places = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            places.add(new Object());
        }
        for (int last : new int[] {0, 15, 16, 500, 999}) {
            Consumer<Story> releaseAll = story -> {
                for (int i = 0; i < places.size(); i++) {
                    if (i == last) {
                        mark(story);
                    }
                    Hooks.order(places.get(i), 0, Hooks.RELEASE);
                }
            };
            assertThat(isSeen(releaseAll, _ -> Hooks.order(places.get(last), 0, Hooks.ACQUIRE))).isTrue();
            if (last > 0) {
                assertThat(isSeen(releaseAll, _ -> Hooks.order(places.get(last - 1), 0, Hooks.ACQUIRE))).isFalse();
            }
        }
    }

    @Test
    void isSeen_byWayOfAThird_yes() {
        Object other = new Object();
        assertThat(isSeen(story -> {
            mark(story);
            Hooks.order(PLACE, 0, Hooks.RELEASE);
            Thread third = Thread.ofPlatform().unstarted(() -> {
                Hooks.order(PLACE, 0, Hooks.ACQUIRE);
                Hooks.order(other, 0, Hooks.RELEASE);
            });
            Hooks.start(third);
            joined(third);
        }, story -> {
            joined(first(story));
            Hooks.order(other, 0, Hooks.ACQUIRE);
        })).isTrue();
    }

    private static Thread first(Story story) {
        Thread first = story.first;
        assertThat(first).isNotNull();
        return first;
    }

    private static void joined(Thread thread) {
        try {
            Hooks.join(thread);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void isSeen_fences_everythingBeforeAndAfter() {
        Consumer<Story> releasing = story -> {
            mark(story);
            Hooks.fence(Hooks.RELEASE);
        };
        assertThat(isSeen(releasing, _ -> Hooks.fence(Hooks.ACQUIRE))).isTrue();
        assertThat(isSeen(releasing, _ -> Hooks.order(PLACE, 0, Hooks.ACQUIRE))).isTrue();
        assertThat(isSeen(releasing, MarkTest::nothing)).isFalse();
        assertThat(isSeen(story -> {
            mark(story);
            Hooks.order(PLACE, 0, Hooks.RELEASE);
        }, _ -> Hooks.fence(Hooks.ACQUIRE))).isTrue();
    }

    @Test
    void isSeen_monitor_fromExitToEnter() {
        Consumer<Story> inside = story -> {
            Hooks.enter(PLACE);
            mark(story);
            Hooks.exit(PLACE);
        };
        assertThat(isSeen(inside, _ -> Hooks.enter(PLACE))).isTrue();
        assertThat(isSeen(inside, _ -> Hooks.enter(new Object()))).isFalse();
    }

    @Test
    void isSeen_monitorLeftByAWait_fromWaitToEnterAndBack() {
        boolean[] back = new boolean[1];
        Mark[] second = new Mark[1];
        assertThat(isSeen(story -> {
            Hooks.enter(PLACE);
            mark(story);
            awaited();
            back[0] = Mark.isSeen(second[0]);
            Hooks.exit(PLACE);
        }, _ -> {
            Hooks.enter(PLACE);
            second[0] = Mark.here();
            Hooks.signal(PLACE);
            Hooks.exit(PLACE);
        })).isTrue();
        assertThat(back[0]).isTrue();
    }

    private static void awaited() {
        try {
            Hooks.await(PLACE);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void isSeen_startedThread_seesWhatCameBefore_andIsSeenWhenItIsOver() {
        boolean[] seen = new boolean[3];
        assertThat(isSeen(story -> {
            Mark before = Mark.here();
            Mark[] inside = new Mark[1];
            Mark[] after = new Mark[1];
            Thread thread = Thread.ofPlatform().unstarted(() -> {
                seen[0] = Mark.isSeen(before);
                seen[1] = Mark.isSeen(after[0]);
                inside[0] = Mark.here();
            });
            Hooks.start(thread);
            after[0] = Mark.here();
            joined(thread);
            seen[2] = Mark.isSeen(inside[0]);
            mark(story);
        }, story -> joined(first(story)))).isTrue();
        assertThat(seen).containsExactly(true, false, true);
    }

    @Test
    void isSeen_threadThatIsNotAliveOrTerminated_yes() {
        assertThat(isSeen(MarkTest::mark, story -> assertThat(Hooks.isAlive(first(story))).isFalse())).isTrue();
        assertThat(isSeen(MarkTest::mark,
                story -> assertThat(Hooks.state(first(story))).isEqualTo(Thread.State.TERMINATED))).isTrue();
    }

    @Test
    void isSeen_interrupt_whoFindsItSeesWhatCameBefore() {
        boolean[] seen = new boolean[1];
        Mark[] before = new Mark[1];
        isSeen(story -> {
            mark(story);
            Hooks.park();
            seen[0] = Hooks.isInterrupted(Thread.currentThread()) && Mark.isSeen(before[0]);
        }, story -> {
            before[0] = Mark.here();
            Hooks.interrupt(first(story));
        });
        assertThat(seen[0]).isTrue();
    }

    @Test
    void isSeen_unpark_no() {
        boolean[] seen = {true};
        Mark[] before = new Mark[1];
        isSeen(story -> {
            mark(story);
            Hooks.park();
            seen[0] = Mark.isSeen(before[0]);
        }, story -> {
            before[0] = Mark.here();
            Hooks.unpark(first(story));
        });
        assertThat(seen[0]).isFalse();
    }

    @Test
    void see_markOfAnother_yes() {
        assertThat(isSeen(MarkTest::mark, story -> Mark.see(story.mark))).isTrue();
    }

    @Test
    void outsideOfARun_thereAreNoMarksAndAllIsSeen() {
        assertThat(Mark.here()).isNull();
        assertThat(Mark.isSeen(null)).isTrue();
        Mark.see(null);
        Mark.forget();
    }

    @Test
    void forget_noMarksAnyMore() {
        List<@Nullable Mark> marks = new ArrayList<>();
        try (Controller controller = Controller.open()) {
            controller.run(List.of(new Body("first", () -> {
                marks.add(Mark.here());
                Mark.forget();
                marks.add(Mark.here());
                Hooks.order(PLACE, 0, Hooks.RELEASE);
            })), new InOrder());
        }
        assertThat(marks.get(0)).isNotNull();
        assertThat(marks.get(1)).isNull();
    }
}
