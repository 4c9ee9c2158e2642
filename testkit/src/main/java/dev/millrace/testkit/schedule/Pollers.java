package dev.millrace.testkit.schedule;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;

/**
 * The JDK's threads that wake virtual threads when a socket or a pipe is ready. They are virtual themselves, and belong to whoever
 * makes the first of them start: if that were a controlled thread, they would end with its run, and no socket of a virtual
 * thread would work in this JVM any more. So an ordinary one starts them.
 */
final class Pollers {

    private static final byte[] ONE = {1};

    /** Written by one thread at a time, under the lock of {@link Controller}. */
    private static boolean started;

    private Pollers() {}

    /** Has them started, once. */
    static void start() {
        if (started) {
            return;
        }
        started = true;
        Thread starter = Thread.ofPlatform().name("millrace-pollers").daemon().start(Pollers::startThem);
        boolean interrupted = false;
        while (starter.isAlive()) {
            try {
                starter.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** In a thread of its own, which nobody interrupts. */
    private static void startThem() {
        try {
            readByAVirtualThread();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("nobody knows the thread", e);
        }
    }

    private static void readByAVirtualThread() throws IOException, InterruptedException {
        Pipe pipe = Pipe.open();
        try (Pipe.SourceChannel source = pipe.source(); Pipe.SinkChannel sink = pipe.sink()) {
            Thread reader = Thread.ofVirtual().start(() -> {
                try {
                    source.read(ByteBuffer.allocate(1));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            while (reader.isAlive() && reader.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            sink.write(ByteBuffer.wrap(ONE));
            reader.join();
        }
    }
}
