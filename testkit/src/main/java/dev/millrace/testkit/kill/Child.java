package dev.millrace.testkit.kill;

import java.io.DataInputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A child JVM: takes orders from its standard input, one after the other, and ends when that ends. So no child outlives its
 * parent, however the parent ends.
 */
final class Child {
    private static final int ORPHANED = 3;

    private Child() {}

    /** Runs in the child. Its arguments: the control file, how many desks it has, how long their logs are, which is ours. */
    public static void main(String[] args) throws Exception {
        BlockingQueue<Order> orders = new LinkedBlockingQueue<>();
        Thread reader = new Thread(() -> readOrders(orders), "millrace-orders");
        reader.setDaemon(true);
        reader.start();
        ControlFile control = new ControlFile(Path.of(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]));
        Desk desk = control.desk(Integer.parseInt(args[3]));
        rehearse(desk);
        desk.setState(Desk.READY);
        while (true) {
            run(orders.take(), desk);
        }
    }

    /** Loads what a task needs, while there is time. */
    private static void rehearse(Desk desk) throws Exception {
        desk.clear();
        new LoggedContext("", 0, List.of(), MemorySegment.NULL, desk).attempt("rehearse", 1L, () -> false);
    }

    private static void readOrders(BlockingQueue<Order> orders) {
        try (DataInputStream in = new DataInputStream(System.in)) {
            while (true) {
                orders.add(Order.read(in));
            }
        } catch (IOException e) {
            // The parent has closed the pipe, or is no more. Nothing here is worth a shutdown in order.
            Runtime.getRuntime().halt(ORPHANED);
        }
    }

    private static void run(Order order, Desk desk) {
        try (Arena arena = Arena.ofShared();
                FileChannel channel = FileChannel.open(Path.of(order.file()), StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            MemorySegment memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, order.bytes(), arena);
            ChildTask task = Class.forName(order.task()).asSubclass(ChildTask.class).getConstructor().newInstance();
            desk.setState(Desk.RUNNING);
            task.run(new LoggedContext(order.name(), order.lane(), order.arguments(), memory, desk));
            desk.setState(Desk.ENDED);
        } catch (Throwable e) {
            e.printStackTrace();
            desk.setState(Desk.FAILED);
        }
    }
}
