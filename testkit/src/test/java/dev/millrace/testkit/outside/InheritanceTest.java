package dev.millrace.testkit.outside;

import dev.millrace.testkit.Check;
import dev.millrace.testkit.Engine;
import dev.millrace.testkit.spec.Spec;
import dev.millrace.testkit.spec.Step;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A thread inherits when it is made, as in Java, and not when it is started. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InheritanceTest {

    /** How a thread comes to be made, and what it inherits of a 5 that is a 6 before it starts. */
    enum Way {
        CONSTRUCTED(5), UNSTARTED(5), FACTORY(5), VIRTUAL(5), STARTED(6), SUBCLASS(5), NOTHING(0),
        NOTHING_BY_CONSTRUCTOR(0);

        final int inherited;

        Way(int inherited) {
            this.inherited = inherited;
        }

        Thread make(Runnable task) {
            ThreadFactory factory = Thread.ofPlatform().factory();
            return switch (this) {
                case CONSTRUCTED -> new Thread(task);
                case SUBCLASS -> new Thread(task) {};
                case UNSTARTED -> Thread.ofPlatform().unstarted(task);
                case FACTORY -> factory.newThread(task);
                case VIRTUAL -> Thread.ofVirtual().unstarted(task);
                case NOTHING -> Thread.ofPlatform().inheritInheritableThreadLocals(false).unstarted(task);
                case NOTHING_BY_CONSTRUCTOR -> new Thread(null, task, "none", 0, false);
                case STARTED -> throw new AssertionError("made late");
            };
        }
    }

    static final class Heir {
        /** How often a value has been handed down. */
        private final AtomicInteger children = new AtomicInteger();

        private final InheritableThreadLocal<Integer> local = new InheritableThreadLocal<>() {
            @Override
            protected Integer childValue(Integer parent) {
                children.incrementAndGet();
                return parent;
            }
        };

        int inherit(Way way) throws InterruptedException {
            int before = children.get();
            int[] found = new int[1];
            Runnable task = () -> {
                Integer value = local.get();
                found[0] = value == null ? 0 : value;
            };
            local.set(5);
            if (way == Way.STARTED) {
                local.set(6);
                Thread.ofPlatform().start(task).join();
            } else {
                Thread thread = way.make(task);
                local.set(6);
                thread.start();
                thread.join();
            }
            int handed = children.get() - before;
            return handed == (way.inherited == 0 ? 0 : 1) ? found[0] : -handed;
        }
    }

    @ParameterizedTest
    @EnumSource
    void inheritableThreadLocal_takenWhenTheThreadIsMade(Way way) {
        Check.object((Spec<Heir, Integer> spec) -> {
            spec.create(Heir::new).model(0).size(2).threads(1, 1);
            spec.operation("inherit", heir -> heir.inherit(way)).steps((none, _) -> Step.to(none, way.inherited));
        }).engines(Engine.CONTROLLED).seed(1).budget(Duration.ofMillis(100)).run().orThrow();
    }
}
