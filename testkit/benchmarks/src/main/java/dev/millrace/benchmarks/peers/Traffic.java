package dev.millrace.benchmarks.peers;

/** Moves a fixed number of items over one transfer, from all its senders to all its receivers. */
public final class Traffic {

    private final Peer<Workload, Transfer<Integer>> peer;
    private final Workload work;
    private final int perSender;
    private final int perReceiver;
    private final long expected;

    /** Traffic of {@code items} items, which the threads of each side share evenly. */
    public Traffic(Peer<Workload, Transfer<Integer>> peer, Workload work, int items) {
        this.peer = peer;
        this.work = work;
        Shape shape = work.shape();
        if (items % (shape.senders() * shape.receivers()) != 0) {
            throw new IllegalArgumentException(
                    "traffic: items=" + items + " (expected: a multiple of the threads of " + shape + ")");
        }
        perSender = items / shape.senders();
        perReceiver = items / shape.receivers();
        expected = shape.senders() * Items.sum(perSender);
    }

    /**
     * Moves all items over a new transfer, in new threads.
     *
     * @return the sum of what arrived
     */
    public long run() throws InterruptedException {
        Transfer<Integer> transfer = peer.open(work);
        Crew crew = new Crew(work.threads());
        long[] sums = new long[work.shape().receivers()];
        for (int i = 0; i < sums.length; i++) {
            int receiver = i;
            crew.start(() -> sums[receiver] = Items.takeAll(transfer, perReceiver));
        }
        for (int i = 0; i < work.shape().senders(); i++) {
            crew.start(() -> Items.putAll(transfer, perSender));
        }
        crew.join();
        long sum = 0;
        for (long part : sums) {
            sum += part;
        }
        return Items.checkSum(sum, expected);
    }
}
