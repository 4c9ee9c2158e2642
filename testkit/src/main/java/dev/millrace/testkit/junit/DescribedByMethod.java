package dev.millrace.testkit.junit;

import dev.millrace.testkit.Origin;
import dev.millrace.testkit.schedule.weave.WeavingLoader;
import dev.millrace.testkit.spec.Plan;
import dev.millrace.testkit.spec.PlanSource;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * A description that is a test method.
 *
 * @param type   the test class that runs it, which may have inherited it
 * @param method the method
 */
record DescribedByMethod(Class<?> type, Method method) implements Origin {

    @Override
    public String name() {
        return type.getName() + "#" + method.getName();
    }

    @Override
    public ClassLoader loader() {
        return type.getClassLoader();
    }

    @Override
    public Plan<?> plain() {
        return filledIn(type, method);
    }

    @Override
    public Plan<?> woven(WeavingLoader loader) {
        Method twin = loader.woven(method, type);
        return filledIn(loader.woven(type), twin);
    }

    private static Plan<?> filledIn(Class<?> type, Method filler) {
        PlanSource spec = newSpec(filler.getParameterTypes()[0]);
        ReflectionSupport.invokeMethod(filler, target(type, filler), spec);
        return spec.plan();
    }

    private static @Nullable Object target(Class<?> type, Method filler) {
        if (Modifier.isStatic(filler.getModifiers())) {
            return null;
        }
        return made(type);
    }

    /** Of an inner class, within an object of its outer one, made likewise. */
    private static Object made(Class<?> type) {
        Class<?> outer = type.getDeclaringClass();
        boolean isInner = outer != null && !Modifier.isStatic(type.getModifiers());
        requireConstructor(type, isInner ? 1 : 0, "made once more by itself");
        return isInner ? ReflectionSupport.newInstance(type, made(outer)) : ReflectionSupport.newInstance(type);
    }

    static PlanSource newSpec(Class<?> type) {
        requireConstructor(type, 0, "made for each run");
        return (PlanSource) ReflectionSupport.newInstance(type);
    }

    /** The outer object, of which the source says nothing, is a parameter, too. */
    private static void requireConstructor(Class<?> type, int parameters, String reason) {
        boolean has = Arrays.stream(type.getDeclaredConstructors())
                .anyMatch(each -> each.getParameterCount() == parameters);
        if (!has || Modifier.isAbstract(type.getModifiers())) {
            throw new IllegalArgumentException("concurrency test: class=" + type.getName()
                    + " (expected: a constructor without parameters, since it is " + reason + ")");
        }
    }
}
