package dev.millrace.testkit.schedule.weave;

/**
 * A place in woven code at which another thread may run.
 *
 * @param type   the binary name of the class
 * @param method the name of the method
 * @param line   the line in the source; 0 if the class file does not say
 * @param access what the code does next, such as {@code read count} or {@code AtomicLong.incrementAndGet}
 */
public record Site(String type, String method, int line, String access) {

    /** {@code Counter.add:12 read count}; without the package of the class. */
    @Override
    public String toString() {
        return type.substring(type.lastIndexOf('.') + 1) + "." + method + ":" + line + " " + access;
    }
}
