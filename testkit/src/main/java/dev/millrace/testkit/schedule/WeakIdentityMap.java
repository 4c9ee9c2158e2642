package dev.millrace.testkit.schedule;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value beside each object, for as long as the object lives; the value must not refer to it.
 *
 * <p><b>Threads.</b> Any.
 */
final class WeakIdentityMap<V> {

    private final ConcurrentHashMap<Key, V> values = new ConcurrentHashMap<>();
    private final ReferenceQueue<Object> dead = new ReferenceQueue<>();

    /** Equal to a key of the same object, and, when the object is gone, to itself. */
    private static final class Key extends WeakReference<Object> {
        private final int hash;

        Key(Object object, @Nullable ReferenceQueue<Object> queue) {
            super(object, queue);
            hash = System.identityHashCode(object);
        }

        @Override
        public boolean equals(Object other) {
            Object own = get();
            return this == other || (other instanceof Key key && own != null && key.refersTo(own));
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    @Nullable V get(Object object) {
        return values.get(new Key(object, null));
    }

    V computeIfAbsent(Object object, Supplier<V> maker) {
        V known = get(object);
        if (known != null) {
            return known;
        }
        for (Reference<?> gone = dead.poll(); gone != null; gone = dead.poll()) {
            values.remove(gone);
        }
        return values.computeIfAbsent(new Key(object, dead), _ -> maker.get());
    }
}
