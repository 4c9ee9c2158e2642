package dev.millrace.testkit.schedule.weave;

import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;

/** Lets woven code see packages that their modules keep to themselves. */
final class Modules {

    private static final String FLAG = "--add-opens java.base/java.lang=ALL-UNNAMED";
    private static final List<String> JDK_INTERNALS = List.of("jdk.internal.misc", "jdk.internal.util",
            "jdk.internal.invoke", "jdk.internal.vm", "jdk.internal.vm.annotation", "jdk.internal.access");

    private Modules() {}

    /**
     * Exports the JDK's internals that lock-free code uses, as {@code --add-exports} would, to the woven classes and to the
     * parent's.
     *
     * @throws WeavingException if {@code java.lang} is not open
     */
    static void exportJdkInternals(ClassLoader loader) {
        Module base = Object.class.getModule();
        for (String each : JDK_INTERNALS) {
            export(base, each, loader.getUnnamedModule());
            export(base, each, loader.getParent().getUnnamedModule());
        }
    }

    /** Exports all packages of the named module, if any, that holds a package. */
    static void exportModuleOf(String packageName, ClassLoader loader) {
        for (Module each : ModuleLayer.boot().modules()) {
            if (each.getPackages().contains(packageName)) {
                each.getPackages().forEach(name -> export(each, name, loader.getUnnamedModule()));
                return;
            }
        }
    }

    private static void export(Module from, String packageName, Module to) {
        if (from.isExported(packageName, to)) {
            return;
        }
        try {
            Method export = Module.class.getDeclaredMethod("implAddExports", String.class, Module.class);
            export.setAccessible(true);
            export.invoke(from, packageName, to);
        } catch (InaccessibleObjectException e) {
            throw new WeavingException("weaving: module=java.base (expected: java.lang opened); run with " + FLAG, e);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            throw new WeavingException("weaving: package=" + packageName + " (expected: can be exported); run with"
                    + " --add-exports " + from.getName() + "/" + packageName + "=ALL-UNNAMED", e);
        }
    }
}
