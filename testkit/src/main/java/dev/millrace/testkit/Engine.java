package dev.millrace.testkit;

/** How a test is run. */
public enum Engine {
    /** On real threads that run side by side, with random delays: the real memory, the real compiler. */
    STRESS,
    /**
     * One step of one thread at a time, in an order that is chosen, searched and can be replayed. It sees what is sequentially
     * consistent, and needs {@code --add-opens java.base/java.lang=ALL-UNNAMED}.
     */
    CONTROLLED
}
