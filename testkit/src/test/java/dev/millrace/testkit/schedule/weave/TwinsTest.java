package dev.millrace.testkit.schedule.weave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Classes, methods and lambdas in the woven world. */
class TwinsTest {

    private final WovenWorld world = WovenWorld.ofTestClasses();

    @Test
    void lambda_runsWoven() {
        SharedTask<Integer> twin = world.loader.woven(NestedSamples.counting());
        assertThat(twin.call()).isEqualTo(1);
        assertThat(world.events()).containsExactly("read value", "write value", "read value");
    }

    @Test
    void lambda_keepsItsCapturedValues() {
        var atomic = new AtomicInteger(4);
        List<String> words = List.of("a", "b");
        assertThat(world.loader.woven(NestedSamples.capturing("x", atomic, words)).call()).isEqualTo("x52");
        assertThat(atomic).hasValue(5);
        assertThat(world.events()).containsExactly("call AtomicInteger.incrementAndGet", "call List.size");
    }

    @Test
    void lambda_thatCapturesALambda_bothRunWoven() {
        SharedTask<Integer> twin = world.loader.woven(NestedSamples.capturingLambda(NestedSamples.counting()));
        assertThat(twin.call()).isEqualTo(2);
        assertThat(world.events()).containsExactly("read value", "write value", "read value");
    }

    @Test
    void lambda_writtenInTheTestItself_runsWoven() {
        SharedTask<Integer> lambda = () -> {
            var counter = new NestedSamples.Counter();
            int[] cell = {3};
            return counter.value + cell[0];
        };
        assertThat(world.loader.woven(lambda).call()).isEqualTo(3);
        assertThat(world.events()).contains("read []");
    }

    private enum Colour {
        RED, GREEN {
            @Override
            public String toString() {
                return "green";
            }
        }
    }

    @Test
    void lambda_thatCapturesAConstantOfAWovenEnum_hasTheOneOfTheWovenWorld() {
        for (Colour colour : Colour.values()) {
            SharedTask<String> lambda = () -> colour + " " + (colour == Colour.valueOf(colour.name())) + " "
                    + (colour.getDeclaringClass() == Colour.class);
            assertThat(world.loader.woven(lambda).call()).isEqualTo(colour + " true true");
        }
    }

    @Test
    void lambda_ofATwin_staysWoven() {
        SharedTask<Integer> twin = world.loader.woven(NestedSamples.counting());
        assertThat(world.loader.woven(NestedSamples.capturingLambda(twin)).call()).isEqualTo(2);
    }

    @Test
    void methodReference_runsWoven_withHiddenNeighbours() {
        assertThat(world.loader.woven(NestedSamples.methodReference()).call()).isEqualTo(42);
        assertThat(world.events()).containsExactly("read turns", "write turns");
    }

    @Test
    void lambda_capturesAWovenObject_saysWhich() {
        var lambda = NestedSamples.capturingWoven(1, 2, new NestedSamples.Counter());
        assertThatThrownBy(() -> world.loader.woven(lambda)).isInstanceOf(WeavingException.class)
                .hasMessage("woven lambda: capture counter=dev.millrace.testkit.schedule.weave.NestedSamples$Counter"
                        + " (expected: a class that is not woven); make the object inside the lambda");
    }

    @Test
    void lambda_capturesItsObject_saysSo() {
        var lambda = new NestedSamples().capturingThis();
        assertThatThrownBy(() -> world.loader.woven(lambda)).isInstanceOf(WeavingException.class)
                .hasMessageStartingWith("woven lambda: capture of the object itself=");
    }

    @Test
    void lambda_capturesAClassOfTheJdk_errorOnlyIfItIsCopied() {
        var lambda = NestedSamples.capturingLock(new ReentrantLock());
        assertThat(world.loader.woven(lambda).call()).isTrue();
        WeavingLoader copying = WeavingLoader.builder().weaveJdk(true).build();
        assertThatThrownBy(() -> copying.woven(lambda)).isInstanceOf(WeavingException.class)
                .hasMessageContaining("java.util.concurrent.locks.ReentrantLock");
    }

    @Test
    void lambda_ofAWovenInterface_isRefused() {
        assertThatThrownBy(() -> world.loader.woven(NestedSamples.ofWovenInterface()))
                .isInstanceOf(WeavingException.class)
                .hasMessageContaining("NestedSamples$WovenCall (expected: not woven");
    }

    @Test
    void woven_noLambda_isRefused() {
        assertThatThrownBy(() -> world.loader.woven("text")).isInstanceOf(WeavingException.class)
                .hasMessage("woven lambda: class=java.lang.String"
                        + " (expected: a lambda or a method reference of a serializable interface)");
    }

    @Test
    void class_isAnotherOfTheSameName() {
        Class<?> twin = world.loader.woven(NestedSamples.Counter.class);
        assertThat(twin).isNotEqualTo(NestedSamples.Counter.class);
        assertThat(twin.getName()).isEqualTo(NestedSamples.Counter.class.getName());
        assertThat(world.loader.woven(NestedSamples.Counter[][].class)).isEqualTo(twin.arrayType().arrayType());
        assertThat(world.loader.woven(int.class)).isEqualTo(int.class);
    }

    @Test
    void method_isFoundWithWovenAndSharedParameters() throws Exception {
        var method = NestedSamples.Test.class.getDeclaredMethod("run", NestedSamples.Counter.class, Supplier.class,
                int[].class, NestedSamples.Counter[].class);
        var twin = world.loader.woven(method, NestedSamples.Test.class);
        assertThat(twin.getDeclaringClass()).isEqualTo(world.loader.woven(NestedSamples.Test.class));
        assertThat(twin.getParameterTypes()).containsExactly(world.loader.woven(NestedSamples.Counter.class),
                Supplier.class, int[].class, world.loader.woven(NestedSamples.Counter[].class));
    }

    @Test
    void method_takesACopyOfTheJdk() throws Exception {
        WeavingLoader copying = WeavingLoader.builder().weaveJdk(true).build();
        var twin = copying.woven(NestedSamples.Test.class.getDeclaredMethod("lock", ReentrantLock.class),
                NestedSamples.Test.class);
        assertThat(twin.getParameterTypes()[0].getName())
                .isEqualTo("dev.millrace.woven.java.util.concurrent.locks.ReentrantLock");
    }

    @Test
    void class_usedByWovenCodeBefore_isRefused() throws Exception {
        assertThat(world.loader.loadClass(NestedSamples.class.getName())).isEqualTo(NestedSamples.class);
        assertThat(world.loader.woven(NestedSamples.class)).isNotEqualTo(NestedSamples.class);
    }
}
