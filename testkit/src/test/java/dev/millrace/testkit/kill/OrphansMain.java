package dev.millrace.testkit.kill;

import java.time.Duration;
import java.util.stream.Collectors;

/** A parent that prints the ids of all its processes in the middle of a round, one child stopped, and never goes on. */
public final class OrphansMain {
    private OrphansMain() {}

    /** Runs until it is killed. */
    public static void main(String[] args) throws InterruptedException {
        KillPlan.named("orphans").file(8).children(2, "counter", Tasks.Counter.class, "1000000").operations(1_000_000)
                .strike(Strike.stop("counter-0").at("after", 10)).patience(Duration.ofMinutes(1))
                .recover((memory, struck) -> {
                    System.out.println(ProcessHandle.current().descendants().map(each -> String.valueOf(each.pid()))
                            .collect(Collectors.joining(" ")));
                    Waiting.until(() -> false, Duration.ofMinutes(1));
                }).expect(aftermath -> null).run();
    }
}
