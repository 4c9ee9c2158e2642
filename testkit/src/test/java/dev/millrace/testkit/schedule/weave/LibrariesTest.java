package dev.millrace.testkit.schedule.weave;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;
import org.jctools.queues.varhandle.MpmcVarHandleArrayQueue;
import org.jctools.queues.varhandle.MpscUnboundedVarHandleArrayQueue;
import org.jctools.queues.varhandle.SpscLinkedVarHandleQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The queues of JCTools and Agrona, woven from their published jars. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LibrariesTest {

    @Test
    void jctools_mpmc_worksWoven() throws Exception {
        works(MpmcVarHandleArrayQueue.class, "org.jctools", 8, "call VarHandle.compareAndSet");
    }

    @Test
    void jctools_unbounded_worksWoven() throws Exception {
        works(MpscUnboundedVarHandleArrayQueue.class, "org.jctools", 8, "call VarHandle.setRelease");
    }

    @Test
    void jctools_linked_worksWoven() throws Exception {
        works(SpscLinkedVarHandleQueue.class, "org.jctools", -1, "read ");
    }

    /** Agrona uses {@code jdk.internal.misc.Unsafe}, which nobody has exported by a flag. */
    @Test
    void agrona_manyToOne_worksWoven() throws Exception {
        works(ManyToOneConcurrentArrayQueue.class, "org.agrona", 8, "call UnsafeApi.compareAndSetLong");
    }

    /** The same with Agrona's accessor left to the parent. */
    @Test
    void agrona_onlyItsQueues_worksWoven() throws Exception {
        works(ManyToOneConcurrentArrayQueue.class, "org.agrona.concurrent", 8, "call UnsafeApi.compareAndSetLong");
    }

    private static void works(Class<?> type, String packages, int capacity, String point) throws Exception {
        WovenWorld world = WovenWorld.of(WeavingLoader.builder().packages(packages));
        Class<?> twin = world.loader.loadClass(type.getName());
        @SuppressWarnings("unchecked")
        var queue = (Queue<Integer>) (capacity < 0
                ? twin.getConstructor().newInstance()
                : twin.getConstructor(int.class).newInstance(capacity));
        assertThat(queue.getClass().getClassLoader()).isEqualTo(world.loader);
        Thread producer = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < 100; i++) {
                while (!queue.offer(i)) {
                    Thread.yield();
                }
            }
        });
        for (int i = 0; i < 100; i++) {
            Integer next;
            while ((next = queue.poll()) == null) {
                Thread.yield();
            }
            assertThat(next).isEqualTo(i);
        }
        producer.join();
        assertThat(queue.poll()).isNull();
        assertThat(world.events()).anyMatch(each -> each.startsWith(point));
        assertThat(world.events()).noneMatch(each -> each.startsWith("call Unsafe.")); // once is enough
        world.loader.report().requireYieldSites();
    }
}
