package dev.millrace.testkit.schedule.weave;

import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which classes are woven: those of the packages named, those named, with what they nest, and the classes that a named one
 * sees only from inside its package.
 *
 * <p><b>Threads.</b> Names may be added while classes are loaded; what was loaded before stays as it was.
 */
final class Scope {

    private static final String TESTKIT = "dev.millrace.testkit";

    private final Set<String> packages;
    private final Set<String> outermost = ConcurrentHashMap.newKeySet();
    private final Set<String> packagesOfNamed = ConcurrentHashMap.newKeySet();
    private final boolean copiesJdk;

    Scope(Set<String> packages, boolean copiesJdk) {
        this.packages = new TreeSet<>(packages);
        this.copiesJdk = copiesJdk;
        for (String name : packages) {
            if (isForbidden(name + ".")) {
                throw new WeavingException("weaving: package=" + name
                        + " (expected: neither of the JDK nor of the testkit); name your own package, or weaveJdk()");
            }
        }
    }

    void add(String className) {
        if (className.startsWith("java.") || className.startsWith("jdk.")) {
            throw new WeavingException(
                    "weaving: class=" + className + " (expected: not of the JDK); weaveJdk() makes copies");
        }
        String top = outermost(className);
        if (outermost.add(top)) {
            packagesOfNamed.add(packageOf(top));
        }
    }

    static String outermost(String className) {
        int slash = className.indexOf('/'); // in the names of lambdas
        String name = slash < 0 ? className : className.substring(0, slash);
        int nested = name.indexOf('$', name.lastIndexOf('.') + 2);
        return nested < 0 ? name : name.substring(0, nested);
    }

    static String packageOf(String className) {
        int end = className.lastIndexOf('.');
        return end < 0 ? "" : className.substring(0, end);
    }

    /** Whether the class belongs here by its name. */
    boolean names(String className) {
        if (copiesJdk && className.startsWith(JdkCopies.PREFIX.replace('/', '.'))) {
            return true;
        }
        return outermost.contains(outermost(className)) || (!isForbidden(className) && named(className) != null);
    }

    /** Whether the class belongs here if it is not public, since code in another loader could not see it. */
    boolean namesIfHidden(String className) {
        return packagesOfNamed.contains(packageOf(className)) && !isForbidden(className.replace(TESTKIT, ""));
    }

    /** The package named that holds the class, which may be one further up; null if there is none. */
    @org.jspecify.annotations.Nullable String named(String className) {
        for (String at = packageOf(className); !at.isEmpty(); at = packageOf(at)) {
            if (packages.contains(at)) {
                return at;
            }
        }
        return null;
    }

    Set<String> packages() {
        return packages;
    }

    private static boolean isForbidden(String name) {
        return name.startsWith("java.") || name.startsWith("jdk.") || name.startsWith("sun.")
                || name.startsWith(TESTKIT + ".") || name.startsWith("org.junit.");
    }
}
