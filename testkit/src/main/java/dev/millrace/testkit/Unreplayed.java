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
 * Says at the end of the JVM that a property had a line to replay, and that no check that ran had its name. Only then is it
 * known; and a check cannot fail for it, since the line may be for one that runs later, or in the next module of the build.
 *
 * <p><b>Threads.</b> For all.
 */
public final class Unreplayed {

    private static final int MOST_NAMES = 20;

    private final String property;
    private final char separator;
    private final Set<String> names = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean begun = new AtomicBoolean();

    /**
     * For the lines of a property.
     *
     * @param separator what ends the name, with which a line begins
     */
    public Unreplayed(String property, char separator) {
        this.property = property;
        this.separator = separator;
    }

    /** A check of this name runs while there is a line to replay. */
    public void check(String name) {
        names.add(name);
        if (begun.compareAndSet(false, true)) {
            Runtime.getRuntime().addShutdownHook(new Thread(this::say, "unreplayed"));
        }
    }

    /** To the file descriptor: by now, a test's runner may have put away what it had put in the place of System.err. */
    @SuppressWarnings("resource") // the descriptor stays open
    private void say() {
        notice(System.getProperty(property)).ifPresent(
                notice -> new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8)
                        .println(notice));
    }

    /** What there is to say about this line when the checks that are noted ran. */
    Optional<String> notice(@Nullable String line) {
        if (line == null || names.contains(line.substring(0, Math.max(0, line.indexOf(separator))))) {
            return Optional.empty();
        }
        String some = names.stream().sorted().limit(MOST_NAMES).collect(Collectors.joining(", "));
        String more = names.size() > MOST_NAMES ? " and " + (names.size() - MOST_NAMES) + " more" : "";
        return Optional
                .of("replay: nothing was replayed: line=" + line + " (expected: the name of a check that ran here: "
                        + some + more + ")");
    }
}
