package dev.millrace.testkit.kill;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The context of a task, which writes its log to a {@link Desk}. */
final class LoggedContext implements ChildContext {
    private static final long WAIT_NANOS = 50_000;

    private final String name;
    private final int lane;
    private final List<String> arguments;
    private final MemorySegment memory;
    private final Desk desk;
    private int visits;

    LoggedContext(String name, int lane, List<String> arguments, MemorySegment memory, Desk desk) {
        this.name = name;
        this.lane = lane;
        this.arguments = arguments;
        this.memory = memory;
        this.desk = desk;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int lane() {
        return lane;
    }

    @Override
    public List<String> arguments() {
        return arguments;
    }

    @Override
    public MemorySegment memory() {
        return memory;
    }

    @Override
    public <T extends @Nullable Object> T operation(String operation, @Nullable Object input, Callable<T> call)
            throws Exception {
        return call(operation, input, call, false);
    }

    @Override
    public <T extends @Nullable Object> T attempt(String operation, @Nullable Object input, Callable<T> call)
            throws Exception {
        return call(operation, input, call, true);
    }

    private <T extends @Nullable Object> T call(String operation, @Nullable Object input, Callable<T> call,
            boolean mayFail) throws Exception {
        if (desk.isAtGate()) {
            waitForStrike();
        }
        int entry = desk.begin(operation, input);
        T output;
        try {
            output = call.call();
        } catch (Throwable e) {
            desk.endThrown(entry, e);
            throw e;
        }
        while (desk.isHeld(entry, operation)) {
            LockSupport.parkNanos(WAIT_NANOS);
        }
        if (mayFail && (output == null || output.equals(false))) {
            desk.withdraw(entry);
        } else {
            desk.end(entry, output);
        }
        return output;
    }

    @Override
    public void point(String point) {
        int visit = desk.armed();
        if (visit != 0 && desk.armedPoint().equals(point) && ++visits == visit) {
            waitForStrike();
        }
    }

    private void waitForStrike() {
        desk.arrive();
        while (desk.armed() != 0) {
            LockSupport.parkNanos(WAIT_NANOS);
        }
    }

    @Override
    public boolean isStopping() {
        desk.ask();
        return desk.file().isStopping();
    }

    @Override
    public void progress() {
        desk.getOn();
    }
}
