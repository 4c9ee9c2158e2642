package dev.millrace.testkit.schedule.weave;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The classes of {@code java.util.concurrent} that can be copied under another name, so that their inside is woven too.
 *
 * <p>Interfaces, exceptions, atomics, {@code TimeUnit} and {@code LockSupport} stay the JDK's: a copy of a queue is still a
 * {@link java.util.concurrent.BlockingQueue}.
 */
final class JdkCopies {

    /** Before the name of a copy. */
    static final String PREFIX = "dev/millrace/woven/";

    private static final String ORIGIN = "java/util/concurrent/";

    /** With each goes what it nests. */
    private static final Set<String> COPIED = Stream.of(
            "locks/AbstractOwnableSynchronizer", "locks/AbstractQueuedLongSynchronizer",
            "locks/AbstractQueuedSynchronizer", "locks/ReentrantLock", "locks/ReentrantReadWriteLock",
            "locks/StampedLock", "Semaphore", "CountDownLatch", "CyclicBarrier", "Exchanger", "Phaser",
            "ArrayBlockingQueue", "LinkedBlockingQueue", "LinkedBlockingDeque", "ConcurrentLinkedQueue",
            "ConcurrentLinkedDeque", "SynchronousQueue", "LinkedTransferQueue", "PriorityBlockingQueue", "DelayQueue",
            "FutureTask", "Helpers")
            .map(ORIGIN::concat).collect(Collectors.toUnmodifiableSet());

    private static final Pattern NAME = Pattern.compile("(?<!/)java/util/concurrent/(?:locks/)?\\w+");

    private JdkCopies() {}

    /** Renames every copied class in a name, a descriptor or a signature. */
    static String rename(String text) {
        if (!text.contains(ORIGIN)) {
            return text;
        }
        return NAME.matcher(text).replaceAll(
                found -> Matcher
                        .quoteReplacement(COPIED.contains(found.group()) ? PREFIX + found.group() : found.group()));
    }

    static boolean isCopy(String internalName) {
        return internalName.startsWith(PREFIX);
    }

    /** The class that a copy was made of. */
    static String original(String internalName) {
        return internalName.substring(PREFIX.length());
    }

    /** The binary names of the copied top-level classes, sorted. */
    static Set<String> names() {
        return COPIED.stream().map(name -> name.replace('/', '.')).collect(Collectors.toCollection(TreeSet::new));
    }
}
