package dev.millrace.core.internal;

/** What keeps the fields of a subclass off the cache lines of whatever lies before its object. */
abstract class PaddingBefore {
    long b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14;

    /** Fills the hole behind the object's header, or the virtual machine puts the first small field of a subclass there. */
    int b15;
}
