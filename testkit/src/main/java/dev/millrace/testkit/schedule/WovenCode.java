package dev.millrace.testkit.schedule;

/** Marks a class loader whose classes call {@link Hooks}. */
public interface WovenCode {

    /** Whether all that the class does by itself is followed: it is woven, or the testkit's own. */
    static boolean isFollowed(Class<?> type) {
        return type.getClassLoader() instanceof WovenCode
                || type.getPackageName().equals("dev.millrace.testkit.spec")
                || type.getPackageName().equals("dev.millrace.testkit.engine");
    }
}
