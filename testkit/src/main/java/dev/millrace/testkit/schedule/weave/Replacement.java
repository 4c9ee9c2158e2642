package dev.millrace.testkit.schedule.weave;

import dev.millrace.testkit.schedule.Hooks;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The static method that woven code calls instead of another one; the receiver, if any, becomes the first argument.
 *
 * @param owner  the class of the static method
 * @param name   its name
 * @param type   its parameters and result
 * @param yields whether another thread may run there
 */
record Replacement(ClassDesc owner, String name, MethodTypeDesc type, boolean yields) {

    static final ClassDesc HOOKS = Hooks.class.describeConstable().orElseThrow();
    static final ClassDesc DRAWS = RandomDraws.class.describeConstable().orElseThrow();
    private static final ClassDesc SUBSTITUTES = Substitutes.class.describeConstable().orElseThrow();
    static final MethodTypeDesc SEED = MethodTypeDesc.of(ConstantDescs.CD_long);
    static final MethodTypeDesc SEEDED = MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_long);
    private static final Set<String> GENERATORS = Set.of("java/util/Random", "java/util/SplittableRandom");
    private static final ClassDesc THREAD = ClassDesc.of("java.lang.Thread");
    private static final ClassDesc UNIT = ClassDesc.of("java.util.concurrent.TimeUnit");

    private static final Map<String, Replacement> STATICS = Map.ofEntries(
            hook("java/util/concurrent/locks/LockSupport.park()V", "park"),
            hook("java/util/concurrent/locks/LockSupport.park(Ljava/lang/Object;)V", "park"),
            hook("java/util/concurrent/locks/LockSupport.parkNanos(J)V", "parkNanos"),
            hook("java/util/concurrent/locks/LockSupport.parkNanos(Ljava/lang/Object;J)V", "parkNanos"),
            hook("java/util/concurrent/locks/LockSupport.parkUntil(J)V", "parkUntil"),
            hook("java/util/concurrent/locks/LockSupport.parkUntil(Ljava/lang/Object;J)V", "parkUntil"),
            hook("java/util/concurrent/locks/LockSupport.unpark(Ljava/lang/Thread;)V", "unpark"),
            quiet("java/lang/System.nanoTime()J", HOOKS, "nanoTime"),
            quiet("java/lang/System.currentTimeMillis()J", HOOKS, "currentTimeMillis"),
            quiet("java/lang/System.identityHashCode(Ljava/lang/Object;)I", HOOKS, "identityHashCode"),
            quiet("java/lang/Math.random()D", DRAWS, "random"),
            quiet("java/util/Objects.hashCode(Ljava/lang/Object;)I", HOOKS, "hashCodeOrZero"),
            quiet("java/util/UUID.randomUUID()Ljava/util/UUID;", DRAWS, "randomUUID"),
            quiet("java/util/Collections.shuffle(Ljava/util/List;)V", DRAWS, "shuffle"),
            quiet("java/util/random/RandomGenerator.getDefault()Ljava/util/random/RandomGenerator;", DRAWS,
                    "getDefault"),
            quiet("java/util/random/RandomGenerator.of(Ljava/lang/String;)Ljava/util/random/RandomGenerator;", DRAWS,
                    "of"),
            quiet("java/util/concurrent/locks/LockSupport.getThreadId(Ljava/lang/Thread;)J", SUBSTITUTES,
                    "getThreadId"),
            quiet("java/util/concurrent/ForkJoinWorkerThread.hasKnownQueuedWork()Z", SUBSTITUTES,
                    "hasKnownQueuedWork"));

    /** Static methods of {@link Thread}; code may name them by a subclass too. */
    private static final Map<String, Replacement> THREAD_STATICS = Map.ofEntries(
            hook("sleep(J)V", "sleep"),
            hook("sleep(JI)V", "sleep"),
            hook("sleep(Ljava/time/Duration;)V", "sleep"),
            hook("yield()V", "yieldThread"),
            hook("onSpinWait()V", "onSpinWait"),
            quiet("currentThread()Ljava/lang/Thread;", HOOKS, "currentThread"),
            quiet("holdsLock(Ljava/lang/Object;)Z", HOOKS, "holdsLock"),
            hook("startVirtualThread(Ljava/lang/Runnable;)Ljava/lang/Thread;", "startVirtualThread"),
            quiet("ofVirtual()Ljava/lang/Thread$Builder$OfVirtual;", HOOKS, "ofVirtual"));

    private static final Map<String, Replacement> THREAD_CALLS = Map.ofEntries(
            hook("start()V", "start", THREAD),
            hook("interrupt()V", "interrupt", THREAD),
            hook("isAlive()Z", "isAlive", THREAD),
            quiet("isInterrupted()Z", "isInterrupted", THREAD),
            quiet("threadId()J", "threadId", THREAD),
            quiet("getId()J", "threadId", THREAD),
            quiet("getState()Ljava/lang/Thread$State;", "state", THREAD),
            hook("join()V", "join", THREAD),
            hook("join(J)V", "join", THREAD),
            hook("join(JI)V", "join", THREAD),
            hook("join(Ljava/time/Duration;)Z", "join", THREAD));

    /** Final methods of {@link Object}, so that whatever class code names, these are meant. */
    private static final Map<String, Replacement> OBJECT_CALLS = Map.ofEntries(
            hook("wait()V", "await", ConstantDescs.CD_Object),
            hook("wait(J)V", "await", ConstantDescs.CD_Object),
            hook("wait(JI)V", "await", ConstantDescs.CD_Object),
            hook("notify()V", "signal", ConstantDescs.CD_Object),
            hook("notifyAll()V", "signalAll", ConstantDescs.CD_Object));

    private static final Map<String, Replacement> OTHER_CALLS = Map.ofEntries(
            hook("java/util/concurrent/TimeUnit.sleep(J)V", "sleep", UNIT),
            hook("java/util/concurrent/TimeUnit.timedWait(Ljava/lang/Object;J)V", "timedWait", UNIT),
            hook("java/util/concurrent/TimeUnit.timedJoin(Ljava/lang/Thread;J)V", "timedJoin", UNIT),
            Map.entry("java/util/random/RandomGeneratorFactory.create()Ljava/util/random/RandomGenerator;",
                    new Replacement(DRAWS, "create", MethodTypeDesc.of(ClassDesc.of("java.util.random.RandomGenerator"),
                            ClassDesc.of("java.util.random.RandomGeneratorFactory")), false)),
            builder("java/lang/Thread$Builder"),
            builder("java/lang/Thread$Builder$OfPlatform"),
            builder("java/lang/Thread$Builder$OfVirtual"));

    /** {@code hashCode} of who may have inherited it from {@link Object}. */
    private static final Replacement HASH_CODE = hashCode("hashCode");

    /** {@code super.hashCode()} that is {@link Object}'s. */
    private static final Replacement IDENTITY = hashCode("identityHashCode");

    private static Replacement hashCode(String name) {
        return new Replacement(HOOKS, name, MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_Object), false);
    }

    /** Copies of JDK classes only: on one processor they do not spin. */
    private static final Replacement PROCESSORS = new Replacement(SUBSTITUTES, "availableProcessors",
            MethodTypeDesc.of(ConstantDescs.CD_int, ClassDesc.of("java.lang.Runtime")), false);

    /** Whether its first parameters are of these very types. */
    boolean takes(MethodTypeDesc captured) {
        int count = captured.parameterCount();
        return count <= type.parameterCount()
                && captured.parameterList().equals(type.parameterList().subList(0, count));
    }

    /** For a method reference. */
    DirectMethodHandleDesc handle() {
        return MethodHandleDesc.ofMethod(DirectMethodHandleDesc.Kind.STATIC, owner, name, type);
    }

    private static Map.Entry<String, Replacement> builder(String type) {
        return hook(type + ".start(Ljava/lang/Runnable;)Ljava/lang/Thread;", "start",
                ClassDesc.of("java.lang.Thread$Builder"));
    }

    private static Map.Entry<String, Replacement> hook(String method, String name) {
        return Map.entry(method, new Replacement(HOOKS, name, typeIn(method), true));
    }

    private static Map.Entry<String, Replacement> hook(String method, String name, ClassDesc receiver) {
        MethodTypeDesc type = typeIn(method).insertParameterTypes(0, receiver);
        return Map.entry(method, new Replacement(HOOKS, name, type, true));
    }

    private static Map.Entry<String, Replacement> quiet(String method, String name, ClassDesc receiver) {
        MethodTypeDesc type = typeIn(method).insertParameterTypes(0, receiver);
        return Map.entry(method, new Replacement(HOOKS, name, type, false));
    }

    private static Map.Entry<String, Replacement> quiet(String method, ClassDesc owner, String name) {
        return Map.entry(method, new Replacement(owner, name, typeIn(method), false));
    }

    private static MethodTypeDesc typeIn(String method) {
        return MethodTypeDesc.ofDescriptor(method.substring(method.indexOf('(')));
    }

    /** Whether it makes a generator of random numbers that nobody gives a seed. */
    static boolean isUnseeded(InvokeInstruction call) {
        return call.opcode() == Opcode.INVOKESPECIAL && GENERATORS.contains(call.owner().asInternalName())
                && call.name().equalsString(ConstantDescs.INIT_NAME)
                && call.typeSymbol().equals(ConstantDescs.MTD_void);
    }

    /** What stands for a reference to the constructor of such a generator; null for other classes. */
    static @Nullable Replacement ofUnseeded(String owner, String type) {
        if (!GENERATORS.contains(owner) || !type.equals("()V")) {
            return null;
        }
        ClassDesc made = ClassDesc.ofInternalName(owner);
        return new Replacement(DRAWS, "new" + made.displayName(), MethodTypeDesc.of(made), false);
    }

    /** Whether that method may be inherited; an interface of woven code may declare it once more. */
    private static boolean isIdentity(String declaring, WovenClass caller) {
        return declaring.equals("java/lang/Object") || declaring.equals("java/lang/Enum")
                || (caller.weaves(declaring) && caller.hierarchy().isInterface(declaring));
    }

    /** What stands for this call, or null if it stays. */
    static @Nullable Replacement of(Opcode opcode, String owner, String name, String type, WovenClass caller) {
        Hierarchy hierarchy = caller.hierarchy();
        String method = name + type;
        if (opcode == Opcode.INVOKESTATIC) {
            Replacement found = THREAD_STATICS.get(method);
            return found != null && hierarchy.isThread(owner) ? found : STATICS.get(owner + "." + method);
        }
        if (method.equals("hashCode()I") && isIdentity(hierarchy.declaring(owner, name, type), caller)) {
            return opcode == Opcode.INVOKESPECIAL ? IDENTITY : HASH_CODE;
        }
        Replacement found = OBJECT_CALLS.get(method);
        if (found != null || opcode == Opcode.INVOKESPECIAL) { // super.start() must not become a virtual call
            return found;
        }
        found = THREAD_CALLS.get(method);
        if (found != null && hierarchy.isThread(owner)) {
            return found;
        }
        boolean counts = owner.equals("java/lang/Runtime") && name.equals("availableProcessors");
        return counts && JdkCopies.isCopy(caller.internalName()) ? PROCESSORS : OTHER_CALLS.get(owner + "." + method);
    }
}
