package dev.millrace.testkit.cli;

import java.io.PrintWriter;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command, with a subcommand for each thing it does. */
@Command(name = "testkit", description = "Finds what is wrong with queues, locks and other objects that threads share.", versionProvider = Testkit.Version.class, exitCodeOnExecutionException = Testkit.FAILED, scope = ScopeType.INHERIT, subcommands = {
        StressCommand.class, CheckCommand.class})
public final class Testkit implements Runnable {

    static final int SOUND = 0;
    static final int VIOLATION = 1;
    static final int USAGE = 2;
    static final int UNDECIDED = 3;
    static final int FAILED = 70;

    @Spec
    private CommandSpec spec;

    @Option(names = {"-h",
            "--help"}, usageHelp = true, scope = ScopeType.INHERIT, description = "Show this help and exit.")
    @SuppressWarnings("UnusedVariable") // picocli looks at it
    private boolean help;

    @Option(names = {"-V", "--version"}, versionHelp = true, description = "Show the version and exit.")
    @SuppressWarnings("UnusedVariable")
    private boolean version;

    private Testkit() {}

    /**
     * Runs a subcommand and exits with its code. If the class under test ends the JVM before, the code is {@link #FAILED}.
     *
     * @param args the subcommand and its arguments
     */
    public static void main(String... args) {
        EarlyExit exit = EarlyExit.watch();
        int code = commandLine().execute(args);
        exit.commandIsOver();
        System.exit(code);
    }

    /**
     * The command, ready to be executed.
     *
     * @return a new one
     */
    static CommandLine commandLine() {
        return new CommandLine(new Testkit())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(100)
                .setParameterExceptionHandler(Testkit::explain)
                .setExecutionExceptionHandler(Testkit::apologise);
    }

    /** Says what is wrong with an option, and where there is more to read. */
    private static int explain(ParameterException wrong, String[] args) {
        CommandSpec command = wrong.getCommandLine().getCommandSpec();
        PrintWriter err = wrong.getCommandLine().getErr();
        err.println(wrong.getMessage());
        UnmatchedArgumentException.printSuggestions(wrong, err);
        err.println("For more, see: " + command.qualifiedName() + " --help");
        return command.exitCodeOnInvalidInput();
    }

    /** Says that it is not the user's fault. */
    private static int apologise(Exception thrown, CommandLine command, ParseResult parsed) {
        StackTraceElement[] frames = thrown.getStackTrace();
        command.getErr().println(command.getCommandName() + ": failed with " + thrown
                + (frames.length == 0 ? "" : ", at " + frames[0]));
        return command.getCommandSpec().exitCodeOnExecutionException();
    }

    @Override
    public void run() {
        String names = String.join(", ", spec.subcommands().keySet());
        throw new ParameterException(spec.commandLine(), "testkit: subcommand=none (expected: one of " + names + ")");
    }

    /** The version that the manifest of the jar names. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String named = Testkit.class.getPackage().getImplementationVersion();
            return new String[] {"testkit " + Objects.requireNonNullElse(named, "(not from a jar)"),
                    "Java " + Runtime.version()};
        }
    }
}
