package dev.millrace.testkit.mutants.queue;

import dev.millrace.testkit.Check;
import dev.millrace.testkit.Engine;
import dev.millrace.testkit.history.QueueCriterion;
import dev.millrace.testkit.mutants.Maker;
import dev.millrace.testkit.spec.Gen;
import dev.millrace.testkit.spec.Item;
import dev.millrace.testkit.spec.PipeSpec;
import dev.millrace.testkit.spec.QueueSpec;
import dev.millrace.testkit.spec.Spec;
import dev.millrace.testkit.spec.Step;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Queues and channels that are wrong in one place, and for each the one that is right: the class of which the mutant is a
 * subclass. Q, R and P are textbook mistakes; X are small models of mistakes that libraries in use have had.
 */
final class QueueMutants {

    private QueueMutants() {}

    /**
     * A mutant.
     *
     * @param name   its name in the catalogue
     * @param engine the engine that must find it
     * @param reason what the verdict must say, as a regular expression
     * @param check  the check that must fail
     */
    record Mutant(String name, Engine engine, String reason, Check check) {
        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * What is right.
     *
     * @param name   the name of the class
     * @param engine the engine that looks for a mistake
     * @param check  the check that must pass
     */
    record Twin(String name, Engine engine, Check check) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Mutant> mutants() {
        return List.of(
                controlled("Q01 DoublePoll", "Repeat: poll\\(\\) = \\d+ .* both took",
                        manyToMany(() -> new ManyToManyRing.DoublePoll(2))),
                controlled("Q02 LostOffer", "Empty: poll\\(\\) = null .* never empty",
                        manyToMany(() -> new ManyToManyRing.LostOffer(2))),
                controlled("Q04 StaleSlot", "Repeat: poll\\(\\) = \\d+ .* both took",
                        manyToOne(() -> new ManyToOneRing.StaleSlot<>(1))),
                controlled("Q06 WeakEmpty", "Empty: poll\\(\\) = null .* never empty",
                        linked(LinkedRow.WeakEmpty::new)),
                controlled("Q08 OffByOneFull", "offer\\(\\d+\\) = true .*capacity: 2",
                        oneToOne(() -> new OneToOneRing.OffByOneFull(2))),
                controlled("Q09 SizeOrder", "size=-1 \\(expected: 0 to 2\\)",
                        manyToMany(() -> new ManyToManyRing.SizeOrder(2))),
                controlled("Q10 ResizeRace", "poll failed with NullPointerException",
                        growing(() -> new GrowingRow.ResizeRace(1))),
                controlled("Q12 PlainPublish", "UnsafePublication.*proof=0 is allowed here",
                        oneToOne(() -> new OneToOneRing.PlainPublish(2))),
                controlled("Q14 BatchClaim", "livelock", filled(() -> new ManyToOneRing.BatchClaim<>(64))),
                controlled("R05 OneGate", "no order explains publish\\(\\d\\) = true",
                        broadcast(() -> new Broadcast.OneGate(1))),
                controlled("P01 CloseRace", "no order explains (read\\(\\) = |write\\(\\d+\\) = true)",
                        closable(() -> new ClosableChannel.CloseRace(2))),
                controlled("X01 LateFlag", "LostWakeUp: take\\(\\) waits", inbox(Inbox.LateFlag::new)),
                controlled("X02 IndexFirst", "Empty: poll\\(\\) = null .* never empty",
                        oneToOne(() -> new OneToOneRing.IndexFirst(2))),
                controlled("X03 FalseFull", "Full: offer\\(\\d+\\) = false .* found no room",
                        manyToMany(() -> new ManyToManyRing.FalseFull(2))),
                controlled("X04 OutsideLock", "LostWakeUp: take\\(\\) waits",
                        handOver(() -> new HandOver.OutsideLock(1))),
                controlled("X05 CloseDrops", "no order explains read\\(\\) = null",
                        closable(() -> new ClosableChannel.CloseDrops(2))),
                controlled("X06 LateHandOver", "Empty: poll\\(\\) = null .* never empty",
                        timed(() -> new HandOver.LateHandOver(1))),
                controlled("X07 InterruptedPut", "Fresh: (take|poll)\\(\\) = \\d+ .* nobody had added",
                        interrupted(() -> new HandOver.InterruptedPut(1))),
                controlled("X08 OneSignal", "LostWakeUp: take\\(\\) waits",
                        locked(() -> new LockedChannel.OneSignal(2))),
                controlled("X09 WaitOnce", "take failed with NoSuchElementException",
                        locked(() -> new LockedChannel.WaitOnce(2))),
                controlled("X10 CloseWakesOne", "lost wake-up: read\\(\\) waits",
                        closable(() -> new ClosableChannel.CloseWakesOne(2))),
                controlled("X11 RecycledNode", "(Empty|Repeat|Order): poll\\(\\) = ", nodes(NodeRow.RecycledNode::new)),
                controlled("X12 GreedySelect", "Empty: poll\\(\\) = null .* never empty",
                        selection(Selection.GreedySelect::new)),
                stress("X13 NoFence", "LostWakeUp: (take|put)", fenced(OneSlot.NoFence::new)
                        .patience(Duration.ofSeconds(1))));
    }

    static List<Twin> twins() {
        return List.of(
                new Twin("ManyToManyRing", Engine.CONTROLLED, manyToMany(() -> new ManyToManyRing(2))),
                new Twin("ManyToOneRing", Engine.CONTROLLED, manyToOne(() -> new ManyToOneRing<>(1))),
                new Twin("ManyToOneRing.fill", Engine.CONTROLLED, filled(() -> new ManyToOneRing<>(64))),
                new Twin("LinkedRow", Engine.CONTROLLED, linked(LinkedRow::new)),
                new Twin("OneToOneRing", Engine.CONTROLLED, oneToOne(() -> new OneToOneRing(2))),
                new Twin("OneToOneRing", Engine.STRESS, oneToOne(() -> new OneToOneRing(64))),
                new Twin("GrowingRow", Engine.CONTROLLED, growing(() -> new GrowingRow(1))),
                new Twin("Broadcast", Engine.CONTROLLED, broadcast(() -> new Broadcast(1))),
                new Twin("ClosableChannel", Engine.CONTROLLED, closable(() -> new ClosableChannel(2))),
                new Twin("Inbox", Engine.CONTROLLED, inbox(Inbox::new)),
                new Twin("HandOver", Engine.CONTROLLED, handOver(() -> new HandOver(1))),
                new Twin("HandOver, timed", Engine.CONTROLLED, timed(() -> new HandOver(1))),
                new Twin("HandOver, interrupted", Engine.CONTROLLED, interrupted(() -> new HandOver(1))),
                new Twin("LockedChannel", Engine.CONTROLLED, locked(() -> new LockedChannel(2))),
                new Twin("NodeRow", Engine.CONTROLLED, nodes(NodeRow::new)),
                new Twin("Selection", Engine.CONTROLLED, selection(Selection::new)),
                new Twin("OneSlot", Engine.STRESS, fenced(OneSlot::new)));
    }

    private static Mutant controlled(String name, String reason, Check check) {
        return new Mutant(name, Engine.CONTROLLED, reason, check);
    }

    /** Only a machine that reorders shows it. */
    private static Mutant stress(String name, String reason, Check check) {
        return new Mutant(name, Engine.STRESS, reason, check);
    }

    private static Check manyToMany(Maker<ManyToManyRing> maker) {
        return Check.queue((QueueSpec<ManyToManyRing> q) -> q.create(maker).capacity(2).offer(ManyToManyRing::offer)
                .poll(ManyToManyRing::poll).size(ManyToManyRing::size).producers(1, 2).consumers(1, 2));
    }

    private static Check manyToOne(Maker<ManyToOneRing<Item>> maker) {
        return Check.queue((QueueSpec<ManyToOneRing<Item>> q) -> q.create(maker).capacity(1)
                .offer(ManyToOneRing::offer).poll(ManyToOneRing::poll).producers(1, 2).consumers(1, 1));
    }

    /** Lists of numbers; an odd number is put in once, where twice was claimed. */
    private static Check filled(Maker<ManyToOneRing<Integer>> maker) {
        return Check.object((Spec<ManyToOneRing<Integer>, ArrayDeque<Integer>> spec) -> {
            spec.create(maker).model(ArrayDeque::new, ArrayDeque::new).size(3);
            spec.operation("fill", Gen.ints(0, 5), (ring, n) -> ring.fill(source(n)::next, 2)).like((row, n) -> {
                source(n).forEachRemaining(row::add);
                if (n % 2 == 1) {
                    throw new NoSuchElementException();
                }
                return 2;
            });
            spec.operation("poll", ManyToOneRing::poll).like((row, _) -> row.poll());
            spec.role("producer", 1, 2, "fill").role("consumer", 1, 1, "poll");
        });
    }

    private static Iterator<Integer> source(int number) {
        return (number % 2 == 1 ? List.of(number) : List.of(number, number)).iterator();
    }

    private static Check linked(Maker<LinkedRow> maker) {
        return Check.queue((QueueSpec<LinkedRow> q) -> q.create(maker).offer(LinkedRow::offer).poll(LinkedRow::poll)
                .producers(1, 2).consumers(1, 1));
    }

    private static Check oneToOne(Maker<OneToOneRing> maker) {
        return Check.queue((QueueSpec<OneToOneRing> q) -> q.create(maker).capacity(maker.get().capacity)
                .offer(OneToOneRing::offer).poll(OneToOneRing::poll).producers(1, 1).consumers(1, 1));
    }

    private static Check growing(Maker<GrowingRow> maker) {
        return Check.queue((QueueSpec<GrowingRow> q) -> q.create(maker).offer(GrowingRow::offer).poll(GrowingRow::poll)
                .producers(1, 1).consumers(1, 1));
    }

    /** What was published, and how much of it each consumer has read. */
    private record Published(List<Integer> values, int first, int second) {
        Step<Published> publish(int value) {
            if (values.size() - Math.min(first, second) >= 1) {
                return Step.to(this, false);
            }
            List<Integer> more = new ArrayList<>(values);
            more.add(value);
            return Step.to(new Published(List.copyOf(more), first, second), true);
        }

        Step<Published> readFirst() {
            return first == values.size()
                    ? Step.to(this, null)
                    : Step.to(new Published(values, first + 1, second), values.get(first));
        }

        Step<Published> readSecond() {
            return second == values.size()
                    ? Step.to(this, null)
                    : Step.to(new Published(values, first, second + 1), values.get(second));
        }
    }

    private static Check broadcast(Maker<Broadcast> maker) {
        return Check.object((Spec<Broadcast, Published> spec) -> {
            spec.create(maker).model(new Published(List.of(), 0, 0));
            spec.operation("publish", Gen.ints(1, 9), Broadcast::publish).steps(Published::publish);
            spec.operation("readFirst", ring -> ring.read(0)).steps((state, _) -> state.readFirst());
            spec.operation("readSecond", ring -> ring.read(1)).steps((state, _) -> state.readSecond());
            spec.role("producer", 1, 1, "publish").role("first", 1, 1, "readFirst").role("second", 1, 1, "readSecond");
        });
    }

    private static Check closable(Maker<ClosableChannel> maker) {
        return Check.pipe((PipeSpec<ClosableChannel> p) -> p.create(maker).capacity(2).write(ClosableChannel::write)
                .read(ClosableChannel::read).close(ClosableChannel::close).readers(1, 2)).weaveJdk();
    }

    private static Check inbox(Maker<Inbox> maker) {
        return Check.queue((QueueSpec<Inbox> q) -> q.create(maker).offer(Inbox::offer).take(Inbox::take)
                .isEmpty(Inbox::isEmpty).producers(1, 2).consumers(1, 1));
    }

    private static Check handOver(Maker<HandOver> maker) {
        return Check.queue((QueueSpec<HandOver> q) -> q.create(maker).capacity(1).put(HandOver::put)
                .take(HandOver::take).poll(HandOver::poll)).weaveJdk();
    }

    private static Check timed(Maker<HandOver> maker) {
        return Check.queue((QueueSpec<HandOver> q) -> q.create(maker).capacity(1).put(HandOver::put)
                .pollFor(HandOver::pollFor).poll(HandOver::poll)).weaveJdk();
    }

    private static Check interrupted(Maker<HandOver> maker) {
        return Check.queue((QueueSpec<HandOver> q) -> q.create(maker).capacity(1).put(HandOver::put)
                .take(HandOver::take).poll(HandOver::poll).interrupts()).weaveJdk();
    }

    private static Check locked(Maker<LockedChannel> maker) {
        return Check.queue((QueueSpec<LockedChannel> q) -> q.create(maker).capacity(2).put(LockedChannel::put)
                .take(LockedChannel::take)).weaveJdk();
    }

    private static Check nodes(Maker<NodeRow> maker) {
        return Check.queue((QueueSpec<NodeRow> q) -> q.create(maker).offer(NodeRow::offer).poll(NodeRow::poll));
    }

    private static Check selection(Maker<Selection> maker) {
        return Check.queue((QueueSpec<Selection> q) -> q.create(maker).put(Selection::put).take(Selection::take)
                .poll(Selection::poll).expect(QueueCriterion.NO_LOSS)).weaveJdk();
    }

    private static Check fenced(Maker<OneSlot> maker) {
        return Check.queue((QueueSpec<OneSlot> q) -> q.create(maker).capacity(1).put(OneSlot::put).take(OneSlot::take)
                .producers(1, 1).consumers(1, 1));
    }
}
