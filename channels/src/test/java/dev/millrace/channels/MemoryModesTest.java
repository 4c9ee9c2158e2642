package dev.millrace.channels;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.millrace.core.internal.PaddedLong;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The accesses whose order the wake-up protocol and the closing of a ring rest on, read from the class files.
 *
 * <p>A weaker one lets a processor put a write after a later read. Controlled runs know no such processor, and the stress
 * tests see it only where two of them are free for it: a busy machine passes a protocol without its fences every time.
 */
class MemoryModesTest {

    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.millrace.core", "dev.millrace.channels");

    /** The waiter registers and then looks; the waker publishes and then looks. */
    @ParameterizedTest
    @CsvSource({
            // the waiter
            "dev.millrace.core.wait.WaitList, enlist, WaitList.registered",
            "dev.millrace.core.wait.WaitList, registered, VarHandle.fullFence",
            "dev.millrace.core.wait.Waiter, signalledBy, VarHandle.getVolatile",
            // the waker
            "dev.millrace.core.wait.WaitList, signal, VarHandle.fullFence",
            "dev.millrace.core.wait.WaitList, signalAll, VarHandle.fullFence",
            "dev.millrace.core.wait.WaitList, hasWaiters, LockedLine.size",
            "dev.millrace.core.wait.Waiter, signal, VarHandle.compareAndSet",
            "dev.millrace.core.internal.LockedLine, size, VarHandle.getVolatile",
            // the claims, which need no other fence
            "dev.millrace.channels.SpscRing, offer, PaddedLong.setVolatile",
            "dev.millrace.channels.SpscRing, poll, PaddedLong.setVolatile",
            "dev.millrace.channels.MpmcRing, offer, PaddedLong.compareAndSet",
            "dev.millrace.channels.MpmcRing, poll, PaddedLong.compareAndSet",
            "dev.millrace.channels.MarkedTailBuffer, close, PaddedLong.getAndBitwiseOr",
            "dev.millrace.core.internal.PaddedLong, getVolatile, VarHandle.getVolatile",
            "dev.millrace.core.internal.PaddedLong, setVolatile, VarHandle.setVolatile",
            "dev.millrace.core.internal.PaddedLong, compareAndSet, VarHandle.compareAndSet",
            "dev.millrace.core.internal.PaddedLong, getAndBitwiseOr, VarHandle.getAndBitwiseOr",
    })
    void method_ofTheProtocol_accessesAsStronglyAsItSays(String type, String method, String access) {
        List<JavaMethod> overloads = HOUSE.get(type).getMethods().stream()
                .filter(each -> each.getName().equals(method)).toList();

        assertThat(overloads).isNotEmpty().allSatisfy(each -> assertThat(accesses(each)).contains(access));
    }

    /** The owner of an index reads it plain; all else is volatile, but for the limit, which is a hint. */
    @ParameterizedTest
    @ValueSource(classes = {SpscRing.class, MpmcRing.class, MarkedTailBuffer.class})
    void ring_itsIndices_areNeverWrittenMoreWeakly(Class<?> ring) {
        Set<String> modes = HOUSE.get(ring).getMethods().stream()
                .flatMap(method -> method.getMethodCallsFromSelf().stream())
                .filter(call -> call.getTargetOwner().isEquivalentTo(PaddedLong.class))
                .map(JavaMethodCall::getName).collect(Collectors.toSet());

        assertThat(modes).isNotEmpty().isSubsetOf("getPlain", "getVolatile", "setVolatile", "compareAndSet",
                "getAndBitwiseOr", "getCompanionOpaque", "setCompanionOpaque");
    }

    private static Set<String> accesses(JavaMethod method) {
        return method.getMethodCallsFromSelf().stream()
                .map(call -> call.getTargetOwner().getSimpleName() + "." + call.getName())
                .collect(Collectors.toSet());
    }
}
