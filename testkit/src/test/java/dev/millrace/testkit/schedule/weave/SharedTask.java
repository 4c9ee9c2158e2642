package dev.millrace.testkit.schedule.weave;

import java.io.Serializable;

/**
 * A lambda that can be made again in the woven world.
 *
 * @param <T> what it returns
 */
@FunctionalInterface
public interface SharedTask<T> extends Serializable {

    /** Does it. */
    T call();
}
