package dev.millrace.testkit.cli;

import dev.millrace.testkit.stress.StressedQueue;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A class of queues, found by its name, and how to make one. */
final class QueueClass {

    /** Why there is no queue, in a sentence for the user. */
    static final class Unusable extends Exception {
        private static final long serialVersionUID = 1;

        Unusable(String message) {
            super(message);
        }
    }

    private static final int SUGGESTIONS = 5;
    private static final int FARTHEST = 4;
    private static final List<String> KNOWN = List.of(
            "java.util.ArrayDeque",
            "java.util.LinkedList",
            "java.util.PriorityQueue",
            "java.util.concurrent.ArrayBlockingQueue",
            "java.util.concurrent.ConcurrentLinkedDeque",
            "java.util.concurrent.ConcurrentLinkedQueue",
            "java.util.concurrent.DelayQueue",
            "java.util.concurrent.LinkedBlockingDeque",
            "java.util.concurrent.LinkedBlockingQueue",
            "java.util.concurrent.LinkedTransferQueue",
            "java.util.concurrent.PriorityBlockingQueue",
            "java.util.concurrent.SynchronousQueue");

    private final Constructor<?> constructor;

    private QueueClass(Constructor<?> constructor) {
        this.constructor = constructor;
    }

    /** Finds the class, in the given folders and jars or where the program itself is. */
    static QueueClass named(String name, String classPath) throws Unusable {
        List<Path> entries = entries(classPath);
        Class<?> type = load(name, entries);
        if (!Queue.class.isAssignableFrom(type)) {
            throw new Unusable(
                    "class=" + name + " (expected: a class that implements java.util.Queue); wrap it in one");
        }
        if (type.isInterface() || Modifier.isAbstract(type.getModifiers())) {
            throw new Unusable("class=" + name + " (expected: a class that can be made, not an "
                    + (type.isInterface() ? "interface" : "abstract class") + ")");
        }
        if (!isReachable(type)) {
            throw new Unusable("class=" + name + " (expected: a public class)");
        }
        List<Constructor<?>> constructors = constructors(type);
        return new QueueClass(
                constructors.stream().filter(c -> Arrays.equals(c.getParameterTypes(), new Class<?>[] {int.class}))
                        .findFirst()
                        .or(() -> constructors.stream().filter(c -> c.getParameterCount() == 0).findFirst())
                        .orElseThrow(() -> new Unusable(
                                "class=" + name + " (expected: a public constructor (int) or ()); it has "
                                        + (constructors.isEmpty()
                                                ? "none"
                                                : constructors.stream().map(QueueClass::parameters)
                                                        .collect(Collectors.joining(" and "))))));
    }

    /** Whether its constructor takes a capacity. */
    boolean takesCapacity() {
        return constructor.getParameterCount() == 1;
    }

    /** A new queue. */
    StressedQueue make(int capacity) throws Unusable {
        try {
            return StressedQueue.of((Queue<?>) (takesCapacity()
                    ? constructor.newInstance(capacity)
                    : constructor.newInstance()));
        } catch (InvocationTargetException e) {
            throw new Unusable("class=" + constructor.getDeclaringClass().getName() + ": its constructor "
                    + (takesCapacity() ? "(" + capacity + ")" : "()") + " threw " + e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new Unusable("class=" + constructor.getDeclaringClass().getName() + " cannot be made: " + e);
        } catch (ExceptionInInitializerError e) {
            throw new Unusable("class=" + constructor.getDeclaringClass().getName() + ": its initialiser threw "
                    + e.getCause());
        } catch (LinkageError e) {
            throw unlinked(constructor.getDeclaringClass().getName(), e);
        }
    }

    private static boolean isReachable(Class<?> type) {
        return Modifier.isPublic(type.getModifiers())
                && (type.getEnclosingClass() == null || isReachable(type.getEnclosingClass()));
    }

    private static String parameters(Constructor<?> constructor) {
        return Arrays.stream(constructor.getParameterTypes()).map(Class::getSimpleName)
                .collect(Collectors.joining(", ", "(", ")"));
    }

    // ---- finding the class

    private static List<Path> entries(String classPath) throws Unusable {
        List<Path> entries = new ArrayList<>();
        for (String entry : classPath.split(File.pathSeparator, -1)) {
            if (!entry.isBlank()) {
                Path path = Path.of(entry);
                if (!Files.isReadable(path)) {
                    throw new Unusable("--class-path=" + entry + " (expected: jars and folders that can be read)");
                }
                entries.add(path);
            }
        }
        return entries;
    }

    private static Class<?> load(String name, List<Path> entries) throws Unusable {
        try {
            URL[] urls = new URL[entries.size()];
            for (int i = 0; i < urls.length; i++) {
                urls[i] = entries.get(i).toUri().toURL();
            }
            // Not closed: the threads of the stress load from it, to the end of the program.
            ClassLoader loader = new URLClassLoader(urls, QueueClass.class.getClassLoader());
            return Class.forName(name, false, loader); // initialised when one is made, on a thread that may hang
        } catch (ClassNotFoundException e) {
            throw new Unusable("class=" + name + " (expected: a class on the class path)" + suggestions(name, entries));
        } catch (LinkageError e) {
            throw unlinked(name, e);
        } catch (MalformedURLException e) {
            throw new Unusable("--class-path: " + e.getMessage());
        }
    }

    private static List<Constructor<?>> constructors(Class<?> type) throws Unusable {
        try {
            return List.of(type.getConstructors());
        } catch (LinkageError e) {
            throw unlinked(type.getName(), e);
        }
    }

    private static Unusable unlinked(String name, LinkageError e) {
        return new Unusable("class=" + name + " cannot be loaded: " + e + "; is something missing in --class-path?");
    }

    private static String suggestions(String name, List<Path> entries) {
        String wanted = simple(name);
        List<String> near = Stream.concat(KNOWN.stream(), entries.stream().flatMap(QueueClass::classes))
                .filter(known -> distance(wanted, simple(known)) <= Math.min(FARTHEST, wanted.length() / 3))
                .sorted(Comparator.comparingInt(known -> distance(wanted, simple(known))))
                .distinct().limit(SUGGESTIONS).toList();
        return near.isEmpty()
                ? "; name it with its package, and its jar or folder with --class-path"
                : "; did you mean " + String.join(" or ", near) + "?";
    }

    private static Stream<String> classes(Path entry) {
        try {
            if (Files.isDirectory(entry)) {
                try (Stream<Path> files = Files.walk(entry)) {
                    return classes(files.map(file -> entry.relativize(file).toString()).toList());
                }
            }
            try (JarFile jar = new JarFile(entry.toFile())) {
                return classes(jar.stream().map(file -> file.getName()).toList());
            }
        } catch (IOException e) {
            return Stream.empty(); // only for suggestions: those of another entry will do
        }
    }

    private static Stream<String> classes(List<String> files) {
        String end = ".class";
        return files.stream().filter(file -> file.endsWith(end))
                .map(file -> file.substring(0, file.length() - end.length()).replace(File.separatorChar, '.')
                        .replace('/', '.'));
    }

    private static String simple(String name) {
        return name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1).toLowerCase(Locale.ROOT);
    }

    /** How many letters to change, add or take away to make one of the other (Levenshtein). */
    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, j -> j);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
