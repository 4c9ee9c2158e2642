package dev.millrace.testkit.schedule;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Field;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The few private parts of the JDK's virtual threads that let somebody else run them. Everything that may vanish is here. */
final class VirtualThreads {

    /** Null if the JDK keeps its virtual threads to itself. */
    private static final @Nullable Access ACCESS;

    private static final Optional<String> PROBLEM;

    /** That a thread takes no thread locals from the one that creates it: {@code Thread.NO_INHERIT_THREAD_LOCALS}. */
    private static final int NO_THREAD_LOCALS = 1 << 2;

    static {
        Access access = null;
        Optional<String> problem = Optional.empty();
        try {
            access = new Access();
        } catch (ReflectiveOperationException | RuntimeException missing) {
            problem = Optional.of(problem(missing));
        }
        ACCESS = access;
        PROBLEM = problem;
    }

    private VirtualThreads() {}

    private static final class Access {
        final MethodHandle create;
        final MethodHandle discard;
        final MethodHandle cancelTimer;
        final VarHandle timeout;
        final VarHandle scheduler;
        final VarHandle permit;
        final VarHandle seed;
        final VarHandle probe;
        final VarHandle secondarySeed;
        final VarHandle inherited;

        Access() throws ReflectiveOperationException {
            Class<?> builders = Class.forName("java.lang.ThreadBuilders");
            Class<?> virtual = Class.forName("java.lang.VirtualThread");
            MethodHandles.Lookup inBuilders = MethodHandles.privateLookupIn(builders, MethodHandles.lookup());
            MethodHandles.Lookup inVirtual = MethodHandles.privateLookupIn(virtual, MethodHandles.lookup());
            create = inBuilders.findStatic(
                    builders,
                    "newVirtualThread",
                    MethodType.methodType(Thread.class, Executor.class, String.class, int.class, Runnable.class));
            discard = inVirtual
                    .findVirtual(virtual, "afterDone", MethodType.methodType(void.class, boolean.class))
                    .asType(MethodType.methodType(void.class, Thread.class, boolean.class));
            cancelTimer = inVirtual
                    .findVirtual(virtual, "cancelTimeoutTask", MethodType.methodType(void.class))
                    .asType(MethodType.methodType(void.class, Thread.class));
            timeout = inVirtual.findVarHandle(virtual, "timeout", long.class).withInvokeBehavior();
            permit = inVirtual.findVarHandle(virtual, "parkPermit", boolean.class).withInvokeBehavior();
            MethodHandles.Lookup inThread = MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup());
            seed = inThread.findVarHandle(Thread.class, "threadLocalRandomSeed", long.class);
            probe = inThread.findVarHandle(Thread.class, "threadLocalRandomProbe", int.class);
            secondarySeed = inThread.findVarHandle(Thread.class, "threadLocalRandomSecondarySeed", int.class);
            Class<?> map = Class.forName("java.lang.ThreadLocal$ThreadLocalMap");
            inherited = inThread.findVarHandle(Thread.class, "inheritableThreadLocals", map).withInvokeBehavior();
            scheduler = inVirtual.findVarHandle(virtual, "scheduler", Executor.class).withInvokeBehavior();
        }
    }

    private static String problem(Throwable missing) {
        Module own = VirtualThreads.class.getModule();
        String open = "java.base/java.lang=" + (own.isNamed() ? own.getName() : "ALL-UNNAMED");
        if (missing instanceof IllegalAccessException || missing instanceof SecurityException) {
            return "controlled: java.base opens java.lang=false (expected: true); add `--add-opens " + open
                    + "` to the JVM of the tests (Maven: <argLine> of surefire, Gradle: jvmArgs of the test task)";
        }
        return "controlled: Java=" + Runtime.version()
                + " (expected: one whose virtual threads can be run by hand, as 25); "
                + missing;
    }

    /** Why virtual threads cannot be run by hand here; empty if they can. */
    static Optional<String> problem() {
        return PROBLEM;
    }

    private static Access access() {
        if (ACCESS == null) {
            throw new IllegalStateException(PROBLEM.orElse("controlled: access=null (expected: checked before)"));
        }
        return ACCESS;
    }

    /**
     * A thread, not started, whose every continuation is given to {@code executor}; it takes from {@code alias}, if
     * there is one, what that has inherited when it was made.
     */
    static Thread create(Executor executor, @Nullable String name, Runnable task, @Nullable Thread alias) {
        try {
            int traits = alias == null ? 0 : NO_THREAD_LOCALS;
            Thread thread = (Thread) access().create.invokeExact(executor, name, traits, task);
            if (alias != null) {
                access().inherited.set(thread, access().inherited.get(alias)); // plain: neither has been started
                thread.setContextClassLoader(alias.getContextClassLoader());
            }
            return thread;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Ends a thread that is not running and never will, so that nothing keeps it: its stack is dropped, not unwound. */
    static void discard(Thread thread) {
        try {
            access().cancelTimer.invokeExact(thread);
            access().discard.invokeExact(thread, true);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Takes the real timer away from a thread in a timed wait, and says how long it would have run, in the unit of the wait. */
    static long takeTimer(Thread thread) {
        try {
            access().cancelTimer.invokeExact(thread);
        } catch (Throwable e) {
            throw unexpected(e);
        }
        return timeout(thread);
    }

    /** How long a thread in a timed wait waits: nanoseconds if it is parked, milliseconds if it is in Object.wait. */
    static long timeout(Thread thread) {
        return (long) access().timeout.get(thread);
    }

    /** Whether a thread that parks would go on at once. */
    static boolean hasPermit(Thread thread) {
        return (boolean) access().permit.getVolatile(thread);
    }

    /** Has a thread that has not run yet draw what code of the JDK draws at random from there. */
    static void seed(Thread thread, long seed) {
        // plain: the thread is started afterwards, by the same one
        access().seed.set(thread, seed);
        access().probe.set(thread, (int) seed | 1); // neither may be 0, which stands for none
        access().secondarySeed.set(thread, (int) (seed >>> Integer.SIZE) | 1);
    }

    /** What runs a virtual thread. */
    static Executor scheduler(Thread thread) {
        return (Executor) access().scheduler.get(thread);
    }

    /** The thread that a continuation belongs to, or null if the JDK does not let it be seen. */
    static @Nullable Thread threadOf(Runnable continuation) {
        for (Field field : continuation.getClass().getDeclaredFields()) {
            if (Thread.class.isAssignableFrom(field.getType())) {
                try {
                    field.setAccessible(true);
                    return (Thread) field.get(continuation);
                } catch (IllegalAccessException | RuntimeException e) {
                    return null;
                }
            }
        }
        return null;
    }

    private static RuntimeException unexpected(Throwable e) {
        if (e instanceof RuntimeException runtime) {
            throw runtime;
        }
        if (e instanceof Error error) {
            throw error;
        }
        return new IllegalStateException("controlled: virtual threads of the JDK threw " + e, e);
    }
}
