package dev.millrace.testkit.stress;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks a queue about itself while nobody else is at it: then {@code size}, {@code isEmpty} and {@code peek} must agree with
 * what comes out, and {@code drainTo} must move everything in its order. A method that throws
 * {@link UnsupportedOperationException} is not asked; if all three do, nothing is.
 */
final class Quiet {

    private static final int MOST = 16;

    private Quiet() {}

    /**
     * What a queue says of itself.
     *
     * @param size   null if it does not say
     * @param empty  null if it does not say
     * @param peeks  whether it shows its head
     * @param peeked its head, null if there is none
     */
    record Told(@Nullable Integer size, @Nullable Boolean empty, boolean peeks, @Nullable Object peeked) {

        static Told by(StressedQueue queue) {
            Integer size = unlessUnsupported(queue::size);
            Boolean empty = unlessUnsupported(queue::isEmpty);
            try {
                return new Told(size, empty, true, queue.peek());
            } catch (UnsupportedOperationException e) {
                return new Told(size, empty, false, null);
            }
        }

        /** Whether there is nothing to ask. */
        boolean isSilent() {
            return size == null && empty == null && !peeks;
        }

        private static <T> @Nullable T unlessUnsupported(Supplier<T> call) {
            try {
                return call.get();
            } catch (UnsupportedOperationException e) {
                return null;
            }
        }

        /** Complains unless these elements, in this order, are what came out then. */
        void requireTrueOf(List<Object> came, QueueOrder order) {
            String truth = ", though " + came.size() + (came.size() == 1 ? " element was" : " elements were")
                    + " in it";
            if (size != null && size != came.size()) {
                throw new Strange("size() = " + size + truth);
            }
            if (empty != null && empty != came.isEmpty()) {
                throw new Strange("isEmpty() = " + empty + truth);
            }
            if (peeks && !isHead(came, order)) {
                throw new Strange("peek() = " + peeked + truth
                        + (came.isEmpty() ? "" : ", and " + came.getFirst() + " came out first"));
            }
        }

        private boolean isHead(List<Object> came, QueueOrder order) {
            if (came.isEmpty() || peeked == null) {
                return came.isEmpty() && peeked == null;
            }
            return order == QueueOrder.NONE ? came.contains(peeked) : came.getFirst().equals(peeked);
        }
    }

    /** Puts some elements into an empty queue, asks it, and moves them out. */
    static void ask(StressedQueue queue, QueueOrder order) {
        List<Object> in = new ArrayList<>();
        for (Object element = next(in); in.size() < MOST && queue.offer(element); element = next(in)) {
            in.add(element);
        }
        Told told = Told.by(queue);
        List<Object> out = new ArrayList<>();
        try {
            drain(queue, out, in.size() / 2, in.size() / 2);
            drain(queue, out, Integer.MAX_VALUE, in.size() - in.size() / 2);
        } catch (UnsupportedOperationException e) {
            for (Object element = queue.poll(); element != null && out.size() < in.size(); element = queue.poll()) {
                out.add(element);
            }
        }
        boolean same = order == QueueOrder.NONE
                ? out.size() == in.size() && new HashSet<>(out).equals(new HashSet<>(in))
                : out.equals(in);
        if (!same) {
            throw new Strange("drainTo or poll moved " + out + " (expected: " + in + ")");
        }
        told.requireTrueOf(out, order);
        Told.by(queue).requireTrueOf(List.of(), order);
        Strange.requireNoInterrupt();
    }

    private static Object next(List<Object> in) {
        return new Element(QueueStress.MOST_ELEMENTS + in.size() + 1L);
    }

    private static void drain(StressedQueue queue, List<Object> out, int most, int expected) {
        int before = out.size();
        int said = queue.drainTo(out, most);
        int moved = out.size() - before;
        if (said != moved || moved != expected) {
            throw new Strange("drainTo(sink" + (most == Integer.MAX_VALUE ? "" : ", " + most) + ") = " + said
                    + ", and moved " + moved + " elements (expected: " + expected + ")");
        }
    }
}
