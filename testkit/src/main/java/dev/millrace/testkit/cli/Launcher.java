package dev.millrace.testkit.cli;

import java.util.Optional;

/**
 * Where the executable jar begins. Compiled for Java 17, so that an old Java says in a sentence what it lacks; all else is
 * loaded by name.
 */
public final class Launcher {

    private static final int NEEDED = 25;
    private static final int USAGE = 2;

    private Launcher() {}

    /**
     * Starts the testkit, if this Java can.
     *
     * @param args what the command line says
     * @throws ReflectiveOperationException if the jar is not whole
     */
    public static void main(String[] args) throws ReflectiveOperationException {
        Optional<String> complaint = complaint(Runtime.version().feature(), System.getProperty("java.home"));
        if (complaint.isPresent()) {
            System.err.println(complaint.get());
            System.exit(USAGE);
        }
        Class.forName("dev.millrace.testkit.cli.Testkit").getMethod("main", String[].class).invoke(null, (Object) args);
    }

    static Optional<String> complaint(int version, String home) {
        return version >= NEEDED
                ? Optional.empty()
                : Optional.of(
                        "testkit: java=" + version + " (expected: " + NEEDED + " or newer); this one is in " + home);
    }
}
