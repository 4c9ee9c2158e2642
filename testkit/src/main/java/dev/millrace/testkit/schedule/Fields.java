package dev.millrace.testkit.schedule;

import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.invoke.VarHandle;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of fields, so that an instruction and a handle that mean the same field mean the same place.
 *
 * <p><b>Threads.</b> Any.
 */
final class Fields {

    /** Of a handle that is not one of a field, or of which nobody knows. */
    static final int UNKNOWN = 0;

    private static final ConcurrentHashMap<String, Integer> NUMBERS = new ConcurrentHashMap<>();
    private static final AtomicInteger LAST = new AtomicInteger(UNKNOWN);
    private static final WeakIdentityMap<Integer> OF_HANDLES = new WeakIdentityMap<>();

    private Fields() {}

    /** From 1; {@code declaring} is the binary name of its class. */
    static int number(String declaring, String name) {
        return NUMBERS.computeIfAbsent(declaring + "." + name, _ -> LAST.incrementAndGet());
    }

    static int of(VarHandle handle) {
        return OF_HANDLES.computeIfAbsent(handle, () -> find(handle));
    }

    private static int find(VarHandle handle) {
        try {
            Optional<VarHandle.VarHandleDesc> found = handle.describeConstable();
            if (found.isEmpty()) {
                return UNKNOWN;
            }
            VarHandle.VarHandleDesc described = found.get();
            ConstantDesc[] arguments = described.bootstrapArgs();
            String name = described.constantName();
            if (!handle.coordinateTypes().isEmpty()) {
                Class<?> declaring = declaring(handle.coordinateTypes().get(0), name);
                return declaring == null ? UNKNOWN : number(declaring.getName(), name);
            }
            return arguments.length > 0 && arguments[0] instanceof ClassDesc declaring
                    ? number(binaryName(declaring), name)
                    : UNKNOWN;
        } catch (InternalError e) { // the JDK does not find the field that a subclass has inherited
            return UNKNOWN;
        }
    }

    private static @Nullable Class<?> declaring(Class<?> receiver, String name) {
        for (Class<?> type = receiver; type != null; type = type.getSuperclass()) {
            for (var field : type.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    return type;
                }
            }
        }
        return null;
    }

    private static String binaryName(ClassDesc type) {
        String descriptor = type.descriptorString();
        return descriptor.substring(1, descriptor.length() - 1).replace('/', '.');
    }
}
