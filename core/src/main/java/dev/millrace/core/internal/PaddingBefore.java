package dev.millrace.core.internal;

/** What keeps the fields of a subclass off the cache lines of whatever lies before its object. */
abstract class PaddingBefore {
    long b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14;
}
