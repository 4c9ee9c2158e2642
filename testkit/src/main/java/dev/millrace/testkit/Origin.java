package dev.millrace.testkit;

import dev.millrace.testkit.schedule.weave.WeavingLoader;
import dev.millrace.testkit.spec.Plan;

/** Where a plan comes from: the same description, read as it is, or in a world in which its classes are woven. */
public interface Origin {

    /** The name of the check, in reports and in the line that replays a failure; the same in each run. */
    String name();

    /** The loader whose classes the description is made of. */
    ClassLoader loader();

    /** The plan. */
    Plan<?> plain();

    /** The same plan, made of woven classes. */
    Plan<?> woven(WeavingLoader loader);
}
