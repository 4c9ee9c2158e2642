package dev.millrace.testkit;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Says at the end of the JVM that there was a line to replay, and that no check that ran had its name. Only then is it known;
 * and a check cannot fail for it, since the line may be for one that runs later, or in the next module of the build.
 */
final class Unreplayed implements Runnable {

    private static final int MOST_NAMES = 20;
    private static final Unreplayed IN_THIS_JVM = new Unreplayed();

    private final Set<String> names = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean begun = new AtomicBoolean();

    private Unreplayed() {}

    /** A check of this name runs while there is a line to replay. */
    static void check(String name) {
        IN_THIS_JVM.names.add(name);
        if (IN_THIS_JVM.begun.compareAndSet(false, true)) {
            Runtime.getRuntime().addShutdownHook(new Thread(IN_THIS_JVM, "unreplayed"));
        }
    }

    /** To the file descriptor: by now, a test's runner may have put away what it had put in the place of System.err. */
    @Override
    @SuppressWarnings("resource") // the descriptor stays open
    public void run() {
        notice(System.getProperty(Failure.REPLAY), names).ifPresent(
                notice -> new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8)
                        .println(notice));
    }

    /** What there is to say about this line when checks of these names ran. */
    static Optional<String> notice(@Nullable String line, Set<String> names) {
        if (line == null || names.contains(line.substring(0, Math.max(0, line.indexOf(';'))))) {
            return Optional.empty();
        }
        String some = names.stream().sorted().limit(MOST_NAMES).collect(Collectors.joining(", "));
        String more = names.size() > MOST_NAMES ? " and " + (names.size() - MOST_NAMES) + " more" : "";
        return Optional
                .of("replay: nothing was replayed: line=" + line + " (expected: the name of a check that ran here: "
                        + some + more + ")");
    }
}
