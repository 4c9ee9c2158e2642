package dev.millrace.testkit.readme;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.MyQueue;
import dev.millrace.testkit.Check;
import dev.millrace.testkit.Engine;
import dev.millrace.testkit.ThreadKind;
import dev.millrace.testkit.junit.ConcurrencyTest;
import dev.millrace.testkit.kill.KillPlan;
import dev.millrace.testkit.kill.Strike;
import dev.millrace.testkit.kill.Survival;
import dev.millrace.testkit.spec.Gen;
import dev.millrace.testkit.spec.Item;
import dev.millrace.testkit.spec.LockSpec;
import dev.millrace.testkit.spec.MailboxSpec;
import dev.millrace.testkit.spec.QueueSpec;
import dev.millrace.testkit.spec.Spec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The examples of the module's README, word for word. */
class ReadmeTest {

    @ConcurrencyTest(engines = {Engine.CONTROLLED, Engine.STRESS}, weave = "com.acme", budget = "2s")
    void queue(QueueSpec<MyQueue<Item>> spec) {
        spec.create(() -> new MyQueue<>(8)).capacity(8).offer(MyQueue::offer).poll(MyQueue::poll);
    }

    @Test
    void aQueue() {
        Check.queue((QueueSpec<ArrayBlockingQueue<Item>> spec) -> spec
                .create(() -> new ArrayBlockingQueue<>(4)).capacity(4)
                .put(ArrayBlockingQueue::put).take(ArrayBlockingQueue::take)
                .offer(ArrayBlockingQueue::offer).poll(ArrayBlockingQueue::poll)
                .producers(1, 3).consumers(1, 2).interrupts())
                .threads(ThreadKind.VIRTUAL).budget(Duration.ofSeconds(1)).run().orThrow();
    }

    @Test
    void aLock() {
        Check.lock((LockSpec<ReentrantLock> spec) -> spec
                .create(ReentrantLock::new).lock(ReentrantLock::lock).unlock(ReentrantLock::unlock)
                .tryLock(ReentrantLock::tryLock).lockInterruptibly(ReentrantLock::lockInterruptibly)
                .reentrant().owned().interrupts())
                .engines(Engine.CONTROLLED).weaveJdk().budget(Duration.ofSeconds(1)).run().orThrow();
    }

    @Test
    void aStateMachine() {
        Check.object((Spec<ConcurrentHashMap<Integer, Integer>, HashMap<Integer, Integer>> spec) -> {
            spec.create(ConcurrentHashMap::new).model(HashMap::new, HashMap::new);
            spec.operation("put", Gen.ints(0, 2), Gen.ints(0, 9), (map, k, v) -> map.put(k, v))
                    .like((model, kv) -> model.put(kv.first(), kv.second()));
            spec.operation("remove", Gen.ints(0, 2), (map, k) -> map.remove(k)).like((model, k) -> model.remove(k));
            spec.operation("get", Gen.ints(0, 2), (map, k) -> map.get(k)).like((model, k) -> model.get(k));
        }).budget(Duration.ofSeconds(1)).run().orThrow();
    }

    @Test
    void anActor() {
        Check.mailbox((MailboxSpec<MyActor> spec) -> spec
                .create(MyActor::new).tell(MyActor::tell).senders(1, 3))
                .engines(Engine.CONTROLLED).budget(Duration.ofSeconds(1)).run().orThrow();
    }

    @Test
    void aProcess() throws InterruptedException {
        KillPlan.named("log").file("64 KiB")
                .children(2, "producer", Producer.class)
                .strike(Strike.kill("producer").inside("offer", 100))
                .drain(memory -> new SharedLog(memory).drain())
                .expect(Survival.queue("offer", "poll"))
                .rounds(5).run().orThrow();
    }

    @Test
    void examples_ofTheReadme_areThoseAbove() throws IOException {
        String sources = "";
        for (String name : List.of("ReadmeTest", "Producer")) {
            sources += read(Path.of("src/test/java/dev/millrace/testkit/readme/" + name + ".java"));
        }
        List<String> blocks = new ArrayList<>();
        Matcher matcher = Pattern.compile("(?s)```java\n(.*?)```").matcher(Files.readString(Path.of("README.md")));
        while (matcher.find()) {
            blocks.add(matcher.group(1).replaceAll("\\s+", " ").strip());
        }
        assertThat(blocks).hasSizeGreaterThanOrEqualTo(6);
        for (String block : blocks) {
            assertThat(sources).contains(block);
        }
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file).replaceAll("\\s+", " ");
    }
}
