package dev.millrace.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.millrace.core.time.ManualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every channel does, whatever its kind; with the other thread of each test platform or virtual. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class ChannelContract {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofSeconds(20);

    private final ChannelKind kind;
    private final boolean virtual;
    private final ManualTime clock = new ManualTime();
    private final Channel<Integer> channel;

    ChannelContract(ChannelKind kind, boolean virtual) {
        this.kind = kind;
        this.virtual = virtual;
        this.channel = kind.spec().get().name("mill").time(clock).build();
    }

    // ---- order and capacity

    @Test
    void receive_severalSent_firstInFirstOut() throws Exception {
        Running<Boolean> sender = sending(numbers(0, 3_000));
        for (int item = 0; item < 3_000; item++) {
            assertThat(channel.receive()).isEqualTo(item);
        }
        sender.result();
        assertThat(channel.tryReceive()).isNull();
    }

    @Test
    void receive_filledAndEmptiedAgain_firstInFirstOut() {
        int next = 0;
        int expected = 0;
        for (int lap = 0; lap < 7; lap++) {
            for (int i = 0; i < kind.places(); i++) {
                assertThat(channel.trySend(next++)).isEqualTo(SendResult.SENT);
            }
            for (int i = 0; i < (kind.places() + 1) / 2; i++) {
                assertThat(channel.tryReceive()).isEqualTo(expected++);
            }
            for (int i = 0; i < (kind.places() + 1) / 2; i++) {
                assertThat(channel.trySend(next++)).isEqualTo(SendResult.SENT);
            }
            for (int i = 0; i < kind.places(); i++) {
                assertThat(channel.tryReceive()).isEqualTo(expected++);
            }
            assertThat(channel.tryReceive()).isNull();
        }
        assertThat(next).isEqualTo(expected);
    }

    @Test
    void trySend_upToTheCapacity_thenFull() {
        assertThat(channel.capacity()).isEqualTo(kind.capacity());
        for (int item = 0; item < kind.places(); item++) {
            assertThat(channel.size()).isEqualTo(item);
            assertThat(channel.trySend(item)).isEqualTo(SendResult.SENT);
        }
        assertThat(channel.size()).isEqualTo(kind.places());
        if (!kind.isBounded()) {
            return; // nothing to say of this kind
        }
        assertThat(channel.trySend(-1)).isEqualTo(SendResult.FULL);
        assertThat(channel.trySend(-1)).isEqualTo(SendResult.FULL);
        if (kind.isRendezvous()) {
            return; // nothing to say of this kind
        }
        assertThat(channel.tryReceive()).isEqualTo(0);
        assertThat(channel.trySend(kind.places())).isEqualTo(SendResult.SENT);
        assertThat(channel.trySend(-1)).isEqualTo(SendResult.FULL);
        assertThat(channel.closeNow()).isEqualTo(numbers(1, kind.places() + 1));
    }

    @Test
    void tryReceive_openAndEmpty_null() throws Exception {
        assertThat(channel.tryReceive()).isNull();
        assertThat(channel.receive(Duration.ZERO)).isNull();
        assertThat(channel.isDrained()).isFalse();
    }

    // ---- waiting

    @Test
    void send_full_completesOnReceive() throws Exception {
        if (!kind.isBounded()) {
            return; // nothing to say of this kind
        }
        List<Integer> items = fill();
        Running<Boolean> sender = sending(List.of(items.size()));
        untilSendersWait(1);
        assertThat(sender.isDone()).isFalse();
        for (int item = 0; item <= items.size(); item++) {
            assertThat(channel.receive()).isEqualTo(item);
        }
        sender.result();
        untilSendersWait(0);
    }

    @Test
    void receive_empty_completesOnSend() throws Exception {
        Running<Integer> receiver = running(channel::receive);
        untilReceiversWait(1);
        channel.send(7);
        assertThat(receiver.result()).isEqualTo(7);
        untilReceiversWait(0);
    }

    @Test
    void trySend_receiverWaits_sent() throws Exception {
        Running<Integer> receiver = running(channel::receive);
        untilReceiversWait(1);
        assertThat(channel.trySend(7)).isEqualTo(SendResult.SENT);
        assertThat(receiver.result()).isEqualTo(7);
    }

    @Test
    void tryReceive_senderWaits_receivesAndLetsItGo() throws Exception {
        if (!kind.isBounded()) {
            return; // nothing to say of this kind
        }
        List<Integer> items = fill();
        Running<Boolean> sender = sending(List.of(items.size()));
        untilSendersWait(1);
        assertThat(channel.tryReceive()).isEqualTo(0);
        sender.result();
        assertThat(channel.size()).isEqualTo(kind.capacity());
    }

    @Test
    void send_severalWait_allGoOnOneByOne() throws Exception {
        if (!kind.isBounded()) {
            return; // nothing to say of this kind
        }
        List<Integer> items = fill();
        int waiting = kind.parties(3);
        List<Running<Boolean>> senders = new ArrayList<>();
        for (int i = 0; i < waiting; i++) {
            senders.add(sending(List.of(items.size() + i)));
            untilSendersWait(i + 1);
        }
        for (int item = 0; item < items.size() + waiting; item++) {
            assertThat(channel.receive()).isBetween(0, items.size() + waiting - 1);
        }
        for (Running<Boolean> sender : senders) {
            sender.result();
        }
        assertThat(channel.tryReceive()).isNull();
    }

    @Test
    void receive_severalWait_eachGetsOne() throws Exception {
        int waiting = kind.parties(3);
        List<Running<Integer>> receivers = new ArrayList<>();
        for (int i = 0; i < waiting; i++) {
            receivers.add(running(channel::receive));
            untilReceiversWait(i + 1);
        }
        for (int item = 0; item < waiting; item++) {
            channel.send(item);
        }
        List<Integer> received = new ArrayList<>();
        for (Running<Integer> receiver : receivers) {
            received.add(receiver.result());
        }
        assertThat(received).containsExactlyInAnyOrderElementsOf(numbers(0, waiting));
    }

    // ---- limited time

    @Test
    void send_noTime_falseAndNotAccepted() throws Exception {
        if (!kind.isBounded()) {
            return; // nothing to say of this kind
        }
        List<Integer> items = fill();
        assertThat(channel.send(-1, Duration.ZERO)).isFalse();
        assertThat(channel.closeNow()).isEqualTo(items);
    }

    @Test
    void send_roomAndNoTime_true() throws Exception {
        if (kind.isRendezvous()) {
            return; // nothing to say of this kind
        }
        assertThat(channel.send(1, Duration.ZERO)).isTrue();
        assertThat(channel.receive(Duration.ZERO)).isEqualTo(1);
    }

    @Test
    void send_timePasses_falseAndNotAccepted() throws Exception {
        if (!kind.isBounded()) {
            return; // nothing to say of this kind
        }
        List<Integer> items = fill();
        Running<Boolean> sender = running(() -> channel.send(-1, SECOND));
        untilAsleep();
        clock.advance(SECOND.minusNanos(1));
        untilAsleep();
        assertThat(sender.isDone()).isFalse();
        clock.advance(Duration.ofNanos(1));
        assertThat(sender.result()).isFalse();
        assertThat(channel.stats().waitingSenders()).isZero();
        assertThat(channel.closeNow()).isEqualTo(items);
    }

    @Test
    void send_receivedInTime_true() throws Exception {
        if (!kind.isBounded()) {
            return; // nothing to say of this kind
        }
        fill();
        Running<Boolean> sender = running(() -> channel.send(-1, SECOND));
        untilAsleep();
        assertThat(channel.tryReceive()).isNotNull();
        assertThat(sender.result()).isTrue();
    }

    @Test
    void receive_timePasses_null() throws Exception {
        Running<Boolean> receiver = running(() -> channel.receive(SECOND) == null);
        untilAsleep();
        clock.advance(SECOND.minusNanos(1));
        untilAsleep();
        assertThat(receiver.isDone()).isFalse();
        clock.advance(Duration.ofNanos(1));
        assertThat(receiver.result()).isTrue();
        assertThat(channel.stats().waitingReceivers()).isZero();
    }

    @Test
    void receive_sentInTime_item() throws Exception {
        Running<Integer> receiver = running(() -> channel.receive(SECOND));
        untilAsleep();
        channel.send(5);
        assertThat(receiver.result()).isEqualTo(5);
    }

    @Test
    void receive_closedWhileTimed_closedAndNotNull() throws Exception {
        Running<Integer> receiver = running(() -> channel.receive(SECOND));
        untilAsleep();
        channel.close();
        assertThat(receiver.failure()).isInstanceOf(ChannelClosedException.class);
    }

    @Test
    void timed_negative_refused() {
        Duration negative = Duration.ofSeconds(-1);
        assertRefused(() -> channel.send(1, negative), "send on mill: timeout=PT-1S (expected: >= 0)");
        assertRefused(() -> channel.receive(negative), "receive on mill: timeout=PT-1S (expected: >= 0)");
        assertRefused(() -> channel.join(negative), "join on mill: timeout=PT-1S (expected: >= 0)");
        assertRefused(() -> channel.receiveMany(1, negative), "receiveMany on mill: linger=PT-1S (expected: >= 0)");
        assertThat(channel.stats().sent()).isZero();
    }

    // ---- null

    @Test
    @SuppressWarnings("DataFlowIssue")
    void send_null_refused() {
        String message = "send on mill: item=null (expected: not null)";
        assertThatThrownBy(() -> channel.send(null)).isInstanceOf(NullPointerException.class).hasMessage(message);
        assertThatThrownBy(() -> channel.send(null, SECOND)).isInstanceOf(NullPointerException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> channel.trySend(null)).isInstanceOf(NullPointerException.class).hasMessage(message);
        assertThatThrownBy(() -> channel.fail(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("fail on mill: cause=null (expected: not null)");
        assertThat(channel.stats().sent()).isZero();
        assertThat(channel.isClosed()).isFalse();
    }

    // ---- interrupts

    @Test
    void all_interruptedOnEntry_nothingDone() throws Exception {
        List<Integer> items = kind.isRendezvous() || kind.capacity() == 1 ? List.of() : List.of(0);
        for (int item : items) {
            channel.send(item);
        }
        List<Callable<?>> calls = List.of(
                () -> send(-1),
                () -> channel.send(-1, SECOND),
                () -> channel.sendAll(List.of(-1, -2)),
                channel::receive,
                () -> channel.receive(SECOND),
                channel::receiveOrClosed,
                () -> channel.receiveMany(2),
                () -> channel.receiveMany(2, SECOND),
                this::join,
                () -> channel.join(SECOND));
        for (Callable<?> call : calls) {
            Running<Boolean> caller = running(() -> {
                Thread.currentThread().interrupt();
                Throwable failure = catchThrowable(call::call);
                assertThat(failure).isInstanceOf(InterruptedException.class);
                return Thread.currentThread().isInterrupted();
            });
            assertThat(caller.result()).as("interrupt status").isFalse();
        }
        assertThat(channel.stats().received()).isZero();
        assertThat(channel.closeNow()).isEqualTo(items);
    }

    @Test
    void try_interrupted_ignoredAndKept() throws Exception {
        Running<Boolean> caller = running(() -> {
            Thread.currentThread().interrupt();
            SendResult result = channel.trySend(1);
            assertThat(result).isEqualTo(kind.isRendezvous() ? SendResult.FULL : SendResult.SENT);
            assertThat(channel.tryReceive()).isEqualTo(kind.isRendezvous() ? null : 1);
            return Thread.currentThread().isInterrupted();
        });
        assertThat(caller.result()).isTrue();
    }

    @Test
    void send_interruptedWhileWaiting_notAccepted() throws Exception {
        if (!kind.isBounded()) {
            return; // nothing to say of this kind
        }
        List<Integer> items = fill();
        for (Callable<?> call : List.<Callable<?>>of(() -> send(-1), () -> channel.send(-1, SECOND))) {
            Running<Boolean> sender = interruptible(call);
            untilSendersWait(1);
            sender.interrupt();
            assertThat(sender.result()).as("interrupt status").isFalse();
            assertThat(channel.stats().waitingSenders()).isZero();
        }
        assertThat(channel.stats().sent()).isEqualTo(items.size());
        assertThat(channel.closeNow()).isEqualTo(items);
    }

    @Test
    void receive_interruptedWhileWaiting_nothingConsumed() throws Exception {
        for (Callable<?> call : List.<Callable<?>>of(
                channel::receive,
                () -> channel.receive(SECOND),
                channel::receiveOrClosed,
                () -> channel.receiveMany(3),
                () -> channel.receiveMany(3, SECOND))) {
            Running<Boolean> receiver = interruptible(call);
            untilReceiversWait(1);
            receiver.interrupt();
            assertThat(receiver.result()).as("interrupt status").isFalse();
            assertThat(channel.stats().waitingReceivers()).isZero();
        }
        if (kind.isRendezvous()) {
            return; // nothing to say of this kind
        }
        channel.send(4);
        assertThat(channel.tryReceive()).isEqualTo(4);
    }

    @Test
    void iterator_interrupted_failsAndKeepsTheStatus() throws Exception {
        Running<Boolean> receiver = running(() -> {
            Throwable failure = catchThrowable(() -> channel.iterator().hasNext());
            assertThat(failure)
                    .isInstanceOf(ChannelInterruptedException.class)
                    .hasMessage("iteration on mill: thread=interrupted (expected: not interrupted)")
                    .hasCauseInstanceOf(InterruptedException.class);
            return Thread.currentThread().isInterrupted();
        });
        untilReceiversWait(1);
        receiver.interrupt();
        assertThat(receiver.result()).isTrue();
    }

    // ---- close

    @Test
    void close_again_noEffect() {
        assertThat(channel.isClosed()).isFalse();
        channel.close();
        channel.close();
        assertThat(channel.isClosed()).isTrue();
        assertThat(channel.isDrained()).isTrue();
        assertThat(channel.fail(new IOException("late"))).isFalse();
        assertThat(channel.trySend(1)).isEqualTo(SendResult.CLOSED);
        String message = "send on mill: state=closed (expected: open)";
        for (Callable<?> call : List.<Callable<?>>of(
                () -> send(1), () -> channel.send(1, Duration.ZERO), () -> channel.sendAll(List.of(1)))) {
            assertThatThrownBy(call::call)
                    .isInstanceOf(ChannelClosedException.class)
                    .hasMessage(message)
                    .hasNoCause();
        }
        assertThat(channel.stats().sent()).isZero();
    }

    @Test
    void close_itemsLeft_canBeReceived() throws Exception {
        List<Integer> items = fill();
        channel.close();
        for (int item : items) {
            assertThat(channel.isDrained()).isFalse();
            assertThat(item % 2 == 0 ? channel.receive() : channel.tryReceive()).isEqualTo(item);
        }
        assertThat(channel.isDrained()).isTrue();
        assertEnded("closed", null);
    }

    @Test
    void fail_first_causeReachesAll() throws Exception {
        List<Integer> items = fill();
        IOException cause = new IOException("burst");
        assertThat(channel.fail(cause)).isTrue();
        assertThat(channel.fail(new IOException("second"))).isFalse();
        channel.close();
        assertThatThrownBy(() -> channel.send(1))
                .isInstanceOf(ChannelClosedException.class)
                .hasMessage("send on mill: state=failed with " + cause + " (expected: open)")
                .hasCause(cause);
        Iterator<Integer> iterator = channel.iterator();
        for (int item : items) {
            assertThat(iterator.next()).isEqualTo(item);
        }
        assertThatThrownBy(iterator::hasNext)
                .isInstanceOf(ChannelClosedException.class)
                .hasMessage("iteration on mill: state=failed with " + cause + " (expected: open)")
                .hasCause(cause);
        assertEnded("failed with " + cause, cause);
        assertThat(channel.closeNow()).isEmpty();
        assertEnded("failed with " + cause, cause);
    }

    @Test
    void close_sendersWait_theyFailAndNothingOfTheirsIsReceived() throws Exception {
        for (Closing closing : Closing.values()) {
            if (!kind.isBounded()) {
                return; // nothing to say of this kind
            }
            Channel<Integer> closed = kind.create();
            List<Integer> items = fill(closed);
            List<Running<Boolean>> senders = new ArrayList<>();
            for (int i = 0; i < kind.parties(3); i++) {
                senders.add(running(() -> {
                    closed.send(-1);
                    return true;
                }));
            }
            Running.until("senders wait", () -> closed.stats().waitingSenders() == kind.parties(3));
            List<Integer> rest = closing.close(closed);
            for (Running<Boolean> sender : senders) {
                assertClosed(sender.failure(), closing.cause);
            }
            rest.addAll(closed.closeNow());
            assertThat(rest).isEqualTo(items);
            assertThat(closed.stats().sent()).isEqualTo(items.size());
        }
    }

    @Test
    void close_receiversWait_theyLearnIt() throws Exception {
        for (Closing closing : Closing.values()) {
            Channel<Integer> closed = kind.create();
            List<Running<Integer>> receivers = new ArrayList<>();
            for (int i = 0; i < kind.parties(3); i++) {
                receivers.add(running(closed::receive));
            }
            Running.until("receivers wait", () -> closed.stats().waitingReceivers() == kind.parties(3));
            closing.close(closed);
            for (Running<Integer> receiver : receivers) {
                assertClosed(receiver.failure(), closing.cause);
            }
            assertThat(closed.isDrained()).isTrue();
        }
    }

    @Test
    void receiveOrClosed_itemThenClosed_saysWhich() throws Exception {
        Running<Boolean> sender = sending(List.of(3));
        assertThat(channel.receiveOrClosed()).isEqualTo(new Received.Item<>(3));
        sender.result();
        Running<Received<Integer>> receiver = running(channel::receiveOrClosed);
        untilReceiversWait(1);
        channel.close();
        assertThat(receiver.result()).isEqualTo(new Received.Closed<>(null));
    }

    // ---- iteration

    @Test
    void iterator_closed_ends() throws Exception {
        Running<List<Integer>> receiver = running(() -> {
            List<Integer> items = new ArrayList<>();
            for (int item : channel) {
                items.add(item);
            }
            return items;
        });
        for (int item = 0; item < 50; item++) {
            channel.send(item);
        }
        channel.close();
        assertThat(receiver.result()).isEqualTo(numbers(0, 50));
        Iterator<Integer> iterator = channel.iterator();
        assertThat(iterator.hasNext()).isFalse();
        assertThatThrownBy(iterator::next)
                .isInstanceOf(NoSuchElementException.class)
                .hasMessage("next on mill: state=closed (expected: hasNext())");
    }

    @Test
    void iterator_hasNextTwice_receivesOne() throws Exception {
        if (kind.places() < 2) {
            return; // nothing to say of this kind
        }
        fill();
        Iterator<Integer> iterator = channel.iterator();
        assertThat(iterator.hasNext()).isTrue();
        assertThat(iterator.hasNext()).isTrue();
        assertThat(channel.stats().received()).isEqualTo(1);
        assertThat(iterator.next()).isEqualTo(0);
        assertThat(iterator.next()).isEqualTo(1);
    }

    // ---- closeNow

    @Test
    void closeNow_itemsLeft_returnsThemInOrder() throws Exception {
        List<Integer> items = fill();
        if (!items.isEmpty()) {
            assertThat(channel.receive()).isEqualTo(0);
        }
        List<Integer> expected = items.subList(Math.min(1, items.size()), items.size());
        assertThat(channel.closeNow()).isEqualTo(expected);
        assertThat(channel.closeNow()).isEmpty();
        assertThat(channel.size()).isZero();
        assertThat(channel.isDrained()).isTrue();
        assertThat(channel.trySend(1)).isEqualTo(SendResult.CLOSED);
        Running<Boolean> receiver = running(() -> {
            assertEnded("closed", null);
            return true;
        });
        receiver.result();
        assertThat(channel.stats().received()).isEqualTo(items.size());
    }

    @Test
    void closeNow_afterClose_returnsWhatIsLeft() {
        List<Integer> items = fill();
        channel.close();
        assertThat(channel.closeNow()).isEqualTo(items);
        assertThat(channel.closeNow()).isEmpty();
    }

    @Test
    void closeNow_sendersAndReceiversRun_leftoversAreWhatWasNotReceived() throws Exception {
        for (int round = 0; round < 20; round++) {
            Channel<Integer> closed = kind.create();
            ConcurrentLinkedQueue<Integer> received = new ConcurrentLinkedQueue<>();
            List<Running<Integer>> senders = new ArrayList<>();
            List<Running<Boolean>> receivers = new ArrayList<>();
            for (int i = 0; i < kind.parties(2); i++) {
                int first = i * 1_000_000;
                senders.add(running(() -> {
                    int next = first;
                    try {
                        while (next < first + 5_000) {
                            closed.send(next);
                            next++;
                        }
                    } catch (ChannelClosedException e) {
                        // the last one was not accepted
                    }
                    return next;
                }));
                receivers.add(running(() -> {
                    for (int item : closed) {
                        received.add(item);
                    }
                    return true;
                }));
            }
            long enough = 1 + round * 20L;
            Running.until("some are sent", () -> closed.stats().sent() >= enough);
            List<Integer> rest = closed.closeNow();
            List<Integer> accepted = new ArrayList<>();
            for (int i = 0; i < senders.size(); i++) {
                int first = i * 1_000_000;
                int end = senders.get(i).result();
                accepted.addAll(numbers(first, end));
                assertThat(rest.stream().filter(item -> item >= first && item < first + 1_000_000)).isSorted();
            }
            for (Running<Boolean> receiver : receivers) {
                receiver.result();
            }
            List<Integer> all = new ArrayList<>(received);
            all.addAll(rest);
            Collections.sort(all);
            assertThat(all).isEqualTo(accepted);
        }
    }

    // ---- many at once

    @Test
    void receiveMany_moreThanWanted_takesMaxInOrder() throws Exception {
        if (kind.places() < 2) {
            return; // nothing to say of this kind
        }
        List<Integer> items = fill();
        assertThat(channel.receiveMany(1)).containsExactly(0);
        assertThat(channel.receiveMany(Integer.MAX_VALUE)).isEqualTo(items.subList(1, items.size()));
        assertThat(channel.tryReceive()).isNull();
    }

    @Test
    void receiveMany_empty_waitsForTheFirst() throws Exception {
        Running<List<Integer>> receiver = running(() -> channel.receiveMany(10));
        untilReceiversWait(1);
        channel.send(1);
        assertThat(receiver.result()).containsExactly(1);
    }

    @Test
    void receiveMany_wrongMax_refused() {
        assertRefused(() -> channel.receiveMany(0), "receiveMany on mill: max=0 (expected: >= 1)");
        assertRefused(() -> channel.receiveMany(0, SECOND), "receiveMany on mill: max=0 (expected: >= 1)");
    }

    @Test
    void receiveMany_closed_fails() {
        channel.close();
        assertThatThrownBy(() -> channel.receiveMany(2)).isInstanceOf(ChannelClosedException.class);
        assertThatThrownBy(() -> channel.receiveMany(2, SECOND)).isInstanceOf(ChannelClosedException.class);
    }

    @Test
    void receiveMany_lingering_endsBySize() throws Exception {
        Running<List<Integer>> receiver = running(() -> channel.receiveMany(3, SECOND));
        for (int item = 0; item < 3; item++) {
            channel.send(item);
        }
        assertThat(receiver.result()).containsExactly(0, 1, 2);
    }

    @Test
    void receiveMany_lingering_endsByTimeAfterTheFirst() throws Exception {
        Running<List<Integer>> receiver = running(() -> channel.receiveMany(3, SECOND));
        untilReceiversWait(1);
        clock.advance(LONG);
        channel.send(0);
        untilAsleep();
        clock.advance(SECOND.dividedBy(2));
        channel.send(1);
        Running.until("it waits for the third", () -> channel.stats().received() == 2 && clock.sleepers() == 1);
        assertThat(receiver.isDone()).isFalse();
        clock.advance(SECOND.dividedBy(2));
        assertThat(receiver.result()).containsExactly(0, 1);
    }

    @Test
    void receiveMany_lingeringAndClosed_returnsWhatItHas() throws Exception {
        for (Closing closing : Closing.values()) {
            Channel<Integer> closed = kind.create();
            Running<List<Integer>> receiver = running(() -> closed.receiveMany(3, Duration.ofDays(1)));
            closed.send(0);
            Running.until("it lingers", () -> closed.stats().received() == 1 && closed.stats().waitingReceivers() == 1);
            closing.close(closed);
            assertThat(receiver.result()).containsExactly(0);
        }
    }

    @Test
    void receiveMany_lingeringAndInterrupted_returnsWhatItHasAndKeepsTheStatus() throws Exception {
        Running<List<Integer>> receiver = running(() -> {
            List<Integer> items = channel.receiveMany(3, SECOND);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
            return items;
        });
        channel.send(0);
        untilAsleep();
        receiver.interrupt();
        assertThat(receiver.result()).containsExactly(0);
    }

    @Test
    void sendAll_room_acceptsAll() throws Exception {
        Running<Integer> sender = running(() -> channel.sendAll(numbers(0, 20)));
        for (int item = 0; item < 20; item++) {
            assertThat(channel.receive()).isEqualTo(item);
        }
        assertThat(sender.result()).isEqualTo(20);
        assertThat(channel.sendAll(List.of())).isZero();
    }

    @Test
    void sendAll_closedMidway_returnsHowMany() throws Exception {
        if (!kind.isBounded()) {
            return; // nothing to say of this kind
        }
        for (Closing closing : Closing.values()) {
            Channel<Integer> closed = kind.create();
            Running<Integer> sender = running(() -> closed.sendAll(numbers(0, kind.capacity() + 5)));
            assertThat(closed.receive()).isEqualTo(0);
            Running.until("it waits",
                    () -> closed.stats().sent() == kind.capacity() + 1 && closed.stats().waitingSenders() == 1);
            List<Integer> rest = closing.close(closed);
            assertThat(sender.result()).isEqualTo(kind.capacity() + 1);
            rest.addAll(closed.closeNow());
            assertThat(rest).isEqualTo(numbers(1, kind.capacity() + 1));
        }
    }

    @Test
    void sendAll_interruptedMidway_returnsHowManyAndKeepsTheStatus() throws Exception {
        if (!kind.isBounded()) {
            return; // nothing to say of this kind
        }
        Running<Integer> sender = running(() -> {
            int accepted = channel.sendAll(numbers(0, kind.capacity() + 5));
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
            return accepted;
        });
        assertThat(channel.receive()).isEqualTo(0);
        Running.until("it waits",
                () -> channel.stats().sent() == kind.capacity() + 1 && channel.stats().waitingSenders() == 1);
        sender.interrupt();
        assertThat(sender.result()).isEqualTo(kind.capacity() + 1);
        assertThat(channel.closeNow()).isEqualTo(numbers(1, kind.capacity() + 1));
    }

    @Test
    void sendAll_nullInside_nothingSent() {
        assertThatThrownBy(() -> channel.sendAll(Arrays.asList(1, null))).isInstanceOf(NullPointerException.class);
        assertThat(channel.stats().sent()).isZero();
    }

    // ---- views

    @Test
    void views_ofTheChannel_doTheirSideOnly() throws Exception {
        Sender<Integer> sender = channel.sender();
        Receiver<Integer> receiver = channel.receiver();
        assertThat(sender).isNotInstanceOf(Receiver.class);
        assertThat(receiver).isNotInstanceOf(Sender.class);
        Running<Boolean> sending = running(() -> {
            sender.send(0);
            assertThat(sender.send(1, LONG)).isTrue();
            return sender.sendAll(List.of(2, 3, 4, 5)) == 4;
        });
        assertThat(receiver.receive()).isEqualTo(0);
        assertThat(receiver.receive(LONG)).isEqualTo(1);
        assertThat(receiver.receiveOrClosed()).isEqualTo(new Received.Item<>(2));
        assertThat(receiver.receiveMany(1)).containsExactly(3);
        assertThat(receiver.receiveMany(1, LONG)).containsExactly(4);
        assertThat(receiver.iterator().next()).isEqualTo(5);
        assertThat(sending.result()).isTrue();
        assertThat(receiver.tryReceive()).isNull();
        assertThat(sender.join(Duration.ZERO)).isFalse();
        receiver.taskDone();
        receiver.taskDone(5);
        sender.join();
        assertThat(sender.isClosed()).isFalse();
        assertThat(sender.fail(new IOException())).isTrue();
        sender.close();
        assertThat(sender.trySend(1)).isEqualTo(SendResult.CLOSED);
        assertThat(receiver.closeNow()).isEmpty();
        assertThat(receiver.isDrained()).isTrue();
        assertThat(sender).hasToString("sender of " + channel);
        assertThat(receiver).hasToString("receiver of " + channel);
    }

    // ---- tasks

    @Test
    void join_nothingSent_returnsAtOnce() throws Exception {
        channel.join();
        assertThat(channel.join(Duration.ZERO)).isTrue();
    }

    @Test
    void join_itemsNotDone_waitsForTheLastAndRepeats() throws Exception {
        for (int round = 0; round < 3; round++) {
            exchange(3);
            channel.taskDone(2);
            Running<Boolean> joiner = running(this::join);
            joiner.awaitParked();
            assertThat(channel.join(Duration.ZERO)).isFalse();
            assertThat(joiner.isDone()).isFalse();
            channel.taskDone();
            joiner.result();
            assertThat(channel.join(Duration.ZERO)).isTrue();
        }
    }

    @Test
    void join_timePasses_false() throws Exception {
        exchange(1);
        Running<Boolean> joiner = running(() -> channel.join(SECOND));
        untilAsleep();
        clock.advance(SECOND);
        assertThat(joiner.result()).isFalse();
    }

    @Test
    void join_interruptedWhileWaiting_fails() throws Exception {
        exchange(1);
        Running<Boolean> joiner = interruptible(this::join);
        joiner.awaitParked();
        joiner.interrupt();
        assertThat(joiner.result()).isFalse();
    }

    @Test
    void join_closed_stillWaits() throws Exception {
        exchange(1);
        Running<Boolean> joiner = running(this::join);
        joiner.awaitParked();
        channel.close();
        assertThat(channel.join(Duration.ZERO)).isFalse();
        channel.taskDone();
        joiner.result();
    }

    @Test
    void join_closedNow_leftoversCountAsDone() throws Exception {
        exchange(1);
        List<Integer> items = fill();
        Running<Boolean> joiner = running(this::join);
        joiner.awaitParked();
        assertThat(channel.closeNow()).isEqualTo(items);
        assertThat(channel.join(Duration.ZERO)).as("the one received is not done").isFalse();
        channel.taskDone();
        joiner.result();
        assertRefused(channel::taskDone);
    }

    @Test
    void join_onlyLeftovers_closeNowEndsIt() throws Exception {
        if (kind.isRendezvous()) {
            return; // nothing to say of this kind
        }
        fill();
        Running<Boolean> joiner = running(this::join);
        joiner.awaitParked();
        channel.closeNow();
        joiner.result();
    }

    /** An item that is reported before it is received, and is handed back then, counts twice; nobody waits for ever for that. */
    @Test
    void join_leftoverReportedTooEarly_closeNowEndsIt() throws Exception {
        if (kind.isRendezvous()) {
            return; // nothing to say of this kind
        }
        channel.send(1);
        channel.taskDone();
        assertThat(channel.closeNow()).containsExactly(1);

        assertThat(channel.join(Duration.ZERO)).isTrue();
    }

    @Test
    void taskDone_moreThanAccepted_refused() throws Exception {
        assertRefused(
                channel::taskDone,
                "taskDone on mill: count=1 (expected: <= 0, what has been accepted and is not done yet)");
        exchange(2);
        assertRefused(
                () -> channel.taskDone(3),
                "taskDone on mill: count=3 (expected: <= 2, what has been accepted and is not done yet)");
        assertRefused(() -> channel.taskDone(0), "taskDone on mill: count=0 (expected: >= 1)");
        assertThat(channel.join(Duration.ZERO)).isFalse();
        channel.taskDone(2);
        channel.join();
        assertRefused(channel::taskDone);
    }

    // ---- looking

    @Test
    void stats_work_counted() throws Exception {
        exchange(3);
        List<Integer> items = fill();
        boolean full = kind.isBounded() && !kind.isRendezvous();
        if (full) {
            channel.trySend(-1);
        }
        ChannelStats stats = channel.stats();
        assertThat(stats.name()).isEqualTo("mill");
        assertThat(stats.capacity()).isEqualTo(kind.capacity());
        assertThat(stats.depth()).isEqualTo(items.size());
        assertThat(stats.peakDepth()).isEqualTo(items.size());
        assertThat(stats.sent()).isEqualTo(3 + items.size());
        assertThat(stats.received()).isEqualTo(3);
        assertThat(stats.waitingSenders()).isZero();
        assertThat(stats.waitingReceivers()).isZero();
        assertThat(stats.closed()).isFalse();
        channel.closeNow();
        stats = channel.stats();
        assertThat(stats.depth()).isZero();
        assertThat(stats.sent()).isEqualTo(3 + items.size());
        assertThat(stats.received()).isEqualTo(3 + items.size());
        assertThat(stats.closed()).isTrue();
        if (full) {
            assertThat(stats.peakDepth()).as("a peak that a sender met").isEqualTo(kind.capacity());
        }
    }

    @Test
    void stats_waiting_countedAndTimed() throws Exception {
        Duration before = channel.stats().receiversWaited();
        Running<Integer> receiver = running(channel::receive);
        untilReceiversWait(1);
        channel.send(1);
        receiver.result();
        assertThat(channel.stats().receiversWaited()).isGreaterThan(before);
        if (!kind.isBounded()) {
            return; // nothing to say of this kind
        }
        assertThat(channel.stats().sendersWaited()).isZero();
        fill();
        Running<Boolean> sender = sending(List.of(1));
        untilSendersWait(1);
        channel.receive();
        sender.result();
        assertThat(channel.stats().sendersWaited()).isPositive();
    }

    @Test
    void toString_states_saysThem() throws Exception {
        assertThat(channel).hasToString("mill[depth=0, waitingSenders=0, waitingReceivers=0]");
        Running<Integer> receiver = running(channel::receive);
        untilReceiversWait(1);
        assertThat(channel).hasToString("mill[depth=0, waitingSenders=0, waitingReceivers=1]");
        channel.send(1);
        receiver.result();
        List<Integer> items = fill();
        channel.close();
        assertThat(channel)
                .hasToString("mill[closed, depth=" + items.size() + ", waitingSenders=0, waitingReceivers=0]");
    }

    // ---- steps

    /** The ways to close. */
    private enum Closing {
        CLOSE(null),
        FAIL(new IOException("burst")),
        CLOSE_NOW(null);

        private final Throwable cause;

        Closing(Throwable cause) {
            this.cause = cause;
        }

        List<Integer> close(Channel<Integer> channel) {
            List<Integer> rest = new ArrayList<>();
            switch (this) {
                case CLOSE -> channel.close();
                case FAIL -> channel.fail(cause);
                case CLOSE_NOW -> rest.addAll(channel.closeNow());
            }
            return rest;
        }
    }

    private <R> Running<R> running(Callable<R> body) {
        return Running.start(virtual, body);
    }

    private Running<Boolean> sending(List<Integer> items) {
        return running(() -> {
            for (int item : items) {
                channel.send(item);
            }
            return true;
        });
    }

    /** Expects the call to be interrupted, and says whether the interrupt status is set afterwards. */
    private Running<Boolean> interruptible(Callable<?> call) {
        return running(() -> {
            assertThat(catchThrowable(call::call)).isInstanceOf(InterruptedException.class);
            return Thread.currentThread().isInterrupted();
        });
    }

    private boolean send(int item) throws InterruptedException {
        channel.send(item);
        return true;
    }

    private boolean join() throws InterruptedException {
        channel.join();
        return true;
    }

    /** Fills the channel, or puts some in if there is no bound. */
    private List<Integer> fill() {
        return fill(channel);
    }

    private List<Integer> fill(Channel<Integer> target) {
        for (int item = 0; item < kind.places(); item++) {
            assertThat(target.trySend(item)).isEqualTo(SendResult.SENT);
        }
        return numbers(0, kind.places());
    }

    /** Sends and receives some items. */
    private void exchange(int count) throws Exception {
        Running<Boolean> sender = sending(numbers(0, count));
        for (int i = 0; i < count; i++) {
            channel.receive();
        }
        sender.result();
    }

    private void assertEnded(String state, Throwable cause) throws Exception {
        String message = "receive on mill: state=" + state + " (expected: open)";
        for (Callable<?> call : List.<Callable<?>>of(
                channel::receive,
                channel::tryReceive,
                () -> channel.receive(Duration.ZERO),
                () -> channel.receive(LONG),
                () -> channel.receiveMany(2),
                () -> channel.receiveMany(2, LONG))) {
            Throwable failure = catchThrowable(call::call);
            assertClosed(failure, cause);
            assertThat(failure).hasMessage(message);
        }
        assertThat(channel.receiveOrClosed()).isEqualTo(new Received.Closed<>(cause));
        assertThat(channel.isDrained()).isTrue();
    }

    private static void assertClosed(Throwable failure, Throwable cause) {
        assertThat(failure).isInstanceOf(ChannelClosedException.class);
        assertThat(failure.getCause()).isSameAs(cause);
    }

    private static void assertRefused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    private static void assertRefused(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class);
    }

    private void untilSendersWait(int count) {
        Running.until("senders wait: " + count, () -> channel.stats().waitingSenders() == count);
    }

    private void untilReceiversWait(int count) {
        Running.until("receivers wait: " + count, () -> channel.stats().waitingReceivers() == count);
    }

    private void untilAsleep() {
        Running.until("a thread waits for the clock", () -> clock.sleepers() == 1);
    }

    private static List<Integer> numbers(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }
}
