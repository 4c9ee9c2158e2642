package dev.millrace.testkit.schedule.weave;

import dev.millrace.testkit.schedule.Hooks;
import dev.millrace.testkit.schedule.WovenCode;
import java.io.Serializable;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Loads a second, woven copy of the code under test; everything else comes from the parent loader and is shared.
 *
 * <p>Woven code calls {@link Hooks#point} before each access to memory that another thread may see: fields that are not
 * final, arrays, {@code VarHandle}, atomics, {@code Unsafe}, buffers, memory segments, and calls of collections and of
 * {@code java.util.concurrent}, which are steps of their own unless they are woven too. In place of monitors,
 * {@code wait}, {@code park}, {@code sleep}, {@code join}, the start of threads and the clock of {@link System} it calls
 * what {@link Hooks} has for each. Method references to these methods count as calls.
 *
 * <p><b>Threads.</b> Any; one lock guards the weaving.
 *
 * <p><b>Limits.</b> A woven class and its original are two classes: an object of the one is none of the other, and each has
 * its own statics. Not seen: native code, reflection other than {@code Field}, monitors taken by code that is not woven,
 * {@code Instant.now()}, {@code TimeUnit.timedWait}, {@code Thread.ofPlatform()} and the threads of executors. There are no
 * points in class initialisers. Certificates of a signed jar are dropped. With {@code weaveJdk}, a lock or a queue that
 * woven code makes is a copy, which code that is not woven takes only by its interface.
 *
 * <p>Woven code may use {@code jdk.internal.misc.Unsafe}, as Agrona does, with
 * {@code --add-opens java.base/java.lang=ALL-UNNAMED} alone: the loader exports it.
 *
 * <p><b>Errors.</b> A class that cannot be woven is not loaded: the use of it fails with a {@link WeavingException}. So does
 * the call of a method that is too large for a class file when it is woven, and nothing else of its class.
 */
public final class WeavingLoader extends ClassLoader implements WovenCode {

    /** What woven code calls beside the hooks. */
    private static final Set<String> STAND_INS = Set.of(Substitutes.class.getName(), RandomDraws.class.getName(),
            ThreadRandom.class.getName());

    static {
        registerAsParallelCapable();
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Class<?> hooks;
    private final Scope scope;
    private final ClassFiles files;
    private final Hierarchy hierarchy; // guarded by lock
    private final Weaver weaver; // guarded by lock
    private final Sites sites = new Sites();
    private final Twins twins = new Twins(this);
    private final Map<String, int[]> counts = new HashMap<>(); // guarded by lock; classes and yield sites by package named
    private int classes; // guarded by lock
    private int yieldSites; // guarded by lock
    private boolean internalsExported; // guarded by lock, but for the constructor

    private WeavingLoader(Builder options) {
        super("woven", options.parent);
        hooks = options.hooks;
        scope = new Scope(options.packages, options.weaveJdk);
        files = new ClassFiles(options.parent, options.weaveJdk);
        hierarchy = new Hierarchy(files);
        weaver = new Weaver(hierarchy, sites, this::weaves);
        options.classes.forEach(scope::add);
        options.packages.forEach(each -> Modules.exportModuleOf(each, this));
        if (options.weaveJdk) {
            exportInternals();
        }
    }

    /** Nothing is woven unless it is named here. */
    public static Builder builder() {
        return new Builder();
    }

    /** What to weave. */
    public static final class Builder {

        private final Set<String> packages = new TreeSet<>();
        private final Set<String> classes = new TreeSet<>();
        private ClassLoader parent = WeavingLoader.class.getClassLoader();
        private boolean weaveJdk;
        private Class<?> hooks = Hooks.class;

        private Builder() {}

        /** Packages, each with those below it; {@code com.acme} and {@code com.acme.} are the same. */
        public Builder packages(String... names) {
            for (String name : names) {
                packages.add(name.endsWith(".") ? name.substring(0, name.length() - 1) : name);
            }
            return this;
        }

        /** Single classes, by their binary names, with what they nest and what is hidden in their packages. */
        public Builder classes(String... names) {
            classes.addAll(List.of(names));
            return this;
        }

        /** Where everything else comes from; by default the loader of the testkit. */
        public Builder parent(ClassLoader loader) {
            parent = loader;
            return this;
        }

        /**
         * Whether woven code gets copies of the {@linkplain WeavingLoader#copiedJdkClasses() copied classes}, woven inside.
         * Needs {@code --add-opens java.base/java.lang=ALL-UNNAMED}; off by default.
         */
        public Builder weaveJdk(boolean on) {
            weaveJdk = on;
            return this;
        }

        /** Stands for {@link Hooks}: a class of the same name and methods. */
        Builder hooks(Class<?> type) {
            hooks = type;
            return this;
        }

        /**
         * The loader.
         *
         * @throws WeavingException if a package of the JDK or of the testkit is named, or if {@code java.lang} must be open
         *                          and is not
         */
        public WeavingLoader build() {
            return new WeavingLoader(this);
        }
    }

    /** The classes that {@code weaveJdk} copies, by their names in the JDK; what they nest is copied too. */
    public static Set<String> copiedJdkClasses() {
        return JdkCopies.names();
    }

    /** The places that {@link Hooks#point} is told by number. */
    public Sites sites() {
        return sites;
    }

    /** What has been woven so far. */
    public WeavingReport report() {
        lock.lock();
        try {
            List<WeavingReport.Woven> packages = new ArrayList<>();
            for (String name : scope.packages()) {
                int[] count = counts.getOrDefault(name, new int[2]);
                packages.add(new WeavingReport.Woven(name, count[0], count[1]));
            }
            return new WeavingReport(packages, classes, yieldSites);
        } finally {
            lock.unlock();
        }
    }

    /**
     * The woven twin of a class; from now on its nest is woven, too.
     *
     * @throws WeavingException if it cannot be woven, for example since woven code has already used the original
     */
    public Class<?> woven(Class<?> type) {
        if (type.isPrimitive()) {
            return type;
        }
        if (type.isArray()) {
            return woven(type.getComponentType()).arrayType();
        }
        scope.add(type.getName());
        return twins.load(type.getName());
    }

    /**
     * The same method of the woven twin of its class.
     *
     * @param method the method
     * @param type   the class that declares or inherits it; it is woven too, and so is what it extends on the way to there
     */
    public Method woven(Method method, Class<?> type) {
        addPath(type, method.getDeclaringClass());
        woven(type);
        return twins.of(method);
    }

    /** Adds a class and, of those that it extends, all that lead to another: each copy is to extend the copy. */
    private void addPath(@Nullable Class<?> from, Class<?> to) {
        if (from != null && to.isAssignableFrom(from)) {
            scope.add(from.getName());
            addPath(from.getSuperclass(), to);
            for (Class<?> each : from.getInterfaces()) {
                addPath(each, to);
            }
        }
    }

    /**
     * The same lambda in the woven world: the class in which it is written is woven, and the lambda is made again there, with
     * the same captured values. Lambdas among these are made again likewise.
     *
     * @throws WeavingException if it is no lambda, or if it captures an object of a class that is woven, since the twin would
     *                          take it for an object of another class; objects inside of arrays and collections are not looked at
     */
    public <T extends Serializable> T woven(T lambda) {
        return twins.of(lambda);
    }

    /** Whether calls of objects of a class are followed: it is woven, or is an atomic variable. What it extends need not be woven. */
    public static boolean isWoven(Class<?> type) {
        return type.getClassLoader() instanceof WeavingLoader
                || type.getPackageName().equals("java.util.concurrent.atomic");
    }

    /** Adds the class and its nest to what is woven. */
    void add(String className) {
        scope.add(className);
    }

    /** Whether woven code gets a class of its own by this name. */
    boolean weaves(String className) {
        if (scope.names(className)) {
            return true;
        }
        if (scope.namesIfHidden(className) && isHidden(className)) {
            scope.add(className);
            return true;
        }
        return false;
    }

    private boolean isHidden(String className) {
        lock.lock();
        try {
            return hierarchy.isPackagePrivate(Scope.outermost(className).replace('.', '/'))
                    || hierarchy.isPackagePrivate(className.replace('.', '/'));
        } finally {
            lock.unlock();
        }
    }

    /** The name by which woven code knows a class of the JDK: that of its copy, if it has one. */
    String rename(String internalName) {
        return files.rename(internalName);
    }

    /** The class file as woven code sees it. */
    byte @Nullable [] classFile(String className) {
        return files.read(className.replace('.', '/'));
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (name.equals(Hooks.class.getName())) {
            return hooks;
        }
        if (STAND_INS.contains(Scope.outermost(name))) { // the parent may have another testkit, or none
            return Class.forName(name, false, WeavingLoader.class.getClassLoader());
        }
        return weaves(name) ? wovenClass(name) : getParent().loadClass(name);
    }

    private Class<?> wovenClass(String name) throws ClassNotFoundException {
        lock.lock();
        try {
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : weave(name);
        } finally {
            lock.unlock();
        }
    }

    private Class<?> weave(String name) throws ClassNotFoundException {
        String internalName = name.replace('.', '/');
        byte[] original = files.read(internalName);
        if (original == null) {
            throw new ClassNotFoundException(name);
        }
        Weaver.Woven woven;
        try {
            woven = weaver.weave(original);
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new WeavingException("weaving: class=" + name
                    + " (expected: a class file that can be rewritten, but " + e.getMessage()
                    + "); leave it out of what is woven", e);
        }
        if (woven.usesInternals()) {
            exportInternals();
        }
        Class<?> defined = defineClass(name, woven.bytes(), 0, woven.bytes().length, files.domain(internalName));
        count(name, woven.yieldSites());
        return defined;
    }

    private void exportInternals() {
        if (!internalsExported) {
            Modules.exportJdkInternals(this);
            internalsExported = true;
        }
    }

    private void count(String name, int sitesOfClass) {
        classes++;
        yieldSites += sitesOfClass;
        String named = scope.named(name);
        if (named != null) {
            int[] count = counts.computeIfAbsent(named, _ -> new int[2]);
            count[0]++;
            count[1] += sitesOfClass;
        }
    }
}
