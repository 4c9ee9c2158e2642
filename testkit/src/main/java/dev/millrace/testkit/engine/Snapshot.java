package dev.millrace.testkit.engine;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.IdentityHashMap;
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

    /** What lies deeper counts as endless. */
    private static final int MOST_AROUND = 500;

    private Snapshot() {}

    static @Nullable Object of(@Nullable Object result) {
        if (result == null || result instanceof Boolean || result instanceof Number || result instanceof String) {
            return result; // nearly always
        }
        try {
            return containsItself(result) ? new Circular(result.getClass().getSimpleName()) : copy(result);
        } catch (RuntimeException e) {
            return result; // somebody changes it at this moment
        }
    }

    /** In the place of what cannot be compared, hashed or shown, since that would never end. */
    record Circular(String type) {
        @Override
        public String toString() {
            return type + " that contains itself";
        }
    }

    private static boolean containsItself(Object result) {
        return contains(result, new IdentityHashMap<>());
    }

    /** Whether a collection, map or array is within itself. {@code around} has those that it is within. */
    private static boolean contains(@Nullable Object value, IdentityHashMap<Object, Boolean> around) {
        Collection<?> elements = value == null ? List.of() : elements(value);
        if (value == null || elements.isEmpty()) {
            return false;
        }
        if (around.size() > MOST_AROUND || around.put(value, true) != null) {
            return true;
        }
        for (Object element : elements) {
            if (contains(element, around)) {
                return true;
            }
        }
        around.remove(value);
        return false;
    }

    /** Of the JDK's only: to walk through others could do anything, and be steps of its own. */
    private static Collection<?> elements(Object value) {
        if (value instanceof Object[] array) {
            return Arrays.asList(array);
        }
        if (!value.getClass().getName().startsWith("java.util.")) {
            return List.of();
        }
        return switch (value) {
            case List<?> list -> list;
            case Set<?> set -> set;
            case Map<?, ?> map -> values(map);
            default -> List.of();
        };
    }

    private static Collection<?> values(Map<?, ?> map) {
        List<@Nullable Object> values = new ArrayList<>(map.keySet());
        values.addAll(map.values());
        return values;
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
