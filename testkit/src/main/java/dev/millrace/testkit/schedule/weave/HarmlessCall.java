package dev.millrace.testkit.schedule.weave;

import java.util.Set;

/** Tells calls of code that is not woven, and yet known to make no order between threads. */
final class HarmlessCall {

    /** Classes of {@code java.util} that use no lock and no volatile field. Interfaces are not among them: who knows. */
    private static final Set<String> CONFINED = Set.of("ArrayDeque", "ArrayList", "Arrays", "BitSet", "EnumMap",
            "EnumSet", "HashMap", "HashSet", "IdentityHashMap", "LinkedHashMap", "LinkedHashSet", "LinkedList",
            "Objects", "Optional", "OptionalDouble", "OptionalInt", "OptionalLong", "PriorityQueue", "TreeMap",
            "TreeSet");

    private HarmlessCall() {}

    /** {@code owner} is an internal name; functional interfaces are taken for lambdas of code that is woven. */
    static boolean is(String owner, String name) {
        if (name.startsWith("<") || owner.startsWith("[") || owner.endsWith("Exception") || owner.endsWith("Error")) {
            return true;
        }
        if (owner.startsWith("java/lang/")) {
            return !name.equals("interrupted") && !owner.equals("java/lang/StringBuffer")
                    && !owner.startsWith("java/lang/reflect/") && !owner.equals("java/lang/invoke/MethodHandle")
                    && !owner.equals("java/lang/Iterable");
        }
        if (owner.startsWith("java/util/")) {
            String type = owner.substring("java/util/".length());
            return CONFINED.contains(type) || type.startsWith("function/") || type.equals("concurrent/TimeUnit")
                    || type.equals("concurrent/ThreadLocalRandom") || type.equals("concurrent/Callable")
                    || type.equals("concurrent/locks/LockSupport");
        }
        return owner.startsWith("java/time/") || owner.startsWith("java/math/") || owner.startsWith("java/nio/")
                || owner.startsWith("dev/millrace/testkit/schedule/") || SharedCall.isUnsafe(owner);
    }
}
