package dev.millrace.testkit.readme;

import dev.millrace.testkit.kill.ChildContext;
import dev.millrace.testkit.kill.ChildTask;

/** What a child JVM of the README's example does. */
public final class Producer implements ChildTask {

    /** For the child JVM. */
    public Producer() {}

    @Override
    public void run(ChildContext child) throws Exception {
        SharedLog log = new SharedLog(child.memory());
        for (long i = 1; i <= 200; i++) {
            long value = child.lane() * 1_000L + i;
            child.operation("offer", value, () -> log.offer(value));
        }
    }
}
