package dev.millrace.testkit.schedule.weave;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.UnaryOperator;

/**
 * Renames classes in a class file by changing texts of its constant pool.
 *
 * <p>Everything else refers to the pool by number, so that names, descriptors, signatures and annotations follow, and a
 * string constant that has the form of a name too.
 */
final class ConstantPool {

    private static final int BEFORE_POOL = 8; // the magic number and the version

    private ConstantPool() {}

    static byte[] rename(byte[] classFile, UnaryOperator<String> renaming) {
        var source = new ByteArrayInputStream(classFile);
        var target = new ByteArrayOutputStream(classFile.length + 1024);
        try (var in = new DataInputStream(source); var out = new DataOutputStream(target)) {
            out.write(in.readNBytes(BEFORE_POOL));
            int size = in.readUnsignedShort();
            out.writeShort(size);
            for (int index = 1; index < size; index++) {
                int tag = in.readUnsignedByte();
                out.writeByte(tag);
                if (tag == 1) {
                    out.writeUTF(renaming.apply(in.readUTF()));
                } else {
                    out.write(in.readNBytes(length(tag)));
                }
                if (tag == 5 || tag == 6) { // a long or a double takes two places
                    index++;
                }
            }
            in.transferTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException("weaving: class file=cut off (expected: a whole constant pool)", e);
        }
        return target.toByteArray();
    }

    /** How many bytes follow the tag of an entry that is no text. */
    private static int length(int tag) {
        return switch (tag) {
            case 7, 8, 16, 19, 20 -> 2; // class, string, method type, module, package
            case 15 -> 3; // method handle
            case 3, 4, 9, 10, 11, 12, 17, 18 -> 4; // int, float, members, name and type, dynamic
            case 5, 6 -> 8; // long, double
            default ->
                throw new WeavingException("weaving: tag of a constant=" + tag + " (expected: one of the JVM's)");
        };
    }
}
