package dev.millrace.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class TransfersTest {

    private static final int ITEMS = 10_000;
    private static final int FEW_ITEMS = 1_000;

    static Stream<Arguments> allThatFit() {
        return Transfers.ALL.all().stream()
                .flatMap(peer -> Stream.of(ThreadKind.values())
                        .flatMap(kind -> Stream.of("1to1", "2to1", "2to2")
                                .flatMap(shape -> Stream.of(0, 1, 16, 1024)
                                        .map(capacity -> new Workload(kind, Shape.parse(shape), capacity))))
                        .filter(peer.fits())
                        .map(work -> Arguments.of(peer.name(), work)));
    }

    static Stream<Arguments> allOneToOne() {
        return allThatFit().filter(arguments -> ((Workload) arguments.get()[1]).isOneToOne()
                && ((Workload) arguments.get()[1]).capacity() != 1);
    }

    @ParameterizedTest
    @MethodSource("allOneToOne")
    void transfer_oneToOne_movesEveryItemInOrder(String name, Workload work) throws InterruptedException {
        Transfer<Integer> transfer = Transfers.ALL.named(name).open(work);
        Crew crew = new Crew(work.threads());
        int[] arrived = new int[ITEMS];
        crew.start(() -> {
            for (int i = 0; i < ITEMS; i++) {
                transfer.put(i);
            }
        });
        crew.start(() -> {
            for (int i = 0; i < ITEMS; i++) {
                arrived[i] = transfer.take();
            }
        });
        crew.join();
        for (int i = 0; i < ITEMS; i++) {
            assertThat(arrived[i]).isEqualTo(i);
        }
    }

    @ParameterizedTest
    @MethodSource("allThatFit")
    void traffic_everyWorkload_sumIsRight(String name, Workload work) throws InterruptedException {
        long perSender = Items.sum(FEW_ITEMS / work.shape().senders());
        assertThat(new Traffic(Transfers.ALL.named(name), work, FEW_ITEMS).run())
                .isEqualTo(perSender * work.shape().senders());
    }

    @Test
    void traffic_itemLost_fails() {
        Peer<Workload, Transfer<Integer>> lossy = new Peer<>("lossy", Peer.Standing.OTHER, work -> true, Lossy::new);
        Traffic traffic = new Traffic(lossy, new Workload(ThreadKind.VIRTUAL, Shape.ONE_TO_ONE, 16), ITEMS);
        assertThatThrownBy(traffic::run).isInstanceOf(IllegalStateException.class).hasMessageContaining("sum=");
    }

    @Test
    void traffic_threadFails_othersEndAndCauseIsKept() {
        Peer<Workload, Transfer<Integer>> broken = new Peer<>("broken", Peer.Standing.OTHER, work -> true, Broken::new);
        Traffic traffic = new Traffic(broken, new Workload(ThreadKind.PLATFORM, Shape.ONE_TO_ONE, 16), ITEMS);
        assertThatThrownBy(traffic::run)
                .isInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage("broken on purpose");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void open_workThatDoesNotFit_isRefused() {
        Workload twoReceivers = new Workload(ThreadKind.PLATFORM, Shape.parse("2to2"), 16);
        for (String name : List.of("millrace-one", "disruptor", "sq")) {
            assertThatThrownBy(() -> Transfers.ALL.named(name).open(twoReceivers))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(name + ": work=");
        }
    }

    @Test
    void named_unknown_saysWhichThereAre() {
        assertThatThrownBy(() -> Transfers.ALL.named("nobody"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("name=nobody")
                .hasMessageContaining("millrace-one");
    }

    /** Gives the first item twice, and the second never. */
    private static final class Lossy implements Transfer<Integer> {

        private final Transfer<Integer> queue;
        private int count;
        private int first;

        Lossy(Workload work) {
            queue = new ArrayBlockingQueueTransfer<>(work);
        }

        @Override
        public void put(Integer item) throws InterruptedException {
            queue.put(item);
        }

        @Override
        public Integer take() throws InterruptedException {
            int item = queue.take();
            first = count == 0 ? item : first;
            return count++ == 1 ? first : item;
        }
    }

    /** Fails to put, so that whoever takes would wait for ever. */
    private static final class Broken implements Transfer<Integer> {

        private final Transfer<Integer> queue;

        Broken(Workload work) {
            queue = new ArrayBlockingQueueTransfer<>(work);
        }

        @Override
        public void put(Integer item) {
            throw new IllegalArgumentException("broken on purpose");
        }

        @Override
        public Integer take() throws InterruptedException {
            return queue.take();
        }
    }
}
