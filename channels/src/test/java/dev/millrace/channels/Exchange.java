package dev.millrace.channels;

import dev.millrace.testkit.history.History;
import dev.millrace.testkit.history.Operation;
import dev.millrace.testkit.history.Verdict;
import dev.millrace.testkit.scenario.Call;
import dev.millrace.testkit.spec.Gen;
import dev.millrace.testkit.spec.Spec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A channel whose items are numbered as they are sent: a send says under which number its item was accepted, and a receive
 * which number it got. So each item can be followed, also where two calls meet and none comes first, as in a rendezvous, and
 * where a call is no single step, as the taking out of all that is left.
 */
final class Exchange {

    private static final String CLOSED = "closed";
    private static final String NOTHING = "nothing";

    private final Channel<Integer> channel;
    private final AtomicInteger made = new AtomicInteger();

    Exchange(Channel<Integer> channel) {
        this.channel = channel;
    }

    /** All forms of send and receive, and of the end, with so many threads on each side at the most. */
    static Spec<Exchange, Object> describe(Spec<Exchange, Object> spec, boolean rendezvous, int most) {
        Gen<Duration> waits = Gen.durations(Duration.ofMillis(2));
        describeWaiting(spec).judge(history -> new Trace(history, rendezvous).verdict());
        spec.operation("sendFor", waits, (exchange, wait) -> exchange.send(item -> exchange.channel.send(item, wait)));
        spec.operation("trySend", exchange -> exchange.send(exchange::trySend));
        spec.operation("receiveFor", waits,
                (exchange, wait) -> orClosed(() -> orNothing(exchange.channel.receive(wait))));
        spec.operation("tryReceive", exchange -> orClosed(() -> orNothing(exchange.channel.tryReceive())));
        addClose(spec);
        spec.operation("closeNow", exchange -> exchange.channel.closeNow());
        return spec.epilogue((_, calls) -> calls.make(Call.of("closeNow"))).threads(0, 2).size(3)
                .role("sender", 1, most, "send", "sendFor", "trySend")
                .role("receiver", 1, most, "receive", "receiveFor", "tryReceive");
    }

    /** Several wait, most of them on the same side, and are closed. */
    static Spec<Exchange, Object> describeWaitingAndClose(Spec<Exchange, Object> spec) {
        addClose(describeWaiting(spec));
        return spec.threads(0, 1).role("sender", 2, 3, "send").role("closer", 1, 1, "close");
    }

    private static void addClose(Spec<Exchange, Object> spec) {
        spec.operation("close", exchange -> {
            exchange.channel.close();
            return null;
        });
    }

    /** Only send and receive without a limit, on a channel that holds nothing and is never closed. */
    static Spec<Exchange, Object> describeWaiting(Spec<Exchange, Object> spec) {
        spec.operation("send", exchange -> exchange.send(item -> {
            exchange.channel.send(item);
            return true;
        }));
        spec.operation("receive", exchange -> orClosed(exchange.channel::receive));
        return spec.judge(history -> new Trace(history, true).verdict()).threads(2, 4).size(3).interrupts();
    }

    private interface Send {
        boolean accepts(int item) throws InterruptedException;
    }

    private Object send(Send form) throws Exception {
        int item = made.incrementAndGet();
        return orClosed(() -> form.accepts(item) ? item : NOTHING);
    }

    private boolean trySend(int item) throws InterruptedException {
        return switch (channel.trySend(item)) {
            case SENT -> true;
            case FULL -> false;
            case CLOSED -> throw new ChannelClosedException("closed", null);
        };
    }

    private static Object orClosed(Callable<?> call) throws Exception {
        try {
            return call.call();
        } catch (ChannelClosedException e) {
            return CLOSED;
        }
    }

    private static Object orNothing(@Nullable Object item) {
        return item == null ? NOTHING : item;
    }

    /** What became of each item. */
    private static final class Trace {

        private final History history;
        private final boolean rendezvous;
        private final Map<Integer, Operation> sends = new HashMap<>();
        private final Map<Integer, Operation> takers = new HashMap<>();
        private final List<Operation> closes = new ArrayList<>();
        private final List<Operation> sweeps = new ArrayList<>();
        private final List<Operation> blocked = new ArrayList<>();

        Trace(History history, boolean rendezvous) {
            this.history = history;
            this.rendezvous = rendezvous;
        }

        Verdict verdict() {
            Verdict wrong = follow();
            if (wrong == null) {
                wrong = meet();
            }
            if (wrong == null) {
                wrong = end();
            }
            if (wrong == null && rendezvous) {
                wrong = missed();
            }
            return wrong == null ? new Verdict.Linearizable(List.of()) : wrong;
        }

        /** Each item is taken at most once. */
        private @Nullable Verdict follow() {
            for (Operation call : history.operations()) {
                if (call.name().startsWith("close")) {
                    closes.add(call);
                }
                if (call.name().equals("closeNow")) {
                    sweeps.add(call);
                }
                if (!call.hasReturned()) {
                    blocked.add(call);
                }
                if (call.output() instanceof Operation.Thrown thrown
                        && !thrown.type().equals(InterruptedException.class)) {
                    return wrong("failed with " + thrown, call);
                }
                List<?> items = call.output() instanceof List<?> rest ? rest : List.of(call.output() + "");
                for (Object item : items) {
                    if (item.toString().matches("\\d+")) {
                        Map<Integer, Operation> side = call.name().toLowerCase(Locale.ROOT).contains("send")
                                ? sends
                                : takers;
                        if (side.put(Integer.valueOf(item.toString()), call) != null) {
                            return wrong("had item " + item + " as another call had", call);
                        }
                    }
                }
            }
            return null;
        }

        /** What was accepted was taken, and nothing else; in a rendezvous while both were at it. */
        private @Nullable Verdict meet() {
            for (Map.Entry<Integer, Operation> taken : takers.entrySet()) {
                Operation send = sends.get(taken.getKey());
                if (send == null || taken.getValue().returnedAt() < send.invokedAt()) {
                    return wrong("took item " + taken.getKey() + ", which no send says was accepted", taken.getValue());
                }
                if (rendezvous && send.returnedAt() < taken.getValue().invokedAt()) {
                    return wrong("took item " + taken.getKey() + " after its send had ended", taken.getValue());
                }
            }
            boolean mustBeEmpty = rendezvous || (blocked.isEmpty() && !sweeps.isEmpty());
            for (Map.Entry<Integer, Operation> sent : sends.entrySet()) {
                if (mustBeEmpty && !takers.containsKey(sent.getKey())) {
                    return wrong("was accepted, and nobody got item " + sent.getKey(), sent.getValue());
                }
            }
            return null;
        }

        /** The end is seen by all that come later, and by nobody too early. */
        private @Nullable Verdict end() {
            long first = closes.stream().mapToLong(Operation::invokedAt).min().orElse(Long.MAX_VALUE);
            long closed = closes.stream().mapToLong(Operation::returnedAt).min().orElse(Long.MAX_VALUE);
            long swept = sweeps.isEmpty()
                    ? Long.MAX_VALUE
                    : sweeps.stream().mapToLong(Operation::returnedAt).max().getAsLong();
            for (Operation call : history.operations()) {
                boolean sends = call.name().toLowerCase(Locale.ROOT).contains("send");
                boolean ended = call.output() instanceof Operation.Thrown || CLOSED.equals(call.output());
                if (CLOSED.equals(call.output()) && call.returnedAt() < first) {
                    return wrong("found the channel closed before anybody closed it", call);
                }
                boolean late = !closes.contains(call) && call.invokedAt() > (sends || rendezvous ? closed : swept);
                if (late && !ended) {
                    return wrong("came after the end and was not told so", call);
                }
                if (blocked.contains(call) && closed < Long.MAX_VALUE) {
                    return wrong("waits for ever on a channel that is closed", call);
                }
            }
            return null;
        }

        /** Nobody waits for a match, or finds none, while somebody waits on the other side. */
        private @Nullable Verdict missed() {
            for (Operation call : history.operations()) {
                boolean found = call.hasReturned() && !NOTHING.equals(call.output());
                for (Operation other : found ? List.<Operation>of() : blocked) {
                    boolean opposite = call.name().equals("send") != other.name().equals("send")
                            && (call.name().startsWith("receive") || call.name().equals("tryReceive")) == other.name()
                                    .equals("send");
                    boolean waitedAllTheTime = !call.hasReturned() || other.waitedAt() < call.invokedAt();
                    if (opposite && waitedAllTheTime) {
                        return wrong("found nobody, while thread " + other.thread() + " waits in " + other.name(),
                                call);
                    }
                }
            }
            return null;
        }

        private static Verdict wrong(String what, Operation call) {
            return new Verdict.Violation(call.name() + " of thread " + call.thread() + " " + what, List.of(), call);
        }
    }
}
