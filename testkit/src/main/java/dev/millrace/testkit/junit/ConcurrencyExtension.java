package dev.millrace.testkit.junit;

import dev.millrace.testkit.Budget;
import dev.millrace.testkit.Check;
import dev.millrace.testkit.spec.PlanSource;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Runs what a {@link ConcurrencyTest} describes, in place of calling it. */
public final class ConcurrencyExtension implements ParameterResolver, InvocationInterceptor {

    /** For JUnit. */
    public ConcurrencyExtension() {}

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return PlanSource.class.isAssignableFrom(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return DescribedByMethod.newSpec(parameter.getParameter().getType());
    }

    /** Of {@code @RepeatedTest} and the like: each repetition is a check. */
    @Override
    public void interceptTestTemplateMethod(Invocation<Void> invocation, ReflectiveInvocationContext<Method> method,
            ExtensionContext context) {
        interceptTestMethod(invocation, method, context);
    }

    /** Nobody would check what the method describes. */
    @Override
    public <T> T interceptTestFactoryMethod(Invocation<T> invocation, ReflectiveInvocationContext<Method> method,
            ExtensionContext context) {
        invocation.skip();
        throw new IllegalArgumentException("concurrency test " + method.getExecutable().getName()
                + ": annotations=@TestFactory and @ConcurrencyTest (expected: one of both)");
    }

    @Override
    public void interceptTestMethod(Invocation<Void> invocation, ReflectiveInvocationContext<Method> method,
            ExtensionContext context) {
        invocation.skip();
        ConcurrencyTest test = AnnotationSupport.findAnnotation(method.getExecutable(), ConcurrencyTest.class)
                .orElseThrow();
        if (method.getExecutable().getParameterCount() != 1) {
            throw new ParameterResolutionException("concurrency test " + method.getExecutable().getName()
                    + ": parameters=" + method.getExecutable().getParameterCount() + " (expected: 1, a spec)");
        }
        requireDeclaredNest(context);
        check(test, context.getRequiredTestClass(), method.getExecutable()).run().orThrow();
    }

    /** Another outer class, which inherits the nested one, could override what it uses; and the check would not see that. */
    private static void requireDeclaredNest(ExtensionContext context) {
        Class<?> inner = context.getRequiredTestClass();
        for (Object outer : context.getRequiredTestInstances().getEnclosingInstances().reversed()) {
            if (outer.getClass() != inner.getDeclaringClass()) {
                throw new IllegalArgumentException("concurrency test: outer class=" + outer.getClass().getName()
                        + " (expected: " + inner.getDeclaringClass().getName() + ", which declares " + inner.getName()
                        + "); inherit the test method instead");
            }
            inner = outer.getClass();
        }
    }

    private static Check check(ConcurrencyTest test, Class<?> type, Method method) {
        Check check = Check.of(new DescribedByMethod(type, method))
                .budget(Budget.parse(test.budget()))
                .engines(first("engines", test.engines()), rest(test.engines()))
                .threads(first("threads", test.threads()), rest(test.threads()))
                .weave(test.weave())
                .faults(test.faults());
        if (test.weaveJdk()) {
            check.weaveJdk();
        }
        if (test.allowUnwoven()) {
            check.allowUnwoven();
        }
        if (test.allowUnordered()) {
            check.allowUnordered();
        }
        return test.seed() == ConcurrencyTest.RANDOM ? check : check.seed(test.seed());
    }

    private static <T> T first(String name, T[] all) {
        if (all.length == 0) {
            throw new IllegalArgumentException("concurrency test: " + name + "=0 (expected: >= 1)");
        }
        return all[0];
    }

    private static <T> T[] rest(T[] all) {
        return Arrays.copyOfRange(all, 1, all.length);
    }
}
