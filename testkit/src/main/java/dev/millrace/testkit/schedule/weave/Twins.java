package dev.millrace.testkit.schedule.weave;

import java.io.Serializable;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Finds what a class, a method or a lambda is in the woven world. */
final class Twins {

    private final WeavingLoader loader;

    Twins(WeavingLoader loader) {
        this.loader = loader;
    }

    Class<?> load(String className) {
        try {
            Class<?> found = Class.forName(className, false, loader);
            if (found.getClassLoader() != loader) {
                throw new WeavingException("weaving: class=" + className
                        + " (expected: not used by woven code before); name it when the loader is built");
            }
            return found;
        } catch (ClassNotFoundException | LinkageError e) {
            throw new WeavingException("weaving: class=" + className + " (expected: can be loaded woven)", e);
        }
    }

    Method of(Method method) {
        Class<?> twin = load(method.getDeclaringClass().getName());
        Class<?>[] parameters = Arrays.stream(method.getParameterTypes()).map(this::known).toArray(Class<?>[]::new);
        try {
            return twin.getDeclaredMethod(method.getName(), parameters);
        } catch (NoSuchMethodException e) {
            throw new WeavingException("weaving: method=" + method + " (expected: exists in the woven class too)", e);
        }
    }

    /** The class that woven code means by the name of this one. */
    private Class<?> known(Class<?> type) {
        if (type.isPrimitive()) {
            return type;
        }
        if (type.isArray()) {
            return known(type.getComponentType()).arrayType();
        }
        String name = loader.rename(type.getName().replace('.', '/')).replace('/', '.');
        return loader.weaves(name) ? load(name) : type;
    }

    <T extends Serializable> T of(T lambda) {
        SerializedLambda form = serialized(lambda);
        String capturing = form.getCapturingClass().replace('/', '.');
        loader.add(capturing);
        String type = form.getFunctionalInterfaceClass().replace('/', '.');
        if (loader.weaves(type)) {
            throw new WeavingException("woven lambda: interface=" + type
                    + " (expected: not woven, since both worlds use it); declare it in a class of its own that is public");
        }
        Object twin = deserialize(load(capturing), woven(form));
        @SuppressWarnings("unchecked") // the twin implements the same interface, which is shared
        T result = (T) twin;
        return result;
    }

    private static SerializedLambda serialized(Object lambda) {
        Class<?> type = lambda.getClass();
        try {
            Method replace = type.getDeclaredMethod("writeReplace");
            replace.setAccessible(true);
            if (replace.invoke(lambda) instanceof SerializedLambda form) {
                return form;
            }
            throw noLambda(type, null);
        } catch (InaccessibleObjectException e) {
            throw new WeavingException("woven lambda: package=" + type.getPackageName()
                    + " (expected: opened by its module to the testkit); add `opens` to its module-info", e);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            throw noLambda(type, e);
        }
    }

    private static WeavingException noLambda(Class<?> type, @Nullable Throwable cause) {
        return new WeavingException("woven lambda: class=" + type.getName()
                + " (expected: a lambda or a method reference of a serializable interface)", cause);
    }

    /** The lambda in the names of the woven world, with its captured values where they can be shared. */
    private SerializedLambda woven(SerializedLambda form) {
        @Nullable Object[] captured = new @Nullable Object[form.getCapturedArgCount()];
        for (int i = 0; i < captured.length; i++) {
            captured[i] = shared(form, i);
        }
        return new SerializedLambda(load(form.getCapturingClass().replace('/', '.')),
                loader.rename(form.getFunctionalInterfaceClass()), form.getFunctionalInterfaceMethodName(),
                loader.rename(form.getFunctionalInterfaceMethodSignature()), form.getImplMethodKind(),
                loader.rename(form.getImplClass()), form.getImplMethodName(),
                loader.rename(form.getImplMethodSignature()), loader.rename(form.getInstantiatedMethodType()),
                captured);
    }

    private @Nullable Object shared(SerializedLambda form, int index) {
        Object value = form.getCapturedArg(index);
        if (value == null || value.getClass().getClassLoader() == loader) {
            return value;
        }
        Class<?> type = value.getClass();
        if (type.isHidden() && value instanceof Serializable lambda) {
            return of(lambda);
        }
        if (value instanceof Enum<?> constant && loader.weaves(constant.getDeclaringClass().getName())) {
            return twin(constant);
        }
        while (type.isArray()) {
            type = type.getComponentType();
        }
        String name = type.getName();
        boolean copied = !loader.rename(name.replace('.', '/')).equals(name.replace('.', '/'));
        if (copied || (!type.isPrimitive() && loader.weaves(name))) {
            throw new WeavingException("woven lambda: capture " + label(form, index) + "=" + value.getClass().getName()
                    + " (expected: a class that is not woven); make the object inside the lambda");
        }
        return value;
    }

    /** The constant of this name in the woven world. */
    private Object twin(Enum<?> constant) {
        for (Object each : load(constant.getDeclaringClass().getName()).getEnumConstants()) {
            if (each instanceof Enum<?> woven && woven.name().equals(constant.name())) {
                return woven;
            }
        }
        throw new AssertionError(constant);
    }

    private String label(SerializedLambda form, int index) {
        boolean receives = form.getImplMethodKind() != MethodHandleInfo.REF_invokeStatic;
        if (receives && index == 0) {
            return "of the object itself";
        }
        String name = nameOfParameter(form, receives ? index - 1 : index);
        return name == null ? Integer.toString(index) : name;
    }

    /** What the source calls a captured variable, if the class file was compiled with {@code -g}. */
    private @Nullable String nameOfParameter(SerializedLambda form, int index) {
        byte[] bytes = loader.classFile(form.getImplClass().replace('/', '.'));
        if (bytes == null) {
            return null;
        }
        for (MethodModel method : ClassFile.of().parse(bytes).methods()) {
            if (method.methodName().equalsString(form.getImplMethodName())) {
                return method.findAttribute(Attributes.methodParameters())
                        .filter(found -> index < found.parameters().size())
                        .flatMap(found -> found.parameters().get(index).name()).map(found -> found.stringValue())
                        .orElseGet(() -> localVariable(method, index));
            }
        }
        return null;
    }

    private static @Nullable String localVariable(MethodModel method, int index) {
        var types = method.methodTypeSymbol();
        int slot = method.flags().has(java.lang.reflect.AccessFlag.STATIC) ? 0 : 1;
        for (int i = 0; i < index && i < types.parameterCount(); i++) {
            slot += java.lang.classfile.TypeKind.from(types.parameterType(i)).slotSize();
        }
        int wanted = slot;
        return method.code().flatMap(code -> code.findAttribute(Attributes.localVariableTable()))
                .flatMap(table -> table.localVariables().stream()
                        .filter(each -> each.slot() == wanted && each.startPc() == 0).findFirst())
                .map(each -> each.name().stringValue()).orElse(null);
    }

    private static Object deserialize(Class<?> twin, SerializedLambda form) {
        try {
            Method make = twin.getDeclaredMethod("$deserializeLambda$", SerializedLambda.class);
            make.setAccessible(true);
            return make.invoke(null, form);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            throw new WeavingException("woven lambda: class=" + twin.getName()
                    + " (expected: makes the same lambda again in the woven world)", e);
        }
    }
}
