package dev.millrace.testkit.schedule.weave;

import java.lang.classfile.AccessFlags;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodBuilder;
import java.lang.classfile.MethodElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Rewrites one class file.
 *
 * <p>A method that does nothing of interest is copied as it is, so that only what needs it is paid for.
 *
 * <p><b>Threads.</b> One at a time; the loader's lock sees to it.
 */
final class Weaver {

    /** A class file that has been rewritten. */
    static final class Woven {

        private final byte[] bytes;
        private final int yieldSites;
        private final boolean usesInternals;

        private Woven(byte[] bytes, int yieldSites, boolean usesInternals) {
            this.bytes = bytes;
            this.yieldSites = yieldSites;
            this.usesInternals = usesInternals;
        }

        byte[] bytes() {
            return bytes;
        }

        /** How many places there are at which another thread may run. */
        int yieldSites() {
            return yieldSites;
        }

        /** Whether it needs what the JDK keeps to itself. */
        boolean usesInternals() {
            return usesInternals;
        }
    }

    private static final Set<String> INTERNALS = Set.of("jdk/internal/misc/Unsafe", "org/agrona/UnsafeApi");

    private final Hierarchy hierarchy;
    private final Sites sites;
    private final Predicate<String> weaves;
    private final ClassFile context;

    /** {@code weaves} tells which classes are woven, by their binary names. */
    Weaver(Hierarchy hierarchy, Sites sites, Predicate<String> weaves) {
        this.hierarchy = hierarchy;
        this.sites = sites;
        this.weaves = weaves;
        this.context = ClassFile.of(ClassHierarchyResolverOption.of(hierarchy));
    }

    Woven weave(byte[] classFile) {
        ClassModel model = context.parse(classFile);
        var transform = new ClassWeaver(new WovenClass(model, hierarchy, sites, weaves));
        byte[] bytes = context.transformClass(model, transform);
        return new Woven(bytes, transform.woven.yieldSites(), usesInternals(model));
    }

    private static boolean usesInternals(ClassModel model) {
        for (PoolEntry entry : model.constantPool()) {
            if (entry instanceof ClassEntry type && INTERNALS.contains(type.asInternalName())) {
                return true;
            }
        }
        return false;
    }

    private record ClassWeaver(WovenClass woven) implements ClassTransform {

        @Override
        public void accept(ClassBuilder builder, ClassElement element) {
            if (element instanceof MethodModel method && method.code().isPresent() && touches(method)) {
                builder.transformMethod(method, new MethodWeaver(woven, method));
            } else if (element instanceof ClassFileVersion version
                    && version.majorVersion() < ClassFile.JAVA_5_VERSION) {
                builder.withVersion(ClassFile.JAVA_5_VERSION, 0); // older ones cannot load a class as a constant
            } else {
                builder.with(element);
            }
        }

        private boolean touches(MethodModel method) {
            if (method.flags().has(AccessFlag.SYNCHRONIZED) || method.methodName().equalsString("<clinit>")) {
                return true;
            }
            var points = new CodeWeaver(woven, method);
            for (CodeElement element : method.code().orElseThrow()) {
                if (points.changes(element)) {
                    return true;
                }
            }
            return false;
        }

        /** Writes the methods that stand for method references. */
        @Override
        public void atEnd(ClassBuilder builder) {
            woven.bridges().forEach(bridge -> bridge.write(builder));
        }
    }

    private record MethodWeaver(WovenClass woven, MethodModel method) implements MethodTransform {

        @Override
        public void accept(MethodBuilder builder, MethodElement element) {
            switch (element) {
                case CodeModel code -> builder.transformCode(code, new CodeWeaver(woven, method));
                case AccessFlags flags ->
                    builder.withFlags(flags.flagsMask() & ~ClassFile.ACC_SYNCHRONIZED);
                default -> builder.with(element);
            }
        }
    }

    /** The type of {@code Hooks.point}. */
    static final MethodTypeDesc POINT = MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_int);

    /** The type of {@code Hooks.initialize}. */
    static final MethodTypeDesc INITIALIZE = MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_boolean);

    /** The type of {@code Hooks.enter} and {@code Hooks.exit}. */
    static final MethodTypeDesc MONITOR = MethodTypeDesc.of(ConstantDescs.CD_void, ClassDesc.of("java.lang.Object"));
}
