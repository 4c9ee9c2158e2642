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
import java.util.stream.Collectors;

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
        try {
            return weave(model, Set.of());
        } catch (IllegalArgumentException e) {
            Set<MethodModel> tooLarge = tooLarge(model);
            if (tooLarge.isEmpty()) {
                throw e;
            }
            return weave(model, tooLarge);
        }
    }

    private Woven weave(ClassModel model, Set<MethodModel> tooLarge) {
        var transform = new ClassWeaver(new WovenClass(model, hierarchy, sites, weaves), tooLarge);
        byte[] bytes = context.transformClass(model, transform);
        return new Woven(bytes, transform.woven.yieldSites(), usesInternals(model));
    }

    /** Those that fit into a class file, and do not when they are woven. */
    private Set<MethodModel> tooLarge(ClassModel model) {
        return model.methods().stream().filter(method -> method.code().isPresent() && !isWeavable(model, method))
                .collect(Collectors.toSet());
    }

    private boolean isWeavable(ClassModel model, MethodModel method) {
        var alone = new WovenClass(model, hierarchy, new Sites(), weaves);
        try {
            context.build(alone.type(), builder -> builder.transformMethod(method, new MethodWeaver(alone, method)));
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean usesInternals(ClassModel model) {
        for (PoolEntry entry : model.constantPool()) {
            if (entry instanceof ClassEntry type && INTERNALS.contains(type.asInternalName())) {
                return true;
            }
        }
        return false;
    }

    private record ClassWeaver(WovenClass woven, Set<MethodModel> tooLarge) implements ClassTransform {

        @Override
        public void accept(ClassBuilder builder, ClassElement element) {
            if (element instanceof MethodModel method && tooLarge.contains(method)) {
                builder.transformMethod(method, new MethodRefuser(refusal(method)));
            } else if (element instanceof MethodModel method && method.code().isPresent() && touches(method)) {
                builder.transformMethod(method, new MethodWeaver(woven, method));
            } else if (element instanceof ClassFileVersion version
                    && version.majorVersion() < ClassFile.JAVA_5_VERSION) {
                builder.withVersion(ClassFile.JAVA_5_VERSION, 0); // older ones cannot load a class as a constant
            } else {
                builder.with(element);
            }
        }

        /** So that only what calls the method is hit: a test class may hold the subjects of many checks. */
        private String refusal(MethodModel method) {
            String name = woven.internalName().replace('/', '.') + "." + method.methodName().stringValue();
            String message = "weaving: method=" + name + method.methodTypeSymbol().displayDescriptor()
                    + " (expected: at most 64 KiB of code when woven, the limit of class files);"
                    + " split it, or move it to a class that is not woven";
            if (method.methodName().equalsString("<clinit>")) {
                throw new WeavingException(message);
            }
            return message;
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

    private record MethodRefuser(String message) implements MethodTransform {

        @Override
        public void accept(MethodBuilder builder, MethodElement element) {
            switch (element) {
                case CodeModel _ -> builder.withCode(code -> code.loadConstant(message)
                        .invokestatic(SUBSTITUTES, "refusal", REFUSAL).athrow());
                case AccessFlags flags ->
                    builder.withFlags(flags.flagsMask() & ~ClassFile.ACC_SYNCHRONIZED);
                default -> builder.with(element);
            }
        }
    }

    private static final ClassDesc SUBSTITUTES = ClassDesc.of(Substitutes.class.getName());
    private static final MethodTypeDesc REFUSAL = MethodTypeDesc.of(ClassDesc.of("java.lang.RuntimeException"),
            ConstantDescs.CD_String);

    /** The type of {@code Hooks.point}. */
    static final MethodTypeDesc POINT = MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_int);

    /** The type of {@code Hooks.initialize}. */
    static final MethodTypeDesc INITIALIZE = MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_boolean);

    /** The type of {@code Hooks.enter} and {@code Hooks.exit}. */
    static final MethodTypeDesc MONITOR = MethodTypeDesc.of(ConstantDescs.CD_void, ClassDesc.of("java.lang.Object"));
}
