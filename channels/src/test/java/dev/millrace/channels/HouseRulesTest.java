package dev.millrace.channels;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethodWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.reflect.AccessibleObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may know whom, and what nobody here does, read from the class files of all modules on the class path. */
class HouseRulesTest {

    /** Where Agrona may be seen. */
    private static final String[] ON_AGRONA = {
            "dev.millrace.core.ring..", "dev.millrace.core.time..", "dev.millrace.core.wait.."
    };

    /** Whom all of the testkit may know: it stands alone. */
    private static final List<String> OF_THE_TESTKIT = List.of("java..", "org.jspecify..", "dev.millrace.testkit..");

    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.millrace");

    @Test
    void house_importedFromTheClassPath_hasCoreChannelsAndTestkit() {
        assertThat(HOUSE.contain("dev.millrace.core.wait.WaitList")).isTrue();
        assertThat(HOUSE.contain("dev.millrace.channels.Channel")).isTrue();
        assertThat(HOUSE.contain("dev.millrace.testkit.Check")).isTrue();
        assertThat(HOUSE.contain(HouseRulesTest.class)).isFalse();
    }

    @Test
    void modules_dependOnEachOther_onlyDownwards() {
        layeredArchitecture().consideringOnlyDependenciesInLayers()
                .withOptionalLayers(true)
                .layer("core").definedBy("dev.millrace.core..")
                .layer("sync").definedBy("dev.millrace.sync..")
                .layer("channels").definedBy("dev.millrace.channels..")
                .layer("actors").definedBy("dev.millrace.actors..")
                .layer("testkit").definedBy(resideInAPackage("dev.millrace.testkit..")
                        .and(not(resideInAnyPackage("dev.millrace.testkit.benchmarks..",
                                "dev.millrace.testkit.examples.."))))
                .whereLayer("core").mayNotAccessAnyLayer()
                .whereLayer("sync").mayOnlyAccessLayers("core")
                .whereLayer("channels").mayOnlyAccessLayers("core")
                .whereLayer("actors").mayOnlyAccessLayers("core", "sync", "channels")
                .whereLayer("testkit").mayNotAccessAnyLayer()
                .check(HOUSE);
    }

    @Test
    void classes_ofTheJdk_areNotItsInternals() {
        check(noClasses().should().dependOnClassesThat().resideInAnyPackage("sun..", "jdk.internal.."));
    }

    @ParameterizedTest
    @CsvSource({"junit, org.junit..", "jqwik, net.jqwik..", "hdr, org.HdrHistogram..", "cli, picocli.., me.tongfei.."})
    void libraries_ofOthers_areUsedByThePackageOfTheTestkitThatIsNamedAfterThem(ArgumentsAccessor row) {
        List<String> allowed = new ArrayList<>(OF_THE_TESTKIT);
        row.toList().stream().skip(1).forEach(library -> allowed.add((String) library));
        check(classes().that().resideInAPackage("dev.millrace.testkit." + row.getString(0) + "..")
                .should().onlyDependOnClassesThat().resideInAnyPackage(allowed.toArray(String[]::new)));
    }

    @Test
    void libraries_ofOthers_areNotUsedByTheRestOfTheTestkit() {
        check(classes().that().resideInAPackage("dev.millrace.testkit..")
                .and().resideOutsideOfPackages("dev.millrace.testkit.junit..", "dev.millrace.testkit.jqwik..",
                        "dev.millrace.testkit.hdr..", "dev.millrace.testkit.cli..")
                .should().onlyDependOnClassesThat().resideInAnyPackage(OF_THE_TESTKIT.toArray(String[]::new)));
    }

    /** But for the controlled scheduler, which has no other way to the virtual threads of the JDK. */
    @Test
    void reflection_ofPrivateParts_isNotUsed() {
        check(noClasses().that(not(resideInAPackage("dev.millrace.testkit.schedule..")))
                .should(callMethodWhere(isCalled(AccessibleObject.class, "setAccessible|trySetAccessible"))));
    }

    @Test
    void jctools_isUsed_byItsFlagFreeQueuesAlone() {
        check(noClasses().should().dependOnClassesThat(resideInAPackage("org.jctools..")
                .and(not(resideInAPackage("org.jctools.queues.varhandle..")))
                .and(not(nameMatching("org\\.jctools\\.queues\\.MessagePassingQueue(\\$.*)?")))));
    }

    @Test
    void agrona_isUsed_byWaitingTimeAndRingsAlone() {
        check(noClasses().that().resideOutsideOfPackages(ON_AGRONA)
                .should().dependOnClassesThat().resideInAPackage("org.agrona.."));
    }

    @Test
    void signatures_ofExportedPackages_nameNeitherAgronaNorJCTools() {
        check(noClasses().that(areSeenByUsers()).should(nameInTheirSignatures("org.agrona", "org.jctools")));
    }

    @Test
    void monitors_areNotUsed() {
        check(noMethods().should().haveModifier(JavaModifier.SYNCHRONIZED));
        check(noClasses()
                .should(callMethodWhere(isCalled(Object.class, "wait|notify|notifyAll").and(isOfEveryObject()))));
        check(noClasses().should(holdAMonitor()));
    }

    @Test
    void fields_areNoThreadLocals() {
        check(noFields().should().haveRawType(assignableTo(ThreadLocal.class)));
    }

    @Test
    void threads_neverSleep() {
        // What woven code calls in place of sleep sleeps for those who are not controlled.
        check(noClasses().that(not(nameMatching("dev\\.millrace\\.testkit\\.schedule\\.Hooks")))
                .should(callMethodWhere(isCalled(Thread.class, "sleep").or(isCalled(TimeUnit.class, "sleep")))));
    }

    @Test
    void padding_isForTheFewWhoShareIt() {
        check(noFields().that().areDeclaredInClassesThat(
                not(nameMatching("dev\\.millrace\\.core\\.internal\\.(PaddingBefore|PaddedLong|LockedLine)")))
                .should().haveNameMatching("[a-z]\\d+|(?i)_?pad(ding)?_?\\d*"));
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(HOUSE);
    }

    private static DescribedPredicate<JavaMethodCall> isCalled(Class<?> owner, String names) {
        Pattern name = Pattern.compile(names);
        return DescribedPredicate.describe(owner.getSimpleName() + "." + names, call -> call.getTargetOwner()
                .isAssignableTo(owner) && name.matcher(call.getName()).matches());
    }

    /** Not some method of the same name. */
    private static DescribedPredicate<JavaMethodCall> isOfEveryObject() {
        return DescribedPredicate.describe("of every object", call -> call.getTarget().resolveMember()
                .map(method -> method.getOwner().isEquivalentTo(Object.class)).orElse(true));
    }

    private static DescribedPredicate<JavaClass> areSeenByUsers() {
        return DescribedPredicate.describe("are public in an exported package", seen -> {
            boolean open = !seen.getPackageName().contains(".internal");
            for (JavaClass around = seen; open && around != null; around = around.getEnclosingClass().orElse(null)) {
                open = isOpen(around.getModifiers());
            }
            return open;
        });
    }

    private static boolean isOpen(Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
    }

    private static ArchCondition<JavaClass> nameInTheirSignatures(String... roots) {
        return new ArchCondition<>("name " + String.join(" or ", roots) + " in their signatures") {
            @Override
            public void check(JavaClass subject, ConditionEvents events) {
                for (JavaClass named : typesInSignatures(subject)) {
                    boolean found = List.of(roots).stream().anyMatch(root -> named.getName().startsWith(root + "."));
                    events.add(
                            new SimpleConditionEvent(subject, found, subject.getName() + " names " + named.getName()));
                }
            }
        };
    }

    /** What a user of a class meets in its supertypes and in its public and protected members, inherited ones too. */
    private static Set<JavaClass> typesInSignatures(JavaClass subject) {
        List<JavaType> types = new ArrayList<>(subject.getAllRawInterfaces());
        types.addAll(subject.getAllRawSuperclasses());
        types.addAll(subject.getInterfaces());
        subject.getSuperclass().ifPresent(types::add);
        types.addAll(subject.getTypeParameters());
        for (JavaMember member : subject.getAllMembers()) {
            if (isOpen(member.getModifiers()) && member.getOwner().getPackageName().startsWith("dev.millrace")) {
                addTypes(member, types);
            }
        }
        Set<JavaClass> named = new HashSet<>();
        types.forEach(type -> named.addAll(type.getAllInvolvedRawTypes()));
        return named;
    }

    private static void addTypes(JavaMember member, List<JavaType> types) {
        switch (member) {
            case JavaField field -> types.add(field.getType());
            case JavaCodeUnit unit -> {
                types.add(unit.getReturnType());
                types.addAll(unit.getParameterTypes());
                types.addAll(unit.getTypeParameters());
                types.addAll(unit.getExceptionTypes());
            }
            default -> throw new AssertionError("house rules: member=" + member + " (expected: field or code)");
        }
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
