package dev.millrace.testkit;

import dev.millrace.testkit.engine.RacyCounter;
import dev.millrace.testkit.schedule.Canary;
import dev.millrace.testkit.schedule.Controller;
import dev.millrace.testkit.schedule.Settings;
import dev.millrace.testkit.schedule.weave.WeavingLoader;
import dev.millrace.testkit.spec.Plan;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The woven classes of one check, and the plan that is made of them. */
record WovenWorld(WeavingLoader loader, Plan<?> plan) {

    private static final Settings SETTINGS = Settings.STANDARD.withEarlyTimeouts(true);

    /**
     * Weaves what the origin's description needs, and the packages named.
     *
     * @throws IllegalStateException if threads cannot be controlled here
     */
    static WovenWorld of(Origin origin, Set<String> packages, boolean weaveJdk) {
        Controller.problem().ifPresent(problem -> {
            throw new IllegalStateException(problem);
        });
        WeavingLoader loader = WeavingLoader.builder().parent(origin.loader()).packages(packages.toArray(String[]::new))
                .weaveJdk(weaveJdk).build();
        return new WovenWorld(loader, origin.woven(loader));
    }

    /** Opens a controller, and has it find a race in a woven class, before anything that it does not find means something. */
    Controller open(int steps) {
        Controller controller = Controller.open(SETTINGS.withSteps(steps));
        try {
            Canary.require(controller, "woven", this::counter);
            return controller;
        } catch (RuntimeException | Error e) {
            controller.close();
            throw e;
        }
    }

    /**
     * Makes sure that the object under test could be stopped in the middle: its class is woven, or is an atomic variable, each
     * call of which is one step.
     */
    void requireWoven(@Nullable Class<?> subject, boolean allowed) {
        if (allowed || subject == null) {
            return;
        }
        Class<?> heir = subject.getClassLoader() == loader ? inherited(subject) : null;
        if (heir != null) {
            throw new IllegalStateException("controlled: class=" + subject.getName() + " has all its methods from "
                    + heir.getName()
                    + " (expected: methods that are woven, since threads are not interleaved inside of what is"
                    + " not); " + advice(heir) + "; or allowUnwoven()");
        }
        if (subject.getClassLoader() == loader || subject.getPackageName().equals("java.util.concurrent.atomic")) {
            return;
        }
        throw new IllegalStateException("controlled: class=" + subject.getName()
                + " (expected: woven, since threads are not interleaved inside of what is not); " + advice(subject)
                + "; or allowUnwoven()");
    }

    private static String advice(Class<?> type) {
        return type.getName().startsWith("java.")
                ? "weaveJdk() weaves locks and queues of java.util.concurrent; STRESS runs everything"
                : "name its package: weave(\"" + type.getPackageName() + "\")";
    }

    /** The class that is not woven and has all the methods that a woven one inherits; null if it has one of its own. */
    private @Nullable Class<?> inherited(Class<?> woven) {
        Class<?> type = woven;
        for (; type != null && type.getClassLoader() == loader; type = type.getSuperclass()) {
            if (hasInterfaceOfItsOwn(type)
                    || Arrays.stream(type.getDeclaredMethods()).anyMatch(WovenWorld::isAnOperation)) {
                return null;
            }
        }
        boolean isOneStep = type == null || type == Object.class
                || type.getPackageName().equals("java.util.concurrent.atomic");
        return isOneStep ? null : type;
    }

    /** It may have default methods. */
    private boolean hasInterfaceOfItsOwn(Class<?> type) {
        return Arrays.stream(type.getInterfaces()).anyMatch(each -> each.getClassLoader() == loader);
    }

    private static boolean isAnOperation(Method method) {
        boolean isOfObjects = method.getName().equals("toString") || method.getName().equals("hashCode")
                || method.getName().equals("equals");
        return !method.isSynthetic() && !Modifier.isStatic(method.getModifiers())
                && !Modifier.isAbstract(method.getModifiers()) && !isOfObjects;
    }

    private Canary.Counter counter() {
        try {
            return (Canary.Counter) loader.woven(RacyCounter.class).getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("controlled: canary=" + RacyCounter.class.getName()
                    + " cannot be made (expected: woven)", e);
        }
    }
}
