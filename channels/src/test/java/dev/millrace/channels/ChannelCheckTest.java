package dev.millrace.channels;

import dev.millrace.channels.Channel.Parties;
import dev.millrace.core.wait.WaitStrategy;
import dev.millrace.testkit.Engine;
import dev.millrace.testkit.junit.ConcurrencyTest;
import dev.millrace.testkit.schedule.Fault;
import dev.millrace.testkit.spec.Gen;
import dev.millrace.testkit.spec.Item;
import dev.millrace.testkit.spec.PipeSpec;
import dev.millrace.testkit.spec.QueueSpec;
import dev.millrace.testkit.spec.Spec;
import dev.millrace.testkit.spec.Step;
import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Every kind of channel against what it promises, on real threads and under control: as a queue that waits, as a pipe that is
 * closed, as an object that fails or is closed at once. Threads are interrupted, late, and woken for no reason. Waiting for
 * ever is wrong unless the model waits, so a lost wake-up needs no timeout to be seen.
 */
class ChannelCheckTest {

    @Retention(RetentionPolicy.RUNTIME)
    @ConcurrencyTest(engines = {Engine.STRESS, Engine.CONTROLLED}, weave = {"dev.millrace.channels",
            "dev.millrace.core"}, faults = {Fault.INTERRUPT,
                    Fault.SPURIOUS_WAKEUP}, budget = "600ms", seed = 20_261_123)
    private @interface Checked {}

    // ---- as a queue

    @Checked
    void oneToOne_ofOnePlace_isAQueue(QueueSpec<Channel<Item>> spec) {
        queue(spec, 1).create(() -> oneToOne(1)).producers(1, 1).consumers(1, 1);
    }

    @Checked
    void oneToOne_ofThreePlaces_isAQueue(QueueSpec<Channel<Item>> spec) {
        queue(spec, 3).create(() -> oneToOne(3)).producers(1, 1).consumers(1, 1);
    }

    @Checked
    void many_ofOnePlace_isAQueue(QueueSpec<Channel<Item>> spec) {
        queue(spec, 1).create(() -> Channel.bounded(1)).producers(1, 2).consumers(1, 2);
    }

    @Checked
    void many_ofTwoPlaces_isAQueue(QueueSpec<Channel<Item>> spec) {
        queue(spec, 2).create(() -> Channel.bounded(2)).producers(1, 3).consumers(1, 2);
    }

    @Checked
    void many_ofThreePlaces_isAQueue(QueueSpec<Channel<Item>> spec) {
        queue(spec, 3).create(() -> Channel.bounded(3)).producers(1, 2).consumers(1, 3);
    }

    @Checked
    void many_whoseWaitersParkAtOnce_isAQueue(QueueSpec<Channel<Item>> spec) {
        queue(spec, 1).create(() -> Channel.builder().bounded(1).waitStrategy(WaitStrategy.PARK).build());
    }

    @Checked
    void unbounded_isAQueue(QueueSpec<Channel<Item>> spec) {
        queue(spec, Channel.UNBOUNDED).create(Channel::unbounded).producers(1, 3).consumers(1, 2);
    }

    /** Only what waits for good, so that every lost wake-up ends a run. */
    @Checked
    void many_whereAllWait_losesNoWakeUp(QueueSpec<Channel<Item>> spec) {
        spec.create(() -> Channel.bounded(1)).capacity(1).put(Channel::send).take(Channel::receive)
                .producers(1, 3).consumers(1, 3).interrupts();
    }

    /** As {@link #many_whereAllWait_losesNoWakeUp}. */
    @Checked
    void oneToOne_whereAllWait_losesNoWakeUp(QueueSpec<Channel<Item>> spec) {
        spec.create(() -> oneToOne(2)).capacity(2).put(Channel::send).take(Channel::receive)
                .producers(1, 1).consumers(1, 1).interrupts();
    }

    private static QueueSpec<Channel<Item>> queue(QueueSpec<Channel<Item>> spec, int capacity) {
        return spec.capacity(capacity).put(Channel::send).take(Channel::receive)
                .offer((channel, item) -> channel.trySend(item) == SendResult.SENT).poll(Channel::tryReceive)
                .offerFor(Channel::send).pollFor(Channel::receive)
                .size(Channel::size).interrupts();
    }

    private static <T> Channel<T> oneToOne(int capacity) {
        return Channel.builder().bounded(capacity).senders(Parties.ONE).receivers(Parties.ONE).build();
    }

    // ---- as a pipe

    @Checked
    void oneToOne_closed_isReadToTheEnd(PipeSpec<Channel<Item>> spec) {
        pipe(spec, 2).create(() -> oneToOne(2)).writers(1, 1).readers(1, 1);
    }

    @Checked
    void many_closed_isReadToTheEnd(PipeSpec<Channel<Item>> spec) {
        pipe(spec, 1).create(() -> Channel.bounded(1)).writers(1, 3).readers(1, 2);
    }

    @Checked
    void many_ofTwoPlacesClosed_isReadToTheEnd(PipeSpec<Channel<Item>> spec) {
        pipe(spec, 2).create(() -> Channel.bounded(2)).writers(1, 2).readers(1, 3);
    }

    @Checked
    void many_closedWhileSeveralWait_letsAllGo(PipeSpec<Channel<Item>> spec) {
        pipe(spec, 1).create(() -> Channel.bounded(1)).writers(3, 4).readers(0, 1).operations(3);
    }

    @Checked
    void unbounded_closed_isReadToTheEnd(PipeSpec<Channel<Item>> spec) {
        pipe(spec, Channel.UNBOUNDED).create(Channel::unbounded).writers(1, 2).readers(1, 3);
    }

    private static PipeSpec<Channel<Item>> pipe(PipeSpec<Channel<Item>> spec, int capacity) {
        return spec.capacity(capacity).write(ChannelCheckTest::write).read(ChannelCheckTest::read).close(Channel::close)
                .interrupts();
    }

    private static boolean write(Channel<Item> channel, Item item) throws InterruptedException {
        try {
            channel.send(item);
            return true;
        } catch (ChannelClosedException e) {
            return false;
        }
    }

    private static @Nullable Item read(Channel<Item> channel) throws InterruptedException {
        return switch (channel.receiveOrClosed()) {
            case Received.Item<Item>(Item item) -> item;
            case Received.Closed<Item> _ -> null;
        };
    }

    // ---- closed, failed, closed at once

    @Checked
    void oneToOne_endedInEveryWay_actsAsTheModel(Spec<Channel<Integer>, ChannelModel> spec) {
        all(spec, 2).create(() -> oneToOne(2)).role("sender", 1, 1, "send", "sendFor", "trySend")
                .role("receiver", 1, 1, "receive", "receiveFor", "tryReceive");
    }

    /**
     * A sender finds the channel open and full, and stalls; the channel is closed, and then a place becomes free. What the
     * sender does now must not count as sent before the close, when there was no place.
     */
    @Checked
    void oneToOne_placeFreedAfterTheClose_isNotForASendThatCameBefore(Spec<Channel<Integer>, ChannelModel> spec) {
        spec.create(() -> oneToOne(1)).model(new ChannelModel(List.of(), 1, null)).size(2).threads(1, 1)
                .phrase("close", "tryReceive").role("sender", 1, 1, "trySend");
        trySend(spec, Gen.ints(1, 9));
        tryReceive(spec);
        close(spec);
    }

    @Checked
    void many_endedInEveryWay_actsAsTheModel(Spec<Channel<Integer>, ChannelModel> spec) {
        all(spec, 1).create(() -> Channel.bounded(1)).role("sender", 1, 2, "send", "sendFor", "trySend")
                .role("receiver", 1, 2, "receive", "receiveFor", "tryReceive");
    }

    @Checked
    void unbounded_endedInEveryWay_actsAsTheModel(Spec<Channel<Integer>, ChannelModel> spec) {
        all(spec, Channel.UNBOUNDED).create(Channel::unbounded).role("sender", 1, 2, "send", "sendFor", "trySend")
                .role("receiver", 1, 2, "receive", "receiveFor", "tryReceive");
    }

    /** The items in a channel, and whether and why it is closed. */
    record ChannelModel(List<Integer> items, int capacity, @Nullable String end) {

        boolean canSend() {
            return end != null || items.size() < capacity;
        }

        boolean canReceive() {
            return end != null || !items.isEmpty();
        }

        ChannelModel ended(String how) {
            return end == null ? new ChannelModel(items, capacity, how) : this;
        }

        Step<ChannelModel> send(int item) {
            if (end != null) {
                return to(this, end);
            }
            if (items.size() >= capacity) {
                return to(this, "full");
            }
            List<Integer> more = new ArrayList<>(items);
            more.add(item);
            return to(new ChannelModel(List.copyOf(more), capacity, null), "sent");
        }

        Step<ChannelModel> receive() {
            return items.isEmpty()
                    ? to(this, end == null ? "empty" : end)
                    : to(new ChannelModel(items.subList(1, items.size()), capacity, end), items.getFirst());
        }

        private static Step<ChannelModel> to(ChannelModel next, Object result) {
            return Step.to(next, result);
        }
    }

    private static Spec<Channel<Integer>, ChannelModel> all(Spec<Channel<Integer>, ChannelModel> spec, int capacity) {
        Gen<Integer> items = Gen.ints(1, 9);
        Gen<Duration> waits = Gen.durations(Duration.ofMillis(2));
        spec.model(new ChannelModel(List.of(), capacity, null)).size(3).threads(0, 2).interrupts();
        spec.operation("send", items, (channel, item) -> ending(() -> {
            channel.send(item);
            return "sent";
        })).when((model, _) -> model.canSend()).steps(ChannelModel::send);
        spec.operation("sendFor", items, waits,
                (channel, item, wait) -> ending(() -> channel.send(item, wait) ? "sent" : "full"))
                .steps((model, call) -> model.send(call.first()));
        trySend(spec, items);
        spec.operation("receive", channel -> ending(channel::receive)).when((model, _) -> model.canReceive())
                .steps((model, _) -> model.receive());
        spec.operation("receiveFor", waits, (channel, wait) -> ending(() -> orEmpty(channel.receive(wait))))
                .steps((model, _) -> model.receive());
        tryReceive(spec);
        close(spec);
        spec.operation("fail", channel -> channel.fail(new IOException("no more")))
                .steps((model, _) -> Step.to(model.ended("failed"), model.end() == null));
        isClosed(spec);
        spec.operation("isDrained", Channel::isDrained).steps((model, _) -> Step.to(model,
                model.end() != null && model.items().isEmpty()));
        return spec;
    }

    private static void trySend(Spec<Channel<Integer>, ChannelModel> spec, Gen<Integer> items) {
        spec.operation("trySend", items, (channel, item) -> switch (channel.trySend(item)) {
            case SENT -> "sent";
            case FULL -> "full";
            case CLOSED -> "over";
        }).steps((model, item) -> model.end() == null ? model.send(item) : Step.to(model, "over"));
    }

    private static void tryReceive(Spec<Channel<Integer>, ChannelModel> spec) {
        spec.operation("tryReceive", channel -> ending(() -> orEmpty(channel.tryReceive())))
                .steps((model, _) -> model.receive());
    }

    private static void close(Spec<Channel<Integer>, ChannelModel> spec) {
        spec.operation("close", channel -> {
            channel.close();
            return null;
        }).steps((model, _) -> Step.to(model.ended("closed"), null));
    }

    private static void isClosed(Spec<Channel<Integer>, ChannelModel> spec) {
        spec.operation("isClosed", Channel::isClosed)
                .steps((model, _) -> Step.to(model, model.end() != null));
    }

    // ---- a rendezvous, and what is left over

    @Checked
    void rendezvous_manyOnBothSides_pairsThem(Spec<Exchange, Object> spec) {
        Exchange.describe(spec, true, 2).create(() -> new Exchange(Channel.rendezvous()));
    }

    /** Only what waits for good, so that every lost wake-up ends a run. */
    @Checked
    void rendezvous_whereAllWait_losesNoWakeUp(Spec<Exchange, Object> spec) {
        Exchange.describeWaiting(spec).create(() -> new Exchange(Channel.rendezvous()));
    }

    @Checked
    void rendezvous_closedWhileSeveralWait_letsAllGo(Spec<Exchange, Object> spec) {
        Exchange.describeWaitingAndClose(spec).create(() -> new Exchange(Channel.rendezvous()));
    }

    @Checked
    void oneToOne_closedAtOnce_handsBackWhatNobodyReceived(Spec<Exchange, Object> spec) {
        Exchange.describe(spec, false, 1).create(() -> new Exchange(oneToOne(2)));
    }

    @Checked
    void many_closedAtOnce_handsBackWhatNobodyReceived(Spec<Exchange, Object> spec) {
        Exchange.describe(spec, false, 2).create(() -> new Exchange(Channel.bounded(2)));
    }

    @Checked
    void unbounded_closedAtOnce_handsBackWhatNobodyReceived(Spec<Exchange, Object> spec) {
        Exchange.describe(spec, false, 2).create(() -> new Exchange(Channel.unbounded()));
    }

    private static Object orEmpty(@Nullable Object item) {
        return item == null ? "empty" : item;
    }

    /** The call's result, or how the channel ended. */
    private static Object ending(Callable<?> call) throws Exception {
        try {
            return call.call();
        } catch (ChannelClosedException e) {
            return e.getCause() == null ? "closed" : "failed";
        }
    }
}
