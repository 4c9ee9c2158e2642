package dev.millrace.sync;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

/**
 * A wait of one thread, in the flight recorder, if it is long. It is begun by those only who could not go on at once, and costs
 * them nothing that can be measured while no recording wants it.
 */
@Name("dev.millrace.sync.Wait")
@Label("Wait")
@Category({"Millrace", "Sync"})
@Description("A thread waited at a lock, semaphore, condition, event, latch or barrier")
@Threshold("20 ms")
@SuppressWarnings("UnusedVariable") // the recorder reads the fields
final class WaitEvent extends Event {

    @Label("Kind")
    @Description("What it waited at")
    private String kind = "";

    @Label("Name")
    @Description("What that goes by, if it is watched")
    private @Nullable String name;

    @Label("Goal")
    @Description("What it waited for")
    private String goal = "";

    @Label("Holder")
    @Description("Who held it when the wait began, as far as that is known")
    private @Nullable Thread holder;

    @Label("Granted")
    @Description("Whether it got what it waited for; else it was late, interrupted, or what it waited at broke")
    private boolean granted;

    private WaitEvent() {}

    /** Begins the wait of the calling thread; null if no recording wants to know. */
    static @Nullable WaitEvent begin(Watchable at, String goal) {
        WaitEvent event = new WaitEvent();
        if (!event.isEnabled()) {
            return null;
        }
        event.kind = at.kind();
        event.name = at.name();
        event.goal = goal;
        event.holder = at.holder(); // one of them, however many there are: this is on the way of each wait
        event.begin();
        return event;
    }

    static void end(@Nullable WaitEvent event, boolean granted) {
        if (event != null) {
            event.granted = granted;
            event.commit();
        }
    }
}
