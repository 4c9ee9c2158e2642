package dev.millrace.testkit.schedule.weave;

import java.util.Map;
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
            "AbstractExecutorService", "RejectedExecutionHandler", "ThreadPoolExecutor", "ScheduledThreadPoolExecutor",
            "Executors",
            "ExecutorCompletionService", "FutureTask", "Helpers")
            .map(ORIGIN::concat).collect(Collectors.toUnmodifiableSet());

    private static final String OWN = JdkCopies.class.getPackageName().replace('.', '/') + "/";
    private static final String THREAD_RANDOM = internalName(ThreadRandom.class);

    /** Our own, in place of a class of the JDK's that uses what only the JDK may use; woven as if it were a copy. */
    private static final String THREAD_PER_TASK = internalName(ThreadPerTask.class);

    /** What copies use of classes that only the JDK may use. */
    private static final Map<String, String> SUBSTITUTES = Map.of(
            "jdk/internal/vm/SharedThreadContainer", internalName(Substitutes.Container.class),
            "jdk/internal/ref/CleanerFactory", internalName(Substitutes.Cleaners.class),
            ORIGIN + "ThreadPerTaskExecutor", PREFIX + THREAD_PER_TASK,
            ORIGIN + "ThreadLocalRandom", THREAD_RANDOM,
            THREAD_PER_TASK, PREFIX + THREAD_PER_TASK);

    private static final Pattern NAME = Pattern
            .compile("(?<!/)(?:java/util/concurrent/(?:locks/)?|jdk/internal/(?:vm|ref)/|"
                    + OWN + ")\\w+");

    private static String internalName(Class<?> type) {
        return type.getName().replace('.', '/');
    }

    private JdkCopies() {}

    /** What is renamed though nothing is copied. */
    static String renameRandom(String text) {
        return text.replace(ORIGIN + "ThreadLocalRandom", THREAD_RANDOM);
    }

    /** Whether it is what stands for {@link java.util.concurrent.ThreadLocalRandom}. */
    static boolean isThreadRandom(String internalName) {
        return internalName.equals(THREAD_RANDOM);
    }

    /** Renames every copied class in a name, a descriptor or a signature. */
    static String rename(String text) {
        if (!text.contains(ORIGIN) && !text.contains("jdk/internal/") && !text.contains(OWN)) {
            return text;
        }
        return NAME.matcher(text).replaceAll(found -> Matcher.quoteReplacement(renamed(found.group())));
    }

    /** The same, and what a copy keeps in the order of hash codes, as a pool its workers, it keeps in the order of coming. */
    static String renameInCopy(String text) {
        return rename(text).replace("java/util/HashSet", "java/util/LinkedHashSet");
    }

    private static String renamed(String name) {
        return COPIED.contains(name) ? PREFIX + name : SUBSTITUTES.getOrDefault(name, name);
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
