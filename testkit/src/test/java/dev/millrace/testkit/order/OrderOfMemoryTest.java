package dev.millrace.testkit.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.Check;
import dev.millrace.testkit.Engine;
import dev.millrace.testkit.Result;
import dev.millrace.testkit.mutants.Maker;
import dev.millrace.testkit.order.Places.Place;
import dev.millrace.testkit.spec.QueueSpec;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** A hand-over that the memory model orders passes, one that only this machine orders does not. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OrderOfMemoryTest {

    private static final Duration MOST = Duration.ofSeconds(60);
    private static final Duration FOR_WHAT_IS_RIGHT = Duration.ofMillis(100);

    private static final Map<String, Maker<Place>> ORDERED = new TreeMap<>(Map.ofEntries(
            Map.entry("volatile field", Places.VolatileField::new),
            Map.entry("static volatile field", Places.StaticVolatileField::empty),
            Map.entry("volatile long beside a plain field", Places.VolatileLong::new),
            Map.entry("release and acquire", Places.ReleaseAcquire::new),
            Map.entry("compareAndSet", Places.CompareAndSet::new),
            Map.entry("handle of a volatile field", Places.HandleOfVolatileField::new),
            Map.entry("element of an array", Places.ElementReleaseAcquire::new),
            Map.entry("fences", Places.Fences::new),
            Map.entry("AtomicReference.lazySet", Places.AtomicLazySet::new),
            Map.entry("AtomicReferenceArray", Places.AtomicArray::new),
            Map.entry("field updater", Places.Updater::new),
            Map.entry("monitor", Places.Monitor::new),
            Map.entry("ReentrantLock", Places.Lock::new),
            Map.entry("ArrayBlockingQueue", Places.QueueOfTheJdk::new),
            Map.entry("other field written later", Places.OtherFieldWrittenLater::new),
            Map.entry("release that goes on through an update", Places.GoesOnThroughAnUpdate::new),
            Map.entry("release after opaque", Places.ReleasedAfterOpaque::new),
            Map.entry("failed compare that acquires", Places.FailedCompareAcquires::new)));

    private static final Map<String, Maker<Place>> UNORDERED = new TreeMap<>(Map.ofEntries(
            Map.entry("plain field", Places.PlainField::new),
            Map.entry("opaque", Places.Opaque::new),
            Map.entry("release only", Places.ReleaseOnly::new),
            Map.entry("fence after the write", Places.FenceAfterTheWrite::new),
            Map.entry("acquire only", Places.AcquireOnly::new),
            Map.entry("AtomicReference.setPlain", Places.AtomicPlain::new),
            Map.entry("another element", Places.OtherElement::new),
            Map.entry("other places", Places.OtherPlaces::new),
            Map.entry("monitor of one side", Places.MonitorOfOneSide::new),
            Map.entry("failed compare only", Places.FailedCompareOnly::new),
            Map.entry("failed compare of an atomic", Places.FailedCompareOfAtomic::new),
            Map.entry("failed compare that does not release", Places.ReleasedAndFailedCompare::new),
            Map.entry("overwritten opaquely", Places.OverwrittenOpaquely::new),
            Map.entry("overwritten plainly", Places.OverwrittenPlainly::new),
            Map.entry("overwritten element", Places.OverwrittenElement::new),
            Map.entry("overwritten atomic", Places.OverwrittenAtomic::new)));

    private static Check check(Maker<Place> maker) {
        return Check
                .queue((QueueSpec<Place> spec) -> spec.create(maker).capacity(1).offer(Place::offer).poll(Place::poll)
                        .producers(1, 1).consumers(1, 1))
                .engines(Engine.CONTROLLED).seed(1);
    }

    @TestFactory
    Stream<DynamicTest> ordered_passes() {
        return ORDERED.entrySet().stream().map(each -> DynamicTest.dynamicTest(each.getKey(), () -> {
            check(each.getValue()).budget(FOR_WHAT_IS_RIGHT).run().orThrow();
            check(each.getValue()).weaveJdk().budget(FOR_WHAT_IS_RIGHT).run().orThrow();
        }));
    }

    private interface Guarding {
        Check check(boolean acquires, boolean releases);
    }

    private static final Map<String, Guarding> GUARDS = new TreeMap<>(Map.of("lock", Guards::lock, "read-write lock",
            Guards::readWriteLock, "semaphore", Guards::semaphore, "event", Guards::event, "barrier", Guards::barrier,
            "mailbox", Guards::mailbox));

    @TestFactory
    Stream<DynamicTest> guard_thatAcquiresAndReleases_passes() {
        return GUARDS.entrySet().stream().map(each -> DynamicTest.dynamicTest(each.getKey(), () -> each.getValue()
                .check(true, true).engines(Engine.CONTROLLED).seed(1).budget(FOR_WHAT_IS_RIGHT).run().orThrow()));
    }

    @TestFactory
    Stream<DynamicTest> guard_thatDoesOneOfBothOnly_isFound() {
        return GUARDS.entrySet().stream().flatMap(each -> Stream.of(true, false)
                .map(acquires -> DynamicTest.dynamicTest(each.getKey() + (acquires ? " acquires" : " releases"),
                        () -> isFound(each.getValue().check(acquires, !acquires)))));
    }

    private static void isFound(Check check) {
        Result result = check.engines(Engine.CONTROLLED).seed(1).budget(MOST).run();
        assertThat(result).isInstanceOf(Result.Failed.class);
        assertThat(((Result.Failed) result).failure().toString()).contains("need not be seen");
    }

    @Test
    void notOrdered_passesWhereThatIsAllowed() {
        check(Places.Opaque::new).allowUnordered().budget(FOR_WHAT_IS_RIGHT).run().orThrow();
    }

    @TestFactory
    Stream<DynamicTest> notOrdered_isFound() {
        return UNORDERED.entrySet().stream().map(each -> DynamicTest.dynamicTest(each.getKey(), () -> {
            Result result = check(each.getValue()).budget(MOST).run();
            assertThat(result).isInstanceOf(Result.Failed.class);
            var failure = ((Result.Failed) result).failure();
            assertThat(failure.verdict().reason()).contains("UnsafePublication", "proof=0 is allowed here");
            assertThat(failure.scenario().size()).isEqualTo(2);
        }));
    }
}
