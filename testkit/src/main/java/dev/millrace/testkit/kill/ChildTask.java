package dev.millrace.testkit.kill;

/**
 * What a child JVM does on the shared file.
 *
 * <p>The child knows its task by the name of the class only: it is public, has a public constructor without parameters, and
 * is no lambda and no inner class. What it needs comes as {@linkplain ChildContext#arguments() arguments}.
 *
 * <p><b>Threads.</b> It runs on the main thread of its JVM, alone there. A JVM whose task has ended runs another task in a
 * later round, so a task leaves nothing behind in static fields, unless the plan asks for
 * {@linkplain KillPlan#freshJvms() fresh JVMs}.
 *
 * <p><b>Errors.</b> A task that throws, or that ends its JVM, fails the round; the stack trace is in the report.
 */
@FunctionalInterface
public interface ChildTask {

    /**
     * Works on the shared file until the work is done, or until {@link ChildContext#isStopping()}.
     *
     * @param context the file, the log of operations, and where to be killed
     */
    void run(ChildContext context) throws Exception;
}
