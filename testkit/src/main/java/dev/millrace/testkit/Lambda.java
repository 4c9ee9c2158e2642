package dev.millrace.testkit;

import dev.millrace.testkit.schedule.weave.WeavingLoader;
import dev.millrace.testkit.spec.Description;
import dev.millrace.testkit.spec.Plan;
import dev.millrace.testkit.spec.PlanSource;
import java.util.function.Supplier;

/** A description that is written as a lambda, where the check is made. */
record Lambda<D extends PlanSource>(Supplier<D> spec, Description<D> description) implements Origin {

    /** The class in which the lambda is written; lambdas of one class are told apart by {@link Check#named}. */
    @Override
    public String name() {
        String type = description.getClass().getName();
        int end = type.indexOf("$$Lambda");
        return end < 0 ? type : type.substring(0, end);
    }

    @Override
    public ClassLoader loader() {
        return description.getClass().getClassLoader();
    }

    @Override
    public Plan<?> plain() {
        return filledIn(description);
    }

    @Override
    public Plan<?> woven(WeavingLoader loader) {
        return filledIn(loader.woven(description));
    }

    private Plan<?> filledIn(Description<D> filler) {
        D filled = spec.get();
        filler.describe(filled);
        return filled.plan();
    }
}
