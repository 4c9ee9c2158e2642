package dev.millrace.testkit.junit;

import dev.millrace.testkit.Origin;
import dev.millrace.testkit.schedule.weave.WeavingLoader;
import dev.millrace.testkit.spec.Plan;
import dev.millrace.testkit.spec.PlanSource;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;
import org.junit.platform.commons.support.ReflectionSupport;

/** A description that is a test method. */
record DescribedByMethod(Method method) implements Origin {

    @Override
    public String name() {
        return method.getDeclaringClass().getName() + "#" + method.getName();
    }

    @Override
    public ClassLoader loader() {
        return method.getDeclaringClass().getClassLoader();
    }

    @Override
    public Plan<?> plain() {
        return filledIn(method);
    }

    @Override
    public Plan<?> woven(WeavingLoader loader) {
        return filledIn(loader.woven(method));
    }

    private static Plan<?> filledIn(Method filler) {
        PlanSource spec = newSpec(filler.getParameterTypes()[0]);
        ReflectionSupport.invokeMethod(filler, target(filler), spec);
        return spec.plan();
    }

    private static @Nullable Object target(Method filler) {
        Class<?> type = filler.getDeclaringClass();
        if (Modifier.isStatic(filler.getModifiers())) {
            return null;
        }
        if (type.isMemberClass() && !Modifier.isStatic(type.getModifiers())) {
            throw new IllegalArgumentException("concurrency test: class=" + type.getName()
                    + " (expected: no inner class, since it is made once more by itself); make it static or top-level");
        }
        return ReflectionSupport.newInstance(type);
    }

    static PlanSource newSpec(Class<?> type) {
        return (PlanSource) ReflectionSupport.newInstance(type);
    }
}
