package dev.millrace.testkit.schedule.weave;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What woven code calls, and that it still does what it did. The JVM verifies each class as it is used. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class CodeWeaverTest {

    private final WovenWorld world = WovenWorld.ofTestClasses();

    @Test
    void fields_pointBeforeEachThatIsNotFinal() throws Exception {
        assertThat(world.call(AccessSamples.Fields.class)).isEqualTo(9.0);
        assertThat(world.events()).containsExactly("read plain", "write plain", "read plain", "write wide",
                "read shared", "read wide", "write shared", "read shared");
    }

    @Test
    void arrays_pointBeforeEachElement() throws Exception {
        assertThat(world.call(AccessSamples.Arrays.class)).isEqualTo("a 5 -1");
        assertThat(world.events()).containsExactly("write []", // of the constructor's initialiser
                "write []", "read []", "read []", "write []", "read []", "write []", "read []", "read []", "read []");
    }

    @Test
    void varHandle_pointBeforeEachAccessAndFence() throws Exception {
        assertThat(world.call(AccessSamples.Handles.class)).isEqualTo("true 2");
        assertThat(world.events()).containsExactly("call VarHandle.setRelease", "call VarHandle.compareAndSet",
                "call VarHandle.fullFence", "call VarHandle.getAcquire");
    }

    @Test
    void atomics_pointBeforeEachCall() throws Exception {
        assertThat(world.call(AccessSamples.Atomics.class)).isEqualTo(6L);
        assertThat(world.events()).containsExactly("call AtomicIntegerFieldUpdater.incrementAndGet",
                "call AtomicInteger.getAndAdd", "call LongAdder.add", "read value", "call AtomicInteger.get",
                "call LongAdder.sum");
    }

    @Test
    void orders_ofVolatileFieldsHandlesAndAtomics_areTold() throws Exception {
        world.call(AccessSamples.Fields.class);
        assertThat(world.orders()).containsExactly("store Fields", "release Fields", "acquire Fields", "store static");
        world.call(AccessSamples.Handles.class);
        assertThat(world.orders()).containsExactly("release Handles", "both if Handles", "written", "both everywhere",
                "acquire Handles");
        world.call(AccessSamples.Atomics.class);
        assertThat(world.orders()).containsExactly("both Atomics", "both AtomicInteger", "both LongAdder",
                "acquire Atomics", "acquire AtomicInteger", "acquire LongAdder");
        world.call(AccessSamples.References.class);
        assertThat(world.orders()).containsExactly("both AtomicInteger");
    }

    @Test
    void orders_ofModes_areThoseOfTheirNames() throws Exception {
        assertThat(world.call(AccessSamples.Modes.class)).isEqualTo("9 7 3 3.0");
        assertThat(world.orders()).containsExactly("store long[] 1", "release long[] 1", "acquire long[] 1",
                "acquire static",
                "release static", "store AtomicIntegerArray 1", "both AtomicIntegerArray 1",
                "release AtomicIntegerArray 1", "release Modes",
                "acquire Modes", "acquire everywhere", "release everywhere", "both everywhere",
                "both everywhere"); // before and after the call of a map
    }

    @Test
    void loops_areToldBeforeEachJumpThatMayGoBack() throws Exception {
        assertThat(world.call(AccessSamples.Loops.class)).isEqualTo(8);
        assertThat(world.orders()).containsExactly("loop", "loop", "loop", "loop", "loop"); // taken or not
    }

    @Test
    void methodReferences_countAsCalls() throws Exception {
        assertThat(world.call(AccessSamples.References.class)).isEqualTo(RecordingHooks.NOW + 1);
        assertThat(world.events()).containsExactly("yield", "call AtomicInteger.incrementAndGet", "nanoTime");
    }

    @Test
    void collectionsAndBuffers_pointBeforeEachCall() throws Exception {
        assertThat(world.call(AccessSamples.Collections.class)).isEqualTo("1b9[1]");
        assertThat(world.events()).containsExactly("call Map.merge", "call Queue.offer", "call ByteBuffer.putInt",
                "write []", "call System.arraycopy", "call Map.get", "call Queue.poll", "call ByteBuffer.getInt");
    }

    @Test
    void constructors_pointsOnlyAfterSuper() throws Exception {
        assertThat(world.call(AccessSamples.Constructors.class)).isEqualTo("4 6 y1 w 4 3");
        assertThat(world.events()).doesNotContain("write outer", "write this$0");
        // Each of five bases writes its count; the first Inner reads and writes early after super, then its count.
        assertThat(Collections.frequency(world.events(), "write early")).isEqualTo(2);
        assertThat(Collections.frequency(world.events(), "read early")).isEqualTo(3);
        assertThat(Collections.frequency(world.events(), "write count")).isEqualTo(6);
        assertThat(Collections.frequency(world.events(), "read count")).isEqualTo(2); // not among the arguments of super
    }

    @Test
    void classInitialiser_noPoints() throws Exception {
        assertThat(world.call(AccessSamples.Initialiser.class)).isEqualTo(3);
        assertThat(world.events()).containsExactly("read sum");
        assertThat(Recorded.INITIALIZERS).hasValue(0);
    }

    @Test
    void parks_areReplaced() throws Exception {
        assertThat(world.call(WaitSamples.Parks.class)).isEqualTo("done");
        assertThat(world.events()).containsExactly("unpark", "park", "unpark", "park(blocker)", "parkNanos",
                "parkNanos(blocker)", "parkUntil", "parkUntil(blocker)");
    }

    @Test
    void sleepsAndClocks_areReplaced() throws Exception {
        assertThat(world.call(WaitSamples.Sleeps.class)).isEqualTo(2 * RecordingHooks.NOW);
        assertThat(world.events()).containsExactly("sleep 1", "sleep 2 3", "sleep PT4S", "sleep 5 HOURS", "onSpinWait",
                "yield", "nanoTime", "currentTimeMillis");
    }

    @Test
    void threads_areReplaced_superStartIsNot() throws Exception {
        assertThat(world.call(WaitSamples.Threads.class)).isEqualTo("1 falsetrueTERMINATED");
        assertThat(world.events()).contains("sleep 6", "join", "join 7", "join 8 9", "join PT10S", "interrupt",
                "startVirtualThread", "ofVirtual", "isAlive", "isInterrupted", "state");
        assertThat(Collections.frequency(world.events(), "start")).as("by the thread, and by a builder").isEqualTo(2);
    }

    @Test
    void synchronizedMethods_enterAndExit_alsoWhenTheyThrow() throws Exception {
        assertThat(world.call(WaitSamples.Methods.class)).isEqualTo("3foundmissingzerotruetruetruetrue");
        assertThat(Collections.frequency(world.events(), "enter")).isEqualTo(5);
        assertThat(Collections.frequency(world.events(), "exit")).isEqualTo(5);
        assertThat(world.events()).containsSubsequence("notify", "notifyAll");
        assertThat(world.loader.woven(WaitSamples.Methods.class).getDeclaredMethod("notifying").accessFlags())
                .doesNotContain(java.lang.reflect.AccessFlag.SYNCHRONIZED);
    }

    @Test
    void synchronizedBlocks_enterAndExitOnEveryWay() throws Exception {
        assertThat(world.call(WaitSamples.Blocks.class)).isEqualTo("returnedthrownfell0truetrue");
        assertThat(Collections.frequency(world.events(), "enter")).isEqualTo(6);
        assertThat(Collections.frequency(world.events(), "exit")).isEqualTo(6);
    }

    @Test
    void waitAndNotify_areReplaced() throws Exception {
        assertThat(world.call(WaitSamples.Waits.class)).isEqualTo("hello");
        assertThat(world.events()).contains("wait 1", "wait 2 3", "wait", "notify");
    }

    @ParameterizedTest
    @ValueSource(classes = {SyntaxSamples.Switches.class, SyntaxSamples.Tries.class, SyntaxSamples.Lambdas.class,
            SyntaxSamples.Stacks.class})
    void everyShapeOfCode_doesWhatItDid(Class<? extends Callable<?>> sample) throws Exception {
        var constructor = sample.getDeclaredConstructor();
        Object expected = constructor.newInstance().call();
        assertThat(world.call(sample)).isEqualTo(expected);
        assertThat(world.events()).isNotEmpty();
    }

    @Test
    void sites_nameClassMethodLineAndAccess() throws Exception {
        world.call(AccessSamples.Fields.class);
        List<String> places = Recorded.EVENTS.stream().map(each -> world.loader.sites().get((int) each).toString())
                .toList();
        assertThat(places.getFirst()).matches("AccessSamples\\$Fields\\.call:\\d\\d read plain");
        assertThat(places.getLast()).matches("AccessSamples\\$Fields\\.call:\\d\\d read shared");
        assertThat(places.getFirst()).isNotEqualTo(places.getLast());
    }

    @Test
    void lines_stayInStackTraces() throws Exception {
        var method = world.loader.woven(WaitSamples.Methods.class).getDeclaredMethod("add", int.class, long.class);
        method.setAccessible(true);
        var original = WaitSamples.Methods.class.getDeclaredMethod("add", int.class, long.class);
        original.setAccessible(true);
        assertThat(lineOfFailure(method, world.loader.woven(WaitSamples.Methods.class)))
                .isEqualTo(lineOfFailure(original, WaitSamples.Methods.class));
    }

    private static int lineOfFailure(java.lang.reflect.Method method, Class<?> type) throws Exception {
        var constructor = type.getDeclaredConstructor();
        constructor.setAccessible(true);
        try {
            method.invoke(constructor.newInstance(), 0, 0L);
        } catch (java.lang.reflect.InvocationTargetException e) {
            return e.getCause().getStackTrace()[0].getLineNumber();
        }
        throw new AssertionError("it did not throw");
    }
}
