package dev.millrace.testkit.schedule.weave;

import java.util.List;

/**
 * What has been woven so far. Classes are woven when they are first used, so ask after a first run.
 *
 * @param packages   each package named, in alphabetical order
 * @param classes    how many classes were woven altogether, with single classes and copies of the JDK's
 * @param yieldSites at how many places of them another thread may run
 */
public record WeavingReport(List<Woven> packages, int classes, int yieldSites) {

    /**
     * A package that was named, with those below it.
     *
     * @param name       the package
     * @param classes    how many of its classes were woven
     * @param yieldSites at how many places of them another thread may run
     */
    public record Woven(String name, int classes, int yieldSites) {}

    /** Keeps a copy. */
    public WeavingReport {
        packages = List.copyOf(packages);
    }

    /**
     * Makes sure that no package was named in vain: a test whose threads cannot be interleaved inside it would pass
     * whatever the code does.
     *
     * @throws WeavingException if a package has no yield site, or if nothing has
     */
    public void requireYieldSites() {
        for (Woven each : packages) {
            if (each.yieldSites == 0) {
                throw new WeavingException("weaving: package=" + each.name + " (expected: at least one yield site); "
                        + (each.classes == 0
                                ? "no class of it was used, check the name"
                                : each.classes
                                        + " of its classes were used and touch no shared memory, do not name it"));
            }
        }
        if (yieldSites == 0) {
            throw new WeavingException("weaving: yield sites=0 (expected: at least one in " + classes
                    + " woven classes); name the packages of the code under test");
        }
    }

    /** For example {@code 12 classes, 345 yield sites (com.acme: 10 classes, 340 yield sites)}. */
    @Override
    public String toString() {
        String all = classes + " classes, " + yieldSites + " yield sites";
        return packages.isEmpty()
                ? all
                : all + packages.stream().map(each -> each.name + ": " + each.classes + " classes, " + each.yieldSites
                        + " yield sites").collect(java.util.stream.Collectors.joining("; ", " (", ")"));
    }
}
