package dev.millrace.testkit.schedule.weave;

import java.lang.classfile.AccessFlags;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.reflect.AccessFlag;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What weaving must know of other classes, read from their class files without loading them.
 *
 * <p><b>Threads.</b> One at a time; the loader's lock sees to it.
 */
final class Hierarchy implements ClassHierarchyResolver {

    /**
     * @param superName  null for {@code Object} only
     * @param interfaces the direct ones
     * @param isPublic   whether other packages see it
     * @param fields     the flags of each declared field
     * @param methods    the names and types of the declared methods
     */
    private record Facts(boolean isInterface, boolean isPublic, @Nullable String superName, List<String> interfaces,
            Map<String, Integer> fields, Set<String> methods) {}

    private final ClassFiles files;
    private final Map<String, Optional<Facts>> known = new HashMap<>();

    Hierarchy(ClassFiles files) {
        this.files = files;
    }

    /** A class that cannot be found counts as a plain one, since the merged type of a stack map must have some super class. */
    @Override
    public @Nullable ClassHierarchyInfo getClassInfo(ClassDesc type) {
        if (!type.isClassOrInterface()) {
            return null;
        }
        Facts facts = facts(internalName(type));
        if (facts == null) {
            return ClassHierarchyInfo.ofClass(ConstantDescs.CD_Object);
        }
        if (facts.isInterface) {
            return ClassHierarchyInfo.ofInterface();
        }
        return ClassHierarchyInfo.ofClass(facts.superName == null ? null : ClassDesc.ofInternalName(facts.superName));
    }

    static String internalName(ClassDesc type) {
        String descriptor = type.descriptorString();
        return descriptor.substring(1, descriptor.length() - 1);
    }

    /** Whether the class is {@link Thread} or extends it. */
    boolean isThread(String internalName) {
        for (String name = internalName; name != null && !name.equals("java/lang/Object");) {
            if (name.equals("java/lang/Thread")) {
                return true;
            }
            Facts facts = facts(name);
            name = facts == null ? null : facts.superName;
        }
        return false;
    }

    boolean isInterface(String internalName) {
        Facts facts = facts(internalName);
        return facts != null && facts.isInterface;
    }

    /** Whether the class exists and other packages cannot name it. */
    boolean isPackagePrivate(String internalName) {
        Facts facts = facts(internalName);
        return facts != null && !facts.isPublic;
    }

    /** Whether the field that {@code owner.name} resolves to is final; false if it cannot be found. */
    boolean isFinal(String owner, String name, String type) {
        Integer found = lookUp(owner, name + " " + type);
        return found != null && (found & ClassFile.ACC_FINAL) != 0;
    }

    /** Whether the field that {@code owner.name} resolves to is volatile; true if it cannot be found. */
    boolean isVolatile(String owner, String name, String type) {
        Integer found = lookUp(owner, name + " " + type);
        return found == null || (found & ClassFile.ACC_VOLATILE) != 0;
    }

    /** The class whose field {@code owner.name} resolves to; the owner itself if it cannot be found. */
    String declaringField(String owner, String name, String type) {
        String field = name + " " + type;
        String at = owner;
        for (Facts facts = facts(at); facts != null && !facts.fields.containsKey(field); facts = facts(at)) {
            if (facts.superName == null) {
                return owner; // of an interface, and so final
            }
            at = facts.superName;
        }
        return at;
    }

    /** The class or interface whose method {@code owner.name} resolves to; the owner itself if it cannot be found. */
    String declaring(String owner, String name, String type) {
        if (JdkCopies.isThreadRandom(owner)) {
            return owner; // whatever it inherits, it does as the testkit says
        }
        String found = lookUpMethod(owner, name + type);
        return found == null ? owner : found;
    }

    private @Nullable String lookUpMethod(@Nullable String owner, String method) {
        Facts facts = owner == null ? null : facts(owner);
        if (facts == null) {
            return null;
        }
        if (facts.methods.contains(method)) {
            return owner;
        }
        String found = lookUpMethod(facts.superName, method);
        for (int i = 0; found == null && i < facts.interfaces.size(); i++) {
            found = lookUpMethod(facts.interfaces.get(i), method);
        }
        return found;
    }

    private @Nullable Integer lookUp(@Nullable String owner, String field) {
        Facts facts = owner == null ? null : facts(owner);
        if (facts == null) {
            return null;
        }
        Integer found = facts.fields.get(field);
        for (int i = 0; found == null && i < facts.interfaces.size(); i++) {
            found = lookUp(facts.interfaces.get(i), field);
        }
        return found != null ? found : lookUp(facts.superName, field);
    }

    private @Nullable Facts facts(String internalName) {
        Optional<Facts> found = known.get(internalName);
        if (found == null) {
            byte[] bytes = internalName.startsWith("[") ? null : files.read(internalName);
            found = bytes == null ? Optional.empty() : Optional.of(facts(ClassFile.of().parse(bytes)));
            known.put(internalName, found);
        }
        return found.orElse(null);
    }

    private static Facts facts(ClassModel model) {
        AccessFlags flags = model.flags();
        Map<String, Integer> fields = new HashMap<>();
        for (FieldModel field : model.fields()) {
            fields.put(field.fieldName().stringValue() + " " + field.fieldType().stringValue(),
                    field.flags().flagsMask());
        }
        return new Facts(flags.has(AccessFlag.INTERFACE), flags.has(AccessFlag.PUBLIC),
                model.superclass().map(entry -> entry.asInternalName()).orElse(null),
                model.interfaces().stream().map(entry -> entry.asInternalName()).toList(), fields,
                model.methods().stream().map(method -> method.methodName().stringValue()
                        + method.methodType().stringValue()).collect(Collectors.toUnmodifiableSet()));
    }
}
