package dev.millrace.testkit.outside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.Check;
import dev.millrace.testkit.Engine;
import dev.millrace.testkit.spec.Spec;
import dev.millrace.testkit.spec.Step;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the JDK starts with the first wait of a virtual thread for a pipe, once in a JVM, outlives a controlled run. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PollersTest {

    private static final int WORKS = 7;

    /** Waits for what nobody writes. */
    static final class Reader {
        int read() throws IOException {
            Pipe pipe = Pipe.open();
            try (Pipe.SourceChannel source = pipe.source(); Pipe.SinkChannel sink = pipe.sink()) {
                return sink.isOpen() ? source.read(ByteBuffer.allocate(1)) : 0;
            }
        }
    }

    /** For a JVM of its own. */
    static final class Main {
        private Main() {}

        public static void main(String[] args) throws Exception {
            try {
                Check.object((Spec<Reader, Integer> spec) -> {
                    spec.create(Reader::new).model(0);
                    spec.operation("read", Reader::read).steps((model, _) -> Step.to(model, 1));
                }).engines(Engine.CONTROLLED).seed(1).budget(Duration.ofMillis(300)).run();
            } catch (IllegalStateException e) {
                System.exit(readsInAVirtualThread() ? WORKS : 1);
            }
        }

        private static boolean readsInAVirtualThread() throws Exception {
            Pipe pipe = Pipe.open();
            try (Pipe.SourceChannel source = pipe.source(); Pipe.SinkChannel sink = pipe.sink()) {
                CompletableFuture<Integer> read = new CompletableFuture<>();
                Thread reader = Thread.startVirtualThread(() -> {
                    try {
                        read.complete(source.read(ByteBuffer.allocate(1)));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
                while (reader.getState() != Thread.State.WAITING) {
                    Thread.onSpinWait();
                }
                sink.write(ByteBuffer.wrap(new byte[] {1}));
                return read.get(30, TimeUnit.SECONDS) == 1;
            }
        }
    }

    @Test
    void pipe_firstReadUnderControl_stillWorksAfterwards() throws Exception {
        Process jvm = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens", "java.base/java.lang=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                Main.class.getName()).inheritIO().start();
        assertThat(jvm.waitFor()).isEqualTo(WORKS);
    }
}
