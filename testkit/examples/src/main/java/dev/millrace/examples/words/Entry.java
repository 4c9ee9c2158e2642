package dev.millrace.examples.words;

import java.nio.file.Path;

/** What the walk finds: a file to read, or a name that is not read and why. */
sealed interface Entry permits Entry.Found, Fate {

    /**
     * A file to read.
     *
     * @param path where it is
     * @param size its size in bytes when it was found
     */
    record Found(Path path, long size) implements Entry {}
}
