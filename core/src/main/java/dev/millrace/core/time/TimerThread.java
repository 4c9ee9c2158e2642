package dev.millrace.core.time;

import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The daemon thread that drives a {@link TimerWheel}. It is started by the first task, and sleeps until the next is due. */
final class TimerThread implements Runnable {

    private final TimerWheel wheel;

    /** Null until the first task, and again if the thread could not be started or has died of an error. */
    private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();

    TimerThread(TimerWheel wheel) {
        this.wheel = wheel;
    }

    /** Runs each task on a virtual thread of its own. */
    static Executor newThreadPerTask() {
        ThreadFactory threads = Thread.ofVirtual().name("millrace-timer-task-", 1).inheritInheritableThreadLocals(false)
                .factory();
        return task -> threads.newThread(task).start();
    }

    boolean isStarted() {
        return thread.get() != null; // volatile
    }

    /** Has the thread look at the wheel again. */
    void wake() {
        // volatile: who finds a thread that is not started yet need not wake it, since it looks at the wheel first of all
        Thread running = thread.get();
        if (running == null) {
            start();
        } else {
            LockSupport.unpark(running);
        }
    }

    private void start() {
        // Nothing of the user's thread that happens to be the first goes into this one.
        Thread created = Thread.ofPlatform().daemon().name("millrace-timer").priority(Thread.NORM_PRIORITY)
                .inheritInheritableThreadLocals(false).unstarted(this);
        created.setContextClassLoader(null);
        if (thread.compareAndSet(null, created)) { // else another has started one
            try {
                created.start();
            } catch (Throwable failure) {
                thread.set(null); // the next who schedules tries again
                throw failure;
            }
        }
    }

    @Override
    public void run() {
        try {
            while (true) {
                wheel.expire();
                wheel.parkUntilDue();
                Thread.interrupted(); // nobody has a reason to interrupt it, and an interrupted thread cannot park
            }
        } finally {
            thread.set(null);
        }
    }
}
