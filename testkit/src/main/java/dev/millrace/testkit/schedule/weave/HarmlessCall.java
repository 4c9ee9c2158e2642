package dev.millrace.testkit.schedule.weave;

import java.util.Set;

/** Tells calls of code that is not woven, and yet known to make no order between threads. */
final class HarmlessCall {

    /** Classes of {@code java.util} that use no lock and no volatile field. Interfaces are not among them: who knows. */
    private static final Set<String> CONFINED = Set.of("ArrayDeque", "ArrayList", "Arrays", "BitSet", "EnumMap",
            "EnumSet", "HashMap", "HashSet", "IdentityHashMap", "LinkedHashMap", "LinkedHashSet", "LinkedList",
            "Objects", "Optional", "OptionalDouble", "OptionalInt", "OptionalLong", "PriorityQueue", "TreeMap",
            "TreeSet");

    private static final Set<String> CALLBACKS = Set.of("java/lang/Runnable", "java/lang/AutoCloseable",
            "java/lang/Iterable", "java/util/concurrent/Callable");

    private HarmlessCall() {}

    /** Whether what is called is mostly a lambda, of woven code or not: its object tells. */
    static boolean isCallback(String owner) {
        return CALLBACKS.contains(owner) || owner.startsWith("java/util/function/");
    }

    /** {@code owner} is an internal name. */
    static boolean is(String owner, String name) {
        if (name.startsWith("<") || owner.startsWith("[") || owner.endsWith("Exception") || owner.endsWith("Error")) {
            return true;
        }
        if (owner.startsWith("java/lang/")) {
            return !name.equals("interrupted") && !owner.equals("java/lang/StringBuffer")
                    && !owner.startsWith("java/lang/reflect/") && !owner.startsWith("java/lang/ref/")
                    && !owner.equals("java/lang/invoke/MethodHandle")
                    && !isCallback(owner);
        }
        if (owner.startsWith("java/util/")) {
            String type = owner.substring("java/util/".length());
            boolean makes = name.equals("of") || name.equals("copyOf") || name.equals("entry")
                    || name.startsWith("empty");
            return makes || CONFINED.contains(type) || type.equals("concurrent/TimeUnit")
                    || type.equals("concurrent/locks/LockSupport");
        }
        return owner.startsWith("java/time/") || owner.startsWith("java/math/") || owner.startsWith("java/nio/Byte")
                || (owner.startsWith("java/nio/") && owner.endsWith("Buffer"))
                || owner.startsWith("jdk/jfr/") || owner.startsWith("dev/millrace/testkit/schedule/")
                || SharedCall.isUnsafe(owner);
    }
}
