package dev.millrace.testkit.schedule;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What woven code calls in place of what it was compiled to call. Nobody else calls it.
 *
 * <p>Each method does what the method that it stands for does, if the calling thread is not under control.
 */
public final class Hooks {

    private Hooks() {}

    /** Before an access to shared memory: another thread may run now. {@code site} numbers the place in the code. */
    public static void point(int site) {}

    public static void park() {
        LockSupport.park();
    }

    public static void park(@Nullable Object blocker) {
        LockSupport.park(blocker);
    }

    public static void parkNanos(long nanos) {
        LockSupport.parkNanos(nanos);
    }

    public static void parkNanos(@Nullable Object blocker, long nanos) {
        LockSupport.parkNanos(blocker, nanos);
    }

    public static void parkUntil(long deadline) {
        LockSupport.parkUntil(deadline);
    }

    public static void parkUntil(@Nullable Object blocker, long deadline) {
        LockSupport.parkUntil(blocker, deadline);
    }

    public static void unpark(@Nullable Thread thread) {
        LockSupport.unpark(thread);
    }

    public static void sleep(long millis) throws InterruptedException {
        Thread.sleep(millis);
    }

    public static void sleep(long millis, int nanos) throws InterruptedException {
        Thread.sleep(millis, nanos);
    }

    public static void sleep(Duration duration) throws InterruptedException {
        Thread.sleep(duration);
    }

    public static void sleep(TimeUnit unit, long timeout) throws InterruptedException {
        unit.sleep(timeout);
    }

    /** For {@link Thread#yield()}. */
    public static void yieldThread() {
        Thread.yield();
    }

    public static void onSpinWait() {
        Thread.onSpinWait();
    }

    public static long nanoTime() {
        return System.nanoTime();
    }

    public static long currentTimeMillis() {
        return System.currentTimeMillis();
    }

    public static void interrupt(Thread thread) {
        thread.interrupt();
    }

    /** For {@link Thread#start()}. */
    public static void start(Thread thread) {
        thread.start();
    }

    public static Thread startVirtualThread(Runnable task) {
        return Thread.startVirtualThread(task);
    }

    public static Thread.Builder.OfVirtual ofVirtual() {
        return Thread.ofVirtual();
    }

    public static void join(Thread thread) throws InterruptedException {
        thread.join();
    }

    public static void join(Thread thread, long millis) throws InterruptedException {
        thread.join(millis);
    }

    public static boolean join(Thread thread, Duration duration) throws InterruptedException {
        return thread.join(duration);
    }

    /** For the instruction {@code monitorenter}, and for the begin of a synchronized method. */
    public static void enter(Object monitor) {
        throw new UnsupportedOperationException("not written yet");
    }

    /** For the instruction {@code monitorexit}, and for the end of a synchronized method. */
    public static void exit(Object monitor) {
        throw new UnsupportedOperationException("not written yet");
    }

    /** For {@link Object#wait()}. */
    public static void await(Object monitor) throws InterruptedException {
        throw new UnsupportedOperationException("not written yet");
    }

    /** For {@link Object#wait(long)}. */
    public static void await(Object monitor, long millis) throws InterruptedException {
        throw new UnsupportedOperationException("not written yet");
    }

    /** For {@link Object#wait(long, int)}. */
    public static void await(Object monitor, long millis, int nanos) throws InterruptedException {
        throw new UnsupportedOperationException("not written yet");
    }

    /** For {@link Object#notify()}. */
    public static void signal(Object monitor) {
        throw new UnsupportedOperationException("not written yet");
    }

    /** For {@link Object#notifyAll()}. */
    public static void signalAll(Object monitor) {
        throw new UnsupportedOperationException("not written yet");
    }

    /** For {@link Thread#holdsLock(Object)}. */
    public static boolean holdsLock(Object monitor) {
        throw new UnsupportedOperationException("not written yet");
    }
}
