package dev.millrace.testkit.spec;

import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Copies of arguments: the object under test, the history, and the model, once in each branch of the judge's search, have each
 * one of their own, since some change them.
 *
 * <p>A copy is of the same class, for the operation may ask for that class; so what is copied are arrays, and those lists, sets
 * and maps of the JDK that can be cloned. What is in them is not.
 */
final class Arguments {

    private static final Class<?> ARRAY_AS_LIST = Arrays.asList().getClass();

    private Arguments() {}

    /** The argument, or a copy of it if somebody could change it. */
    static Object copyOf(Object argument) {
        return switch (argument) {
            case Pair<?, ?>(Object first, Object second) -> new Pair<>(copyOf(first), copyOf(second));
            case List<?> list when list.getClass() == ARRAY_AS_LIST -> Arrays.asList(list.toArray());
            case List<?> list -> cloned(list);
            case Set<?> set -> cloned(set);
            case Map<?, ?> map -> cloned(map);
            default -> argument.getClass().isArray() ? copyOfArray(argument) : argument;
        };
    }

    private static Object cloned(Object argument) {
        if (!(argument instanceof Cloneable) || !argument.getClass().getName().startsWith("java.util.")) {
            return argument;
        }
        try {
            return argument.getClass().getMethod("clone").invoke(argument);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            return argument; // no worse than what is not Cloneable
        }
    }

    private static Object copyOfArray(Object array) {
        int length = Array.getLength(array);
        Object copy = Array.newInstance(array.getClass().getComponentType(), length);
        System.arraycopy(array, 0, copy, 0, length);
        return copy;
    }
}
