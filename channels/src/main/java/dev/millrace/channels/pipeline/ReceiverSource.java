package dev.millrace.channels.pipeline;

import dev.millrace.channels.Received;
import dev.millrace.channels.Receiver;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Receives from a channel until it is closed and empty. */
record ReceiverSource<T>(Receiver<? extends T> receiver) implements Source<T> {

    @Override
    public Pump<T> open() {
        return new ReceiverPump<>(receiver);
    }

    /**
     * A pump that {@link #stop} can call away from an empty channel, and from nowhere else: an interrupt that came while
     * an item is on its way through the stages would lose it.
     */
    private static final class ReceiverPump<T> implements Pump<T> {

        /** What the pump is doing, and so whether stop() may interrupt it. */
        private enum Phase {
            BUSY,
            RECEIVING,
            CALLED_AWAY,
            STOPPED
        }

        private final Receiver<? extends T> receiver;
        private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.BUSY);
        private volatile @Nullable Thread thread;

        ReceiverPump(Receiver<? extends T> receiver) {
            this.receiver = receiver;
        }

        @Override
        public void run(StageRun self, Sink<T> sink) throws Exception {
            thread = Thread.currentThread();
            while (phase.compareAndSet(Phase.BUSY, Phase.RECEIVING)) {
                self.checkRunning();
                T item = receive(self);
                if (item == null) {
                    return;
                }
                self.received();
                self.emit(item, sink);
            }
        }

        /** The next item, or null if there is none any more or the pump was called away. */
        private @Nullable T receive(StageRun self) throws Exception {
            Received<? extends T> received;
            try {
                received = receiver.receiveOrClosed();
            } catch (InterruptedException e) {
                if (leave()) {
                    throw e; // not from stop()
                }
                return null;
            }
            leave();
            return switch (received) {
                case Received.Item<? extends T>(T item) -> item;
                case Received.Closed<? extends T>(Throwable cause) -> endOfChannel(self, cause);
            };
        }

        private @Nullable T endOfChannel(StageRun self, @Nullable Throwable cause) {
            if (cause != null) {
                throw self.failure(cause);
            }
            return null;
        }

        /** Ends receiving; false if stop() has come, whose interrupt is then over. */
        private boolean leave() {
            if (phase.compareAndSet(Phase.RECEIVING, Phase.BUSY)) {
                return true;
            }
            while (phase.get() == Phase.CALLED_AWAY) {
                Thread.onSpinWait(); // stop() is about to interrupt this thread, or has just done so
            }
            Thread.interrupted();
            return false;
        }

        @Override
        public void stop() {
            if (phase.compareAndSet(Phase.RECEIVING, Phase.CALLED_AWAY)) {
                Thread receiving = thread;
                if (receiving != null) {
                    receiving.interrupt();
                }
                phase.set(Phase.STOPPED);
            } else if (!phase.compareAndSet(Phase.BUSY, Phase.STOPPED)) {
                stopAgain();
            }
        }

        private void stopAgain() {
            Phase now = phase.get();
            if (now != Phase.CALLED_AWAY && now != Phase.STOPPED) {
                stop(); // it went on between the two looks
            }
        }
    }
}
