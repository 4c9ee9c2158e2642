package dev.millrace.testkit.kill;

import dev.millrace.testkit.history.Operation.Thrown;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** How a name or a value lies in the log: one byte for its kind, one for its length, and then the bytes. */
final class LoggedValue {
    static final int BYTES = 48;
    static final int LONGEST = BYTES - 2;
    private static final byte NULL = 0;
    private static final byte BOOLEAN = 1;
    private static final byte INTEGER = 2;
    private static final byte LONG = 3;
    private static final byte STRING = 4;
    private static final byte THROWN = 5;

    private LoggedValue() {}

    /** Whether this can be a name or a value. */
    static boolean fits(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length <= LONGEST;
    }

    static void write(MemorySegment memory, long offset, @Nullable Object value) {
        switch (value) {
            case null -> writeBytes(memory, offset, NULL, "");
            case Boolean truth -> writeBytes(memory, offset, BOOLEAN, truth.toString());
            case Integer number -> writeBytes(memory, offset, INTEGER, number.toString());
            case Long number -> writeBytes(memory, offset, LONG, number.toString());
            case String text -> writeBytes(memory, offset, STRING, text);
            default -> throw new IllegalArgumentException("operation log: type=" + value.getClass().getName()
                    + " (expected: null, Boolean, Integer, Long or String)");
        }
    }

    /** Writes the end of the name of the class, if it is long: a history compares it by its type only. */
    static void writeThrown(MemorySegment memory, long offset, Throwable thrown) {
        String name = thrown.getClass().getName();
        writeBytes(memory, offset, THROWN, name.length() <= LONGEST ? name : Exception.class.getName());
    }

    static @Nullable Object read(MemorySegment memory, long offset) {
        byte kind = memory.get(ValueLayout.JAVA_BYTE, offset);
        byte[] bytes = new byte[memory.get(ValueLayout.JAVA_BYTE, offset + 1)];
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, offset + 2, bytes, 0, bytes.length);
        String text = new String(bytes, StandardCharsets.UTF_8);
        return switch (kind) {
            case NULL -> null;
            case BOOLEAN -> Boolean.valueOf(text);
            case INTEGER -> Integer.valueOf(text);
            case LONG -> Long.valueOf(text);
            case STRING -> text;
            case THROWN -> thrown(text);
            default -> throw new AssertionError("operation log: kind=" + kind + " (expected: 0 to 5)");
        };
    }

    private static Thrown thrown(String className) {
        try {
            return new Thrown(Class.forName(className).asSubclass(Throwable.class));
        } catch (ClassNotFoundException e) {
            return new Thrown(Exception.class);
        }
    }

    private static void writeBytes(MemorySegment memory, long offset, byte kind, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LONGEST) {
            throw new IllegalArgumentException("operation log: value of " + bytes.length + " bytes (expected: <= "
                    + LONGEST + "); log a number or a short name instead");
        }
        memory.set(ValueLayout.JAVA_BYTE, offset, kind);
        memory.set(ValueLayout.JAVA_BYTE, offset + 1, (byte) bytes.length);
        MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, offset + 2, bytes.length);
    }
}
