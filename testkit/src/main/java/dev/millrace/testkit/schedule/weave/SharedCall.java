package dev.millrace.testkit.schedule.weave;

import java.util.Set;

/** Tells calls that read or write memory which another thread may see, where the called method is not woven itself. */
final class SharedCall {

    private static final Set<String> UNSAFE = Set.of("sun/misc/Unsafe", "jdk/internal/misc/Unsafe",
            "org/agrona/UnsafeApi");

    /** What code names a collection by. A call of an interface may reach a concurrent one. */
    private static final Set<String> COLLECTIONS = Set.of("AbstractCollection", "AbstractList", "AbstractMap",
            "AbstractQueue", "AbstractSet", "ArrayDeque", "ArrayList", "BitSet", "Collection", "Deque", "EnumMap",
            "HashMap", "HashSet", "Hashtable", "IdentityHashMap", "Iterator", "LinkedHashMap", "LinkedHashSet",
            "LinkedList", "List", "ListIterator", "Map", "Map$Entry", "NavigableMap", "NavigableSet", "PriorityQueue",
            "Queue", "SequencedCollection", "SequencedMap", "SequencedSet", "Set", "SortedMap", "SortedSet", "Stack",
            "TreeMap", "TreeSet", "Vector", "WeakHashMap");

    private static final Set<String> THREAD_CONFINED = Set.of("TimeUnit", "Callable",
            "ThreadFactory");

    private SharedCall() {}

    static boolean isUnsafe(String owner) {
        return UNSAFE.contains(owner);
    }

    /** Whether a point belongs before the call. {@code owner} is an internal name, as class files have it. */
    static boolean is(String owner, String name, boolean isStatic) {
        if (isUnsafe(owner)) {
            return accesses(name) && !name.equals("getUnsafe");
        }
        if (name.startsWith("<")) {
            return false;
        }
        if (owner.startsWith("java/util/concurrent/")) {
            return !isStatic && !THREAD_CONFINED.contains(owner.substring("java/util/concurrent/".length()))
                    && !owner.endsWith("Exception");
        }
        if (owner.startsWith("java/util/")) {
            String type = owner.substring("java/util/".length());
            return isStatic
                    ? type.equals("Arrays") && (name.equals("fill") || name.startsWith("copyOf"))
                    : COLLECTIONS.contains(type);
        }
        if (owner.startsWith("java/nio/")) {
            return !isStatic && owner.endsWith("Buffer") && (name.startsWith("get") || name.startsWith("put"));
        }
        return switch (owner) {
            case "java/lang/invoke/VarHandle", "java/lang/reflect/Field", "java/lang/reflect/Array" -> accesses(name);
            case "java/lang/invoke/MethodHandle" -> name.startsWith("invoke");
            case "java/lang/System" -> name.equals("arraycopy");
            case "java/lang/foreign/MemorySegment" -> accesses(name) || name.startsWith("copy") || name.equals("fill");
            default -> false;
        };
    }

    private static boolean accesses(String name) {
        return name.startsWith("get") || name.startsWith("set") || name.startsWith("put")
                || name.startsWith("compareAnd") || name.startsWith("weakCompareAnd") || name.startsWith("copy")
                || name.endsWith("Fence"); // what comes before it may be seen before what comes after
    }
}
