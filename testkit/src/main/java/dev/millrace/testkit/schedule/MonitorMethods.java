package dev.millrace.testkit.schedule;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Which methods of classes that are not woven take the monitor of their object: the synchronized ones, and those of {@code
 * Collections.synchronizedList} and its like, whose users are told to take it too where they do more than one step.
 */
final class MonitorMethods {

    private static final String SYNCHRONIZED_VIEWS = "java.util.Collections$Synchronized";

    /** Those that their Javadoc leaves to the user to synchronize. */
    private static final Set<String> LEFT_TO_THE_USER = Set.of("iterator", "listIterator", "spliterator", "stream",
            "parallelStream");

    private static final ClassValue<Map<String, Boolean>> METHODS = new ClassValue<>() {
        @Override
        protected Map<String, Boolean> computeValue(Class<?> type) {
            return methodsOf(type);
        }
    };

    private MonitorMethods() {}

    /** {@code method} is a name, a slash, and the number of parameters: overloads are alike in this. */
    static boolean has(Class<?> type, String method) {
        return METHODS.get(type).getOrDefault(method, false);
    }

    private static Map<String, Boolean> methodsOf(Class<?> type) {
        Map<String, Boolean> methods = new HashMap<>();
        for (Class<?> each = type; each != null && each != Object.class; each = each.getSuperclass()) {
            Map<String, Boolean> own = new HashMap<>();
            for (Method method : each.getDeclaredMethods()) {
                own.merge(method.getName() + "/" + method.getParameterCount(), takesTheMonitor(method),
                        Boolean::logicalOr);
            }
            own.forEach(methods::putIfAbsent); // what a class overrides counts
        }
        return methods;
    }

    private static boolean takesTheMonitor(Method method) {
        boolean isView = method.getDeclaringClass().getName().startsWith(SYNCHRONIZED_VIEWS);
        return Modifier.isSynchronized(method.getModifiers())
                || (isView && !LEFT_TO_THE_USER.contains(method.getName()));
    }
}
