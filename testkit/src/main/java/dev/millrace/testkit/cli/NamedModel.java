package dev.millrace.testkit.cli;

import dev.millrace.testkit.history.Model;
import dev.millrace.testkit.history.Models;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A model as the command line names it.
 *
 * @param text  what the command line says
 * @param model the model
 */
record NamedModel(String text, Model<?> model) {

    /** What makes a model of the number after the colon, which may be missing. */
    private record Kind(boolean takesNumber, Function<@Nullable Long, Model<?>> maker) {}

    private static final Map<String, Kind> KINDS = kinds();

    private static Map<String, Kind> kinds() {
        Map<String, Kind> kinds = new LinkedHashMap<>();
        kinds.put("register", new Kind(true, Models::register));
        kinds.put("kv", new Kind(false, _ -> Models.keyValue()));
        kinds.put("map", new Kind(false, _ -> Models.map()));
        kinds.put("queue", new Kind(true,
                capacity -> capacity == null ? Models.fifoQueue() : Models.fifoQueue(Math.toIntExact(capacity))));
        kinds.put("stack", new Kind(false, _ -> Models.stack()));
        kinds.put("set", new Kind(false, _ -> Models.set()));
        kinds.put("counter", new Kind(true, start -> Models.counter(start == null ? 0 : start)));
        kinds.put("mutex", new Kind(false, _ -> Models.mutex()));
        kinds.put("lock", new Kind(false, _ -> Models.reentrantLock()));
        kinds.put("semaphore", new Kind(true,
                permits -> Models.semaphore(permits == null ? 1 : Math.toIntExact(permits))));
        kinds.put("event", new Kind(false, _ -> Models.event()));
        kinds.put("latch", new Kind(true, count -> Models.latch(count == null ? 1 : count)));
        return kinds;
    }

    static NamedModel parse(String text) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        Kind kind = KINDS.get(name);
        if (kind == null) {
            throw new TypeConversionException(
                    "model=" + name + " (expected: one of " + String.join(", ", KINDS.keySet())
                            + ")");
        }
        if (colon >= 0 && !kind.takesNumber()) {
            throw new TypeConversionException("model=" + text + " (expected: " + name + " without a number)");
        }
        try {
            return new NamedModel(text, kind.maker().apply(colon < 0 ? null : Long.valueOf(text.substring(colon + 1))));
        } catch (NumberFormatException | ArithmeticException e) {
            throw new TypeConversionException("model=" + text + " (expected: a whole number after the colon)");
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public String toString() {
        return text;
    }

    /** For picocli. */
    static final class Converter implements ITypeConverter<NamedModel> {
        @Override
        public NamedModel convert(String value) {
            return parse(value);
        }
    }

    /** For the help. */
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return KINDS.keySet().iterator();
        }
    }
}
