package dev.millrace.core.internal;

import org.jspecify.annotations.Nullable;

/**
 * A doubly linked list whose elements are its nodes: first in, first out, and anybody may step out of the middle at once.
 *
 * <p><b>Threads.</b> For one thread at a time; whoever owns the line guards it, with the places in it, by a lock.
 *
 * @param <P> what stands in line
 */
public final class Line<P extends Line.Place<P>> {

    private @Nullable P first;
    private @Nullable P last;
    private int size;

    /** An empty line. */
    public Line() {}

    /** The one who has stood in line for the longest time, or null if there is none. */
    public @Nullable P first() {
        return first;
    }

    /** The one who stands behind another, or null if there is none. */
    public @Nullable P after(P place) {
        return place.next;
    }

    public int size() {
        return size;
    }

    /** Puts a place that stands in no line at the end of this one. */
    public void addLast(P place) {
        P before = last;
        place.previous = before;
        place.inLine = true;
        if (before == null) {
            first = place;
        } else {
            before.next = place;
        }
        last = place;
        size++;
    }

    /** Takes out the first, or returns null if there is none. */
    public @Nullable P removeFirst() {
        P place = first;
        if (place != null) {
            remove(place);
        }
        return place;
    }

    /**
     * Takes out a place of this line.
     *
     * @return false if it was not in line any more
     */
    public boolean remove(P place) {
        if (!place.inLine) {
            return false;
        }
        P before = place.previous;
        P after = place.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
        place.previous = null;
        place.next = null;
        place.inLine = false;
        size--;
        return true;
    }

    /**
     * A place in a line.
     *
     * @param <P> the class that extends this one
     */
    public abstract static class Place<P extends Place<P>> {
        @Nullable P previous;
        @Nullable P next;
        boolean inLine;

        /** A place that stands in no line yet. */
        protected Place() {}
    }
}
