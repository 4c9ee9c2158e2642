package dev.millrace.testkit.mutants;

import java.io.Serializable;
import java.util.function.Supplier;

/**
 * Makes what is tested, in the woven world as well. It is public, since both worlds use it.
 *
 * @param <T> what it makes
 */
@FunctionalInterface
public interface Maker<T> extends Supplier<T>, Serializable {}
