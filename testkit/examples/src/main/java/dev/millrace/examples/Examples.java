package dev.millrace.examples;

import dev.millrace.examples.words.MakeText;
import dev.millrace.examples.words.Words;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command with all examples, each a subcommand of its own. */
@Command(name = "examples", description = "Programs that show Millrace at work.", exitCodeOnExecutionException = 70, scope = ScopeType.INHERIT, subcommands = {
        Words.class, MakeText.class})
public final class Examples implements Runnable {

    @Spec
    private CommandSpec spec;

    @Option(names = {"-h",
            "--help"}, usageHelp = true, scope = ScopeType.INHERIT, description = "Show this help and exit.")
    @SuppressWarnings("UnusedVariable") // picocli looks at it
    private boolean help;

    private Examples() {}

    /**
     * Runs an example and exits with its code.
     *
     * @param args the subcommand and its arguments
     */
    public static void main(String... args) {
        System.exit(commandLine().execute(args));
    }

    /**
     * The command, ready to be executed.
     *
     * @return a new one
     */
    public static CommandLine commandLine() {
        return new CommandLine(new Examples())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Examples::explain);
    }

    /** Says what is wrong with an option, and where there is more to read. */
    private static int explain(ParameterException wrong, String[] args) {
        CommandSpec command = wrong.getCommandLine().getCommandSpec();
        PrintWriter err = wrong.getCommandLine().getErr();
        err.println(wrong.getMessage());
        err.println("For more, see: " + command.qualifiedName() + " --help");
        return command.exitCodeOnInvalidInput();
    }

    @Override
    public void run() {
        String names = String.join(", ", spec.subcommands().keySet());
        throw new ParameterException(spec.commandLine(), "examples: subcommand=none (expected: one of " + names + ")");
    }
}
