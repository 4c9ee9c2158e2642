package dev.millrace.sync;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethodWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.invoke.VarHandle;
import java.lang.reflect.AccessibleObject;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules of the house, for this module; those of the channels see the modules on their class path, which this is not. */
class HouseRulesTest {

    private static final JavaClasses SYNC = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.millrace.sync");

    @Test
    void sync_importedFromTheClassPath_hasThePrimitivesOnly() {
        assertThat(SYNC.contain(Mutex.class)).isTrue();
        assertThat(SYNC.contain(ReadWriteLock.class)).isTrue();
        assertThat(SYNC.contain(HouseRulesTest.class)).isFalse();
    }

    @Test
    void sync_dependsOnCoreAlone() {
        classes().should().onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "jdk.jfr..", "org.jspecify..", "dev.millrace.core..",
                        "dev.millrace.sync..")
                .check(SYNC);
    }

    /** Its own locks are what this module is for; what tells the JVM who owns one is none. */
    @Test
    void locksOfTheJdk_areNotUsed() {
        noClasses().should().dependOnClassesThat().haveNameMatching(
                "java\\.util\\.concurrent\\.(Semaphore|CountDownLatch|CyclicBarrier|Phaser|Exchanger)"
                        + "|java\\.util\\.concurrent\\.locks\\.(?!LockSupport|AbstractOwnableSynchronizer|Lock$|Condition$|ReadWriteLock$).*")
                .check(SYNC);
    }

    @Test
    void signatures_ofPublicTypes_nameNoInternals() {
        Set<String> named = SYNC.stream()
                .filter(each -> each.getModifiers().contains(JavaModifier.PUBLIC))
                .flatMap(each -> each.getMethods().stream())
                .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
                .flatMap(method -> method.getAllInvolvedRawTypes().stream())
                .map(JavaClass::getName)
                .filter(name -> name.startsWith("dev.millrace.core.internal"))
                .collect(Collectors.toSet());
        assertThat(named).isEmpty();
    }

    @Test
    void reflection_ofPrivateParts_isNotUsed() {
        noClasses().should(callMethodWhere(isCalled(AccessibleObject.class, "setAccessible|trySetAccessible")))
                .check(SYNC);
    }

    @Test
    void monitors_areNotUsed() {
        noMethods().should().haveModifier(JavaModifier.SYNCHRONIZED).check(SYNC);
        noClasses().should(callMethodWhere(isCalled(Object.class, "wait|notify|notifyAll"))).check(SYNC);
        noClasses().should(holdAMonitor()).check(SYNC);
    }

    @Test
    void fields_areNoThreadLocals() {
        noFields().should().haveRawType(assignableTo(ThreadLocal.class)).check(SYNC);
    }

    @Test
    void threads_neverSleep() {
        noClasses().should(callMethodWhere(isCalled(Thread.class, "sleep").or(isCalled(TimeUnit.class, "sleep"))))
                .check(SYNC);
    }

    /** A plain get or set through a handle hides which mode is meant. */
    @Test
    void handles_nameTheirMode() {
        noClasses().should(callMethodWhere(isCalled(VarHandle.class, "get|set"))).check(SYNC);
    }

    /** The words that wake-ups rest on: who opens writes them, who waits reads them, both as strongly as there is. */
    @Test
    void words_ofTheGuards_areVolatile() {
        List<String> words = List.of("Guard.head", "Turn.rests", "Turn.stands", "Mutex.state", "RLock.owner",
                "Semaphore.permits", "ReadWriteLock.state", "Watchable.watch", "Event.phase", "Latch.count",
                "Barrier.current",
                "Generation.latest", "Generation.outcome");
        Set<String> volatiles = SYNC.stream().flatMap(each -> each.getFields().stream())
                .filter(field -> field.getModifiers().contains(JavaModifier.VOLATILE))
                .map(field -> field.getFullName().replace("dev.millrace.sync.", ""))
                .collect(Collectors.toSet());
        assertThat(volatiles).containsAll(words);
        noClasses().should(callMethodWhere(isCalled(VarHandle.class, ".*(Release|Acquire|Plain|Opaque)")
                .and(DescribedPredicate.describe(
                        "by a primitive that waits in a line, beside the owner and depth of an RLock",
                        call -> ofALine(call.getOriginOwner().getName())))))
                .check(SYNC);
    }

    private static boolean ofALine(String type) {
        return Stream.of(RLock.class, Timer.class, JoinableThread.class)
                .noneMatch(each -> type.startsWith(each.getName()));
    }

    private static DescribedPredicate<JavaMethodCall> isCalled(Class<?> owner, String names) {
        Pattern name = Pattern.compile(names);
        return DescribedPredicate.describe(owner.getSimpleName() + "." + names, call -> call.getTargetOwner()
                .isEquivalentTo(owner) && name.matcher(call.getName()).matches());
    }

    private static ArchCondition<JavaClass> holdAMonitor() {
        return new ArchCondition<>("hold a monitor") {
            @Override
            public void check(JavaClass subject, ConditionEvents events) {
                boolean held = ClassFile.of().parse(bytesOf(subject)).methods().stream()
                        .flatMap(method -> method.code().stream())
                        .flatMap(CodeModel::elementStream)
                        .anyMatch((CodeElement element) -> element instanceof MonitorInstruction);
                events.add(new SimpleConditionEvent(subject, held, subject.getName() + " has a synchronized block"));
            }
        };
    }

    private static byte[] bytesOf(JavaClass subject) {
        try (InputStream in = subject.getSource().orElseThrow().getUri().toURL().openStream()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
