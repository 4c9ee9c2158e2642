package dev.millrace.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** In one thread, a channel does what a deque with a closed flag and a count of tasks does. */
class ChannelModelPropertyTest {

    enum Step {
        TRY_SEND,
        SEND_NO_TIME,
        SEND_ALL,
        TRY_RECEIVE,
        RECEIVE_NO_TIME,
        RECEIVE_MANY,
        RECEIVE_MANY_NO_LINGER,
        TASK_DONE,
        CLOSE,
        FAIL,
        CLOSE_NOW
    }

    private static final Set<Step> CLOSING = Set.of(Step.CLOSE, Step.FAIL, Step.CLOSE_NOW);

    record Call(Step step, int count) {}

    @Provide
    Arbitrary<ChannelKind> kinds() {
        return Arbitraries.of(ChannelKind.all().toList());
    }

    @Provide
    Arbitrary<List<Call>> calls() {
        Arbitrary<Step> steps = Arbitraries.frequencyOf(
                Tuple.of(9, Arbitraries.of(Step.TRY_SEND, Step.SEND_NO_TIME, Step.SEND_ALL)),
                Tuple.of(
                        9,
                        Arbitraries.of(
                                Step.TRY_RECEIVE,
                                Step.RECEIVE_NO_TIME,
                                Step.RECEIVE_MANY,
                                Step.RECEIVE_MANY_NO_LINGER,
                                Step.TASK_DONE)),
                Tuple.of(1, Arbitraries.of(Step.CLOSE, Step.FAIL, Step.CLOSE_NOW)));
        return Combinators.combine(steps, Arbitraries.integers().between(1, 20)).as(Call::new).list().ofMaxSize(100);
    }

    @Property(tries = 500)
    void anyCalls_oneThread_asTheModel(@ForAll("kinds") ChannelKind kind, @ForAll("calls") List<Call> calls)
            throws Exception {
        Model model = new Model(kind);
        for (Call call : calls) {
            model.check(call);
        }
    }

    /** The channel, and beside it what it should be. */
    private static final class Model {
        private final RuntimeException burst = new RuntimeException("burst");

        private final Channel<Integer> channel;
        private final int capacity;
        private final Deque<Integer> items = new ArrayDeque<>();
        private boolean closed;
        private Throwable cause;
        private int sent;
        private int received;
        private int done;

        Model(ChannelKind kind) {
            channel = kind.create();
            capacity = kind.capacity();
        }

        void check(Call call) throws Exception {
            switch (call.step) {
                case TRY_SEND -> trySend();
                case SEND_NO_TIME -> sendNoTime();
                case SEND_ALL -> sendAll(call.count);
                case TRY_RECEIVE -> checkReceived(1, () -> listOf(channel.tryReceive()));
                case RECEIVE_NO_TIME -> checkReceived(1, () -> listOf(channel.receive(Duration.ZERO)));
                case RECEIVE_MANY -> receiveMany(call.count, () -> channel.receiveMany(call.count));
                case RECEIVE_MANY_NO_LINGER ->
                    receiveMany(call.count, () -> channel.receiveMany(call.count, Duration.ZERO));
                case TASK_DONE -> taskDone(call.count);
                case CLOSE -> channel.close();
                case FAIL -> assertThat(channel.fail(burst)).isEqualTo(!closed);
                case CLOSE_NOW -> closeNow();
            }
            if (call.step == Step.FAIL && !closed) {
                cause = burst;
            }
            closed |= CLOSING.contains(call.step);
            checkLooks();
        }

        private void trySend() {
            SendResult expected = closed
                    ? SendResult.CLOSED
                    : items.size() < capacity ? SendResult.SENT : SendResult.FULL;
            assertThat(channel.trySend(sent)).isEqualTo(expected);
            if (expected == SendResult.SENT) {
                items.add(sent++);
            }
        }

        private void sendNoTime() throws Exception {
            if (closed) {
                checkClosed(catchThrowable(() -> channel.send(sent, Duration.ZERO)));
                return;
            }
            boolean room = items.size() < capacity;
            assertThat(channel.send(sent, Duration.ZERO)).isEqualTo(room);
            if (room) {
                items.add(sent++);
            }
        }

        private void sendAll(int wanted) throws Exception {
            int count = Math.min(wanted, capacity - items.size());
            List<Integer> batch = IntStream.range(sent, sent + count).boxed().toList();
            if (closed && count > 0) {
                checkClosed(catchThrowable(() -> channel.sendAll(batch)));
                return;
            }
            assertThat(channel.sendAll(batch)).isEqualTo(count);
            items.addAll(batch);
            sent += count;
        }

        private void receiveMany(int max, Callable<List<Integer>> call) throws Exception {
            if (!items.isEmpty() || closed) {
                checkReceived(max, call);
            }
        }

        private void checkReceived(int max, Callable<List<Integer>> call) throws Exception {
            if (closed && items.isEmpty()) {
                checkClosed(catchThrowable(call::call));
                return;
            }
            List<Integer> expected = new ArrayList<>();
            while (expected.size() < max && !items.isEmpty()) {
                expected.add(items.remove());
            }
            received += expected.size();
            assertThat(call.call()).isEqualTo(expected);
        }

        private void taskDone(int count) {
            if (count > sent - done) {
                assertThat(catchThrowable(() -> channel.taskDone(count))).isInstanceOf(IllegalArgumentException.class);
            } else if (count <= received - done) {
                channel.taskDone(count);
                done += count;
            }
        }

        private void closeNow() {
            assertThat(channel.closeNow()).isEqualTo(new ArrayList<>(items));
            done += items.size();
            received += items.size();
            items.clear();
        }

        private void checkLooks() throws Exception {
            assertThat(channel.size()).isEqualTo(items.size());
            assertThat(channel.isClosed()).isEqualTo(closed);
            assertThat(channel.isDrained()).isEqualTo(closed && items.isEmpty());
            assertThat(channel.join(Duration.ZERO)).isEqualTo(done == sent);
            ChannelStats stats = channel.stats();
            assertThat(stats.sent()).isEqualTo(sent);
            assertThat(stats.received()).isEqualTo(received);
            assertThat(stats.peakDepth()).isBetween((long) items.size(), (long) capacity);
        }

        private void checkClosed(Throwable failure) {
            assertThat(failure).isInstanceOf(ChannelClosedException.class);
            assertThat(failure.getCause()).isSameAs(cause);
        }

        private static List<Integer> listOf(Integer item) {
            return item == null ? List.of() : List.of(item);
        }
    }
}
