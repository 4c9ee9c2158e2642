package dev.millrace.testkit.schedule.weave;

import dev.millrace.testkit.schedule.Hooks;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Stands for the hooks in tests of the weaver, under their name: writes down what is called, and then does it. */
public final class RecordingHooks {

    /** What the clocks show. */
    static final long NOW = 42;

    private RecordingHooks() {}

    public static void point(int site) {
        Recorded.call(site);
    }

    public static void order(@Nullable Object object, long index, int order) {
        Recorded.order(object, index, order);
    }

    public static void order(VarHandle handle, @Nullable Object object, long index, int order) {
        Recorded.order(object, index, order);
    }

    public static void orderField(@Nullable Object object, int field, int order) {
        Recorded.order(object, 0, order);
    }

    public static int field(String declaring, String name) {
        return Hooks.field(declaring, name);
    }

    public static void compared(boolean written) {
        Recorded.ORDERS.add(written ? "written" : "not written");
    }

    @SuppressWarnings("ReferenceEquality") // as the comparison itself does
    public static void compared(@Nullable Object found, @Nullable Object expected) {
        compared(found == expected);
    }

    public static void compared(int found, int expected) {
        compared(found == expected);
    }

    public static void compared(long found, long expected) {
        compared(found == expected);
    }

    public static void compared(float found, float expected) {
        compared(found == expected);
    }

    public static void compared(double found, double expected) {
        compared(found == expected);
    }

    public static void initialize(boolean begins) {
        Recorded.initialize(begins);
    }

    public static void fence(int order) {
        Recorded.order("everywhere", 0, order);
    }

    public static void prepare(boolean begins) {}

    public static void execute(Runnable task) {
        Thread.startVirtualThread(task);
    }

    public static void submit(@Nullable Object executor) {}

    public static void outside(@Nullable Object receiver, String method) {
        fence(Hooks.ACQUIRE + Hooks.RELEASE);
    }

    public static Thread start(Thread.Builder builder, Runnable task) {
        Recorded.call("start");
        return builder.start(task);
    }

    public static void submitted() {}

    public static void callback(@Nullable Object receiver) {}

    public static void loop() {
        Recorded.loop();
    }

    public static void park() {
        Recorded.call("park");
        LockSupport.park();
    }

    public static void park(@Nullable Object blocker) {
        Recorded.call("park(blocker)");
        LockSupport.park(blocker);
    }

    public static void parkNanos(long nanos) {
        Recorded.call("parkNanos");
        LockSupport.parkNanos(nanos);
    }

    public static void parkNanos(@Nullable Object blocker, long nanos) {
        Recorded.call("parkNanos(blocker)");
        LockSupport.parkNanos(blocker, nanos);
    }

    public static void parkUntil(long deadline) {
        Recorded.call("parkUntil");
        LockSupport.parkUntil(deadline);
    }

    public static void parkUntil(@Nullable Object blocker, long deadline) {
        Recorded.call("parkUntil(blocker)");
        LockSupport.parkUntil(blocker, deadline);
    }

    public static void unpark(@Nullable Thread thread) {
        Recorded.call("unpark");
        LockSupport.unpark(thread);
    }

    public static void sleep(long millis) {
        Recorded.call("sleep " + millis);
    }

    public static void sleep(long millis, int nanos) {
        Recorded.call("sleep " + millis + " " + nanos);
    }

    public static void sleep(Duration duration) {
        Recorded.call("sleep " + duration);
    }

    public static void sleep(TimeUnit unit, long timeout) {
        Recorded.call("sleep " + timeout + " " + unit);
    }

    public static void yieldThread() {
        Recorded.call("yield");
    }

    public static void onSpinWait() {
        Recorded.call("onSpinWait");
    }

    public static RandomGenerator random() {
        Recorded.call("random");
        return new SplittableRandom(1);
    }

    public static int identityHashCode(Object object) {
        Recorded.call("identityHashCode");
        return 1;
    }

    public static int hashCode(Object object) {
        Recorded.call("hashCode");
        return object.hashCode();
    }

    public static int hashCodeOrZero(@Nullable Object object) {
        return object == null ? 0 : hashCode(object);
    }

    public static Thread currentThread() {
        return Thread.currentThread();
    }

    public static long threadId(Thread thread) {
        return thread.threadId();
    }

    public static long nanoTime() {
        Recorded.call("nanoTime");
        return NOW;
    }

    public static long currentTimeMillis() {
        Recorded.call("currentTimeMillis");
        return NOW;
    }

    public static void interrupt(Thread thread) {
        Recorded.call("interrupt");
        thread.interrupt();
    }

    public static boolean isInterrupted(Thread thread) {
        Recorded.call("isInterrupted");
        return thread.isInterrupted();
    }

    public static boolean isAlive(Thread thread) {
        Recorded.call("isAlive");
        return thread.isAlive();
    }

    public static Thread.State state(Thread thread) {
        Recorded.call("state");
        return thread.getState();
    }

    public static void start(Thread thread) {
        Recorded.call("start");
        thread.start();
    }

    public static Thread startVirtualThread(Runnable task) {
        Recorded.call("startVirtualThread");
        return Thread.startVirtualThread(task);
    }

    public static Thread.Builder.OfVirtual ofVirtual() {
        Recorded.call("ofVirtual");
        return Thread.ofVirtual();
    }

    public static void join(Thread thread) throws InterruptedException {
        Recorded.call("join");
        thread.join();
    }

    public static void join(Thread thread, long millis) throws InterruptedException {
        Recorded.call("join " + millis);
        thread.join(millis);
    }

    public static void join(Thread thread, long millis, int nanos) throws InterruptedException {
        Recorded.call("join " + millis + " " + nanos);
        thread.join(millis, nanos);
    }

    public static boolean join(Thread thread, Duration duration) throws InterruptedException {
        Recorded.call("join " + duration);
        return thread.join(duration);
    }

    public static void enter(Object monitor) {
        Recorded.call("enter");
        Recorded.monitor(Objects.requireNonNull(monitor)).lock().lock();
    }

    public static void exit(Object monitor) {
        Recorded.call("exit");
        Recorded.monitor(monitor).lock().unlock();
    }

    @SuppressWarnings("WaitNotInLoop") // its caller's business
    public static void await(Object monitor) throws InterruptedException {
        Recorded.call("wait");
        Recorded.monitor(monitor).condition().await();
    }

    public static void await(Object monitor, long millis) {
        Recorded.call("wait " + millis);
    }

    public static void await(Object monitor, long millis, int nanos) {
        Recorded.call("wait " + millis + " " + nanos);
    }

    public static void timedWait(TimeUnit unit, Object monitor, long timeout) {
        Recorded.call("timedWait " + timeout + " " + unit);
    }

    public static void timedJoin(TimeUnit unit, Thread thread, long timeout) {
        Recorded.call("timedJoin " + timeout + " " + unit);
    }

    public static void signal(Object monitor) {
        Recorded.call("notify");
        Recorded.monitor(monitor).condition().signal();
    }

    public static void signalAll(Object monitor) {
        Recorded.call("notifyAll");
        Recorded.monitor(monitor).condition().signalAll();
    }

    public static boolean holdsLock(Object monitor) {
        Recorded.call("holdsLock");
        return Recorded.monitor(monitor).lock().isHeldByCurrentThread();
    }
}
