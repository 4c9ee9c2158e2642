package dev.millrace.testkit.schedule.weave;

import java.lang.classfile.ClassModel;
import java.lang.constant.ClassDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What the methods of a class share while they are woven. */
final class WovenClass {

    /** Calls into it get their points at the caller, where the trace says more. */
    private static final String CALLER_YIELDS = "org/agrona/UnsafeApi";

    private final ClassModel model;
    private final Hierarchy hierarchy;
    private final Sites sites;
    private final Predicate<String> weaves;
    private final List<Bridge> bridges = new ArrayList<>();
    private int yieldSites;

    WovenClass(ClassModel model, Hierarchy hierarchy, Sites sites, Predicate<String> weaves) {
        this.model = model;
        this.hierarchy = hierarchy;
        this.sites = sites;
        this.weaves = weaves;
    }

    Hierarchy hierarchy() {
        return hierarchy;
    }

    ClassDesc type() {
        return model.thisClass().asSymbol();
    }

    String internalName() {
        return model.thisClass().asInternalName();
    }

    String superName() {
        return model.superclass().orElseThrow().asInternalName();
    }

    boolean isInterface() {
        return model.flags().has(java.lang.reflect.AccessFlag.INTERFACE);
    }

    boolean hasPoints() {
        return !internalName().equals(CALLER_YIELDS);
    }

    /** Whether a call reaches code that is not woven, and of which nobody knows what it does. {@code owner} declares the method. */
    boolean isOutside(String owner, String name) {
        return !HarmlessCall.is(owner, name) && !weaves(owner);
    }

    boolean weaves(String internalName) {
        return weaves.test(internalName.replace('/', '.'));
    }

    /** Numbers a place. */
    int point(String method, int line, String access) {
        yieldSites++;
        return sites.add(new Site(internalName().replace('/', '.'), method, line, access));
    }

    /** Counts a replaced call at which another thread may run. */
    void countYield() {
        yieldSites++;
    }

    int yieldSites() {
        return yieldSites;
    }

    /** A method of this class for a method reference; what is replaced has its point in what replaces it. */
    Bridge bridge(String method, int line, Bridge.Target target, @Nullable Replacement replacement) {
        int site = replacement == null ? point(method, line, "call " + target.label()) : 0;
        var bridge = new Bridge("woven$" + bridges.size(), target, replacement, isInterface(), type(), site);
        bridges.add(bridge);
        return bridge;
    }

    List<Bridge> bridges() {
        return bridges;
    }
}
