package dev.millrace.testkit.schedule.weave;

import dev.millrace.testkit.schedule.Hooks;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Set;

/**
 * How a call of the JDK's variables orders memory, as their Javadoc has it, and at which place.
 *
 * @param order     the sum of {@link Hooks#ACQUIRE}, {@link Hooks#RELEASE}, {@link Hooks#STORE} and {@link
 *                  Hooks#COMPARE}; 0 for a plain or opaque read or read-modify-write
 * @param place     what the order is made at
 * @param arguments the number of arguments that name the place: none of a static field, the object, or an array and an index
 */
record MemoryOrder(int order, Place place, int arguments) {

    /** What the order is made at. */
    enum Place {
        /** The first arguments name it. */
        ARGUMENTS,
        /** The receiver is it, with an index if there is an argument that names one. */
        RECEIVER,
        /** Everywhere, if the class of the receiver is not woven. */
        CALLBACK,
        /** A thread that is started for it. */
        TASK,
        /** Everywhere, and the call may take the monitor of its receiver. */
        OUTSIDE,
        /** It is everywhere. */
        FENCE
    }

    static final int BOTH = Hooks.ACQUIRE + Hooks.RELEASE;

    /** Of a call that makes no order. */
    static final MemoryOrder NONE = new MemoryOrder(0, Place.FENCE, 0);

    /** Of a call of which nobody knows what it does. */
    static final MemoryOrder ANY = new MemoryOrder(BOTH, Place.FENCE, 0);

    /** The same, of an object's method. */
    static final MemoryOrder ANY_OF_AN_OBJECT = new MemoryOrder(BOTH, Place.OUTSIDE, 0);

    /** Of {@code Executor.execute}: the task sees what came before. */
    static final MemoryOrder SUBMISSION = new MemoryOrder(Hooks.RELEASE, Place.TASK, 0);

    /** Of a lambda, of woven code or not. */
    static final MemoryOrder CALLBACK = new MemoryOrder(BOTH, Place.CALLBACK, 0);

    private static final String ATOMIC = "java/util/concurrent/atomic/";

    private static final Set<String> ATOMIC_READS = Set.of("get", "getReference", "getStamp", "isMarked", "intValue",
            "longValue", "floatValue", "doubleValue", "sum", "toString");

    /** Whether the class is one of which this tells how each call orders memory. */
    static boolean knows(String owner) {
        return owner.equals("java/lang/invoke/VarHandle") || owner.startsWith(ATOMIC) || SharedCall.isUnsafe(owner);
    }

    /** Of a class that is {@linkplain #knows known}. */
    static MemoryOrder of(String owner, String name, MethodTypeDesc type) {
        if (name.startsWith("<") || name.equals("length")) {
            return NONE;
        }
        if (name.endsWith("Fence")) {
            return new MemoryOrder(fence(name), Place.FENCE, 0);
        }
        if (owner.startsWith(ATOMIC)) {
            return atomic(owner.substring(ATOMIC.length()), name, type);
        }
        boolean isHandle = owner.equals("java/lang/invoke/VarHandle");
        return isHandle ? handle(name, type) : unsafe(name, type);
    }

    private static int fence(String name) {
        return switch (name) {
            case "acquireFence", "loadLoadFence", "loadFence" -> Hooks.ACQUIRE;
            case "releaseFence", "storeStoreFence", "storeFence" -> Hooks.RELEASE;
            default -> BOTH;
        };
    }

    private static MemoryOrder handle(String name, MethodTypeDesc type) {
        boolean reads = name.startsWith("get") && !name.startsWith("getAnd");
        boolean compares = name.startsWith("compareAnd") || name.startsWith("weakCompareAnd");
        if (!reads && !compares && !name.startsWith("set") && !name.startsWith("getAnd")) {
            return NONE;
        }
        int values = reads ? 0 : compares ? 2 : 1;
        boolean isPlain = name.equals("get") || name.equals("set");
        return new MemoryOrder(isPlain ? plain(name) : order(name), Place.ARGUMENTS, type.parameterCount() - values);
    }

    /** By the words in the name that all these classes have in common. */
    private static int order(String name) {
        if (name.endsWith("Plain") || name.endsWith("Opaque")) {
            return plain(name);
        }
        if (name.endsWith("Acquire")) {
            return Hooks.ACQUIRE;
        }
        int compares = name.startsWith("compareAnd") || name.startsWith("weakCompareAnd") || name.startsWith("attempt")
                ? Hooks.COMPARE
                : 0;
        if (name.endsWith("Release") || name.startsWith("lazySet") || name.startsWith("putOrdered")) {
            return Hooks.RELEASE + compares + plain(name);
        }
        boolean reads = name.startsWith("get") && !name.startsWith("getAnd");
        // A volatile write is seen by all later volatile reads, even if another one has come between.
        return isStore(name) ? Hooks.RELEASE : reads ? Hooks.ACQUIRE : BOTH + compares;
    }

    private static int plain(String name) {
        return isStore(name) ? Hooks.STORE : 0;
    }

    private static boolean isStore(String name) {
        return name.startsWith("set") || name.startsWith("put") || name.startsWith("lazySet");
    }

    /** Whether the order of its write is told after the call. */
    boolean compares() {
        return (order & Hooks.COMPARE) != 0;
    }

    private static MemoryOrder atomic(String type, String name, MethodTypeDesc parameters) {
        boolean isWeak = name.equals("weakCompareAndSet") && !type.endsWith("Updater") && !type.endsWith("dReference");
        if (isWeak) { // plain, as its Javadoc has it since Java 9
            return NONE;
        }
        int order = ATOMIC_READS.contains(name) ? Hooks.ACQUIRE : order(name);
        if (type.endsWith("FieldUpdater")) {
            return name.equals("newUpdater") ? NONE : new MemoryOrder(order & ~Hooks.STORE, Place.ARGUMENTS, 1);
        }
        boolean isElement = type.endsWith("Array") && parameters.parameterCount() > 0;
        return new MemoryOrder(order, Place.RECEIVER, isElement ? 1 : 0);
    }

    /** An access is plain unless its name says more; its place is an object and an offset, or an address. */
    private static MemoryOrder unsafe(String name, MethodTypeDesc type) {
        boolean accesses = type.parameterCount() >= 2 && type.parameterType(1).descriptorString().equals("J")
                && type.parameterType(0).isClassOrInterface();
        if (!accesses) {
            return NONE;
        }
        boolean atOnce = name.startsWith("compareAnd") || name.startsWith("weakCompareAnd")
                || name.startsWith("getAnd");
        boolean saysMore = name.endsWith("Volatile") || name.endsWith("Acquire") || name.endsWith("Release")
                || name.startsWith("putOrdered");
        int order = atOnce || saysMore ? order(name) : plain(name);
        return new MemoryOrder(order, Place.ARGUMENTS, 2);
    }

    /**
     * Whether the call may run woven code before it takes effect, so that it orders what comes before it and what that code does: those
     * of code that is not woven, and those of atomics that take a function.
     */
    static boolean isLong(MemoryOrder order, String owner, MethodTypeDesc type) {
        boolean takesFunction = owner.startsWith(ATOMIC) && type.parameterList().stream()
                .anyMatch(each -> each.descriptorString().startsWith("Ljava/util/function/"));
        return takesFunction || ((order.equals(ANY) || order.equals(ANY_OF_AN_OBJECT)) && !knows(owner));
    }

    /** The type of {@code Hooks.callback}. */
    static final MethodTypeDesc CALLED = MethodTypeDesc.ofDescriptor("(Ljava/lang/Object;)V");

    /** The type of {@code Hooks.outside}. */
    static final MethodTypeDesc OUTSIDE = MethodTypeDesc.ofDescriptor("(Ljava/lang/Object;Ljava/lang/String;)V");

    /** The type of {@code Hooks.order}. */
    static final MethodTypeDesc ORDER = MethodTypeDesc.ofDescriptor("(Ljava/lang/Object;JI)V");

    /** The type of {@code Hooks.order} by a handle. */
    static final MethodTypeDesc ORDER_BY_HANDLE = MethodTypeDesc
            .ofDescriptor("(Ljava/lang/invoke/VarHandle;Ljava/lang/Object;JI)V");

    /** The type of {@code Hooks.orderField}. */
    static final MethodTypeDesc ORDER_FIELD = MethodTypeDesc.ofDescriptor("(Ljava/lang/Object;II)V");

    /** The type of {@code Hooks.fence}. */
    static final MethodTypeDesc FENCE = MethodTypeDesc.ofDescriptor("(I)V");

    /** Whether an argument of this type can be an index or an offset. */
    static boolean isIndex(ClassDesc type) {
        return type.descriptorString().equals("I") || type.descriptorString().equals("J");
    }
}
