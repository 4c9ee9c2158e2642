package dev.millrace.testkit.kill;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * An order to run a task, as a parent gives it to a child JVM.
 *
 * @param task  the name of its class
 * @param name  the name of the child
 * @param lane  the number of the child
 * @param file  the file under test
 * @param bytes how long that is
 */
record Order(String task, String name, int lane, String file, long bytes, List<String> arguments) {

    void write(DataOutputStream out) throws IOException {
        writeText(out, task);
        writeText(out, name);
        out.writeInt(lane);
        writeText(out, file);
        out.writeLong(bytes);
        out.writeInt(arguments.size());
        for (String argument : arguments) {
            writeText(out, argument);
        }
        out.flush();
    }

    static Order read(DataInputStream in) throws IOException {
        return new Order(readText(in), readText(in), in.readInt(), readText(in), in.readLong(), readArguments(in));
    }

    private static List<String> readArguments(DataInputStream in) throws IOException {
        int count = in.readInt();
        List<String> arguments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            arguments.add(readText(in));
        }
        return List.copyOf(arguments);
    }

    /** Of any length and any letters, which {@code writeUTF} is not. */
    private static void writeText(DataOutputStream out, String text) throws IOException {
        out.writeInt(text.length());
        out.writeChars(text);
    }

    private static String readText(DataInputStream in) throws IOException {
        char[] text = new char[in.readInt()];
        for (int i = 0; i < text.length; i++) {
            text[i] = in.readChar();
        }
        return new String(text);
    }
}
