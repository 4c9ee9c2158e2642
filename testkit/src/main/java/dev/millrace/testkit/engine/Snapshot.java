package dev.millrace.testkit.engine;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a call has returned, as it was when it returned: a list, a set, a map or an array that the object changes later must not
 * change what the history says. What is in them is not copied, and no other object is.
 */
final class Snapshot {

    private Snapshot() {}

    static @Nullable Object of(@Nullable Object result) {
        if (result == null || result instanceof Boolean || result instanceof Number || result instanceof String) {
            return result; // nearly always
        }
        try {
            return copy(result);
        } catch (RuntimeException e) {
            return result; // somebody changes it at this moment
        }
    }

    private static Object copy(Object result) {
        return switch (result) {
            case List<?> list -> new ArrayList<>(list);
            case SortedSet<?> set -> new TreeSet<>(set);
            case Set<?> set -> new LinkedHashSet<>(set);
            case SortedMap<?, ?> map -> new TreeMap<>(map);
            case Map<?, ?> map -> new LinkedHashMap<>(map);
            default -> result.getClass().isArray() ? copyOfArray(result) : result;
        };
    }

    private static Object copyOfArray(Object array) {
        int length = Array.getLength(array);
        Object copy = Array.newInstance(array.getClass().getComponentType(), length);
        System.arraycopy(array, 0, copy, 0, length);
        return copy;
    }
}
