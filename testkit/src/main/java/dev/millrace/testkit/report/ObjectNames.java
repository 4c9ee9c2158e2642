package dev.millrace.testkit.report;

import dev.millrace.testkit.history.History;
import dev.millrace.testkit.history.Operation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Names of objects whose class has no {@code toString}: {@code Item@1}, {@code Item@2}, in the order in which a history shows them
 * first. What the JDK gives them is another one in each JVM, and would let a replay look like something else.
 */
public final class ObjectNames {

    /** By what stands in the text; the longest first, since one may begin as another one does. */
    private final Map<String, String> names = new TreeMap<>(
            Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));

    private ObjectNames(History history) {
        IdentityHashMap<Object, Object> known = new IdentityHashMap<>();
        for (Object value : values(history)) {
            if (hasNoText(value) && known.put(value, value) == null) {
                String type = value.getClass().getName();
                names.put(type + "@" + Integer.toHexString(value.hashCode()),
                        type.substring(type.lastIndexOf('.') + 1) + "@" + known.size());
            }
        }
    }

    /** Those of a history's arguments and results, and of what collections among them hold. */
    public static ObjectNames of(History history) {
        return new ObjectNames(history);
    }

    /** The text, with the names in place of the JDK's. */
    public String in(String text) {
        String named = text;
        for (Map.Entry<String, String> name : names.entrySet()) {
            named = named.replace(name.getKey(), name.getValue());
        }
        return named;
    }

    private static List<Object> values(History history) {
        List<Object> values = new ArrayList<>();
        history.operations().stream().sorted(Comparator.comparingLong(Operation::invokedAt))
                .flatMap(call -> Stream.of(call.input(), call.output()))
                .filter(Objects::nonNull)
                .flatMap(ObjectNames::parts).forEach(values::add);
        return values;
    }

    private static Stream<?> parts(@Nullable Object value) {
        return value instanceof Collection<?> all && all.getClass().getName().startsWith("java.util.")
                ? new ArrayList<>(all).stream().filter(Objects::nonNull)
                : Stream.of(value);
    }

    /** Neither it nor its hash code runs code that is not the JDK's. */
    private static boolean hasNoText(Object value) {
        return isInherited(value, "toString") && isInherited(value, "hashCode");
    }

    private static boolean isInherited(Object value, String method) {
        try {
            return value.getClass().getMethod(method).getDeclaringClass() == Object.class;
        } catch (NoSuchMethodException e) {
            throw new AssertionError("every class has it: " + value.getClass(), e);
        }
    }
}
