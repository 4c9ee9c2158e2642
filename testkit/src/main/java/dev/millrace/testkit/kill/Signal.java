package dev.millrace.testkit.kill;

/** What hits a child. */
public enum Signal {
    /** SIGKILL: the process is gone, between two instructions, and cleans up nothing. */
    KILL,
    /**
     * SIGSTOP: the process stands still as if its machine were busy elsewhere, through recovery and the pause of the strike,
     * and goes on with SIGCONT as if nothing had happened. Whoever takes it for dead is wrong.
     */
    STOP
}
