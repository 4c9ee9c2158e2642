package dev.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class JoinableThreadTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final ConcurrentLinkedQueue<Throwable> uncaught = new ConcurrentLinkedQueue<>();

    private JoinableThread.Builder builder(boolean virtual) {
        JoinableThread.Builder builder = virtual ? JoinableThread.virtual() : JoinableThread.platform().daemon(true);
        return builder.uncaught((_, failure) -> uncaught.add(failure));
    }

    static void until(BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - start).isLessThan(LONG.toNanos());
            Thread.yield();
        }
    }

    private static final class Download implements Runnable {
        @Override
        public void run() {}
    }

    @DisplayName("TH-01 names: an explicit one is kept, the default is unique and ends with the task's name")
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void name_explicitOrNot_isKeptOrMade(boolean virtual) {
        Callable<Integer> lambda = () -> 1;
        Callable<Integer> anonymous = new Callable<>() {
            @Override
            public Integer call() {
                return 1;
            }
        };
        JoinableThread<?> first = builder(virtual).unstarted(new Download());

        assertThat(builder(virtual).name("mine").unstarted(lambda).name()).isEqualTo("mine");
        assertThat(first.name()).matches("Thread-\\d+ \\(Download\\)");
        assertThat(builder(virtual).unstarted(lambda).name()).matches("Thread-\\d+ \\(JoinableThreadTest\\)");
        assertThat(builder(virtual).unstarted(anonymous).name()).matches("Thread-\\d+ \\(JoinableThreadTest\\)");
        assertThat(builder(virtual).unstarted(new Download()).name()).isNotEqualTo(first.name());
    }

    @DisplayName("TH-01 one builder names each of its threads anew")
    @Test
    void name_ofTwoLines_isToldOnOne() throws Exception {
        JoinableThread<Integer> thread = JoinableThread.platform().name("one\ntwo").unstarted(() -> 1);
        assertThat(thread).hasToString("JoinableThread[one two, new]");
        assertThat(thread.name()).isEqualTo("one\ntwo");
        assertThatThrownBy(thread::join).hasMessageStartingWith("joinable thread one two: started=false");
    }

    @Test
    void name_ofTwoThreadsOfOneBuilder_differs() {
        JoinableThread.Builder builder = builder(true);

        assertThat(builder.unstarted(new Download()).name()).isNotEqualTo(builder.unstarted(new Download()).name());
    }

    @DisplayName("TH-02 alive between start and join only; the id is there before and after, and no two are the same")
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void lifecycle_ofManyThreads_isAsAsked(boolean virtual) throws Exception {
        Event go = new Event();
        List<JoinableThread<Long>> threads = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            threads.add(builder(virtual).unstarted(() -> {
                go.await();
                return Thread.currentThread().threadId();
            }));
        }
        assertThat(threads).noneMatch(JoinableThread::isAlive).noneMatch(JoinableThread::isDone);
        threads.forEach(JoinableThread::start);
        assertThat(threads).allMatch(JoinableThread::isAlive).noneMatch(JoinableThread::isDone);
        assertThat(threads).allMatch(thread -> thread.isVirtual() == virtual);
        go.set();
        Set<Long> ids = new HashSet<>();
        for (JoinableThread<Long> thread : threads) {
            assertThat(thread.join()).isEqualTo(thread.id());
            assertThat(thread.isAlive()).isFalse();
            assertThat(thread.isDone()).isTrue();
            assertThat(thread.result()).isEqualTo(thread.id());
            ids.add(thread.id());
        }
        assertThat(ids).hasSize(10);
    }

    @DisplayName("TH-03 starting twice is a state error")
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void start_twice_isRefused(boolean virtual) throws Exception {
        AtomicInteger runs = new AtomicInteger();
        JoinableThread<Integer> thread = builder(virtual).name("t").start(runs::incrementAndGet);

        assertThatThrownBy(thread::start).isInstanceOf(IllegalStateException.class)
                .hasMessage("joinable thread t: started=true, cancelled=false (expected: a new thread); make another");
        assertThat(thread.join()).isEqualTo(1);
        assertThatThrownBy(thread::start).isInstanceOf(IllegalStateException.class);
        assertThat(runs).hasValue(1);
    }

    @DisplayName("TH-05 joining what was never started is a state error, before anything waits")
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void join_notStarted_isRefused(boolean virtual) throws Exception {
        JoinableThread<Integer> thread = builder(virtual).name("t").unstarted(() -> 1);

        assertThatThrownBy(thread::join).isInstanceOf(IllegalStateException.class)
                .hasMessage("joinable thread t: started=false (expected: true); start it first");
        assertThatThrownBy(() -> thread.join(LONG)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(thread::result).isInstanceOf(IllegalStateException.class)
                .hasMessage("joinable thread t: ended=false (expected: true); join it first");
        thread.start();
        assertThat(thread.join()).isEqualTo(1);
    }

    @DisplayName("TH-05 whether a thread is a daemon is said before it is made; a virtual one always is")
    @Test
    void daemon_platformAndVirtual() {
        assertThat(JoinableThread.platform().daemon(true).unstarted(() -> 1).isDaemon()).isTrue();
        assertThat(JoinableThread.platform().daemon(false).unstarted(() -> 1).isDaemon()).isFalse();
        assertThat(JoinableThread.virtual().daemon(true).unstarted(() -> 1).isDaemon()).isTrue();
        assertThatThrownBy(() -> JoinableThread.virtual().daemon(false)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("joinable thread: daemon=false (expected: true for a virtual thread); use platform()");
    }

    @DisplayName("Joining oneself is a state error (threading.Thread.join)")
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void join_itself_isRefused(boolean virtual) throws Exception {
        AtomicReference<@Nullable JoinableThread<Integer>> self = new AtomicReference<>();
        JoinableThread<Integer> thread = builder(virtual).name("t").unstarted(() -> {
            assertThatThrownBy(() -> self.get().join(LONG)).isInstanceOf(IllegalStateException.class);
            return self.get().join();
        });
        self.set(thread);
        thread.start();

        assertThatThrownBy(thread::join).isInstanceOf(ExecutionException.class).cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("joinable thread t: thread=t (expected: another one); it cannot join itself");
    }

    @DisplayName("TH-06 a timed join that is late returns false, the thread is alive, and a later join returns")
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void join_late_returnsFalseAndMayBeRepeated(boolean virtual) throws Exception {
        Event go = new Event();
        JoinableThread<String> thread = builder(virtual).start(() -> {
            go.await();
            return "done";
        });

        assertThat(thread.join(Duration.ZERO)).isFalse();
        assertThat(thread.join(Duration.ofMillis(20))).isFalse();
        assertThat(thread.isAlive()).isTrue();
        go.set();
        assertThat(thread.join(LONG)).isTrue();
        assertThat(thread.result()).isEqualTo("done");
    }

    @DisplayName("TH-07 many may join one thread at the same time; each gets the result, or the failure")
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void join_byMany_givesEachTheOutcome(boolean virtual) throws Exception {
        IOException failure = new IOException("disk");
        for (boolean fails : new boolean[] {false, true}) {
            Event go = new Event();
            JoinableThread<Integer> thread = builder(virtual).start(() -> {
                go.await();
                if (fails) {
                    throw failure;
                }
                return 42;
            });
            List<JoinableThread<Integer>> joiners = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                joiners.add(builder(virtual).start(() -> thread.join()));
            }
            until(() -> thread.joining() == 8);
            go.set();
            Set<Throwable> ownExceptions = new HashSet<>();
            for (JoinableThread<Integer> joiner : joiners) {
                if (fails) {
                    assertThatThrownBy(joiner::join).cause().isInstanceOf(ExecutionException.class)
                            .satisfies(ownExceptions::add).cause().isSameAs(failure);
                } else {
                    assertThat(joiner.join()).isEqualTo(42);
                }
            }
            assertThat(ownExceptions).hasSize(fails ? 8 : 0);
        }
    }

    @DisplayName("TH-09 the program waits for a thread that is no daemon, and for no daemon; a virtual thread is always one")
    @ParameterizedTest
    @EnumSource(ExitCase.class)
    void exit_ofTheProgram_waitsForOthersThanDaemons(ExitCase kind) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process program = new ProcessBuilder(java, "-Xshare:auto", "-cp", System.getProperty("java.class.path"),
                Program.class.getName(), kind.name()).redirectErrorStream(true).start();
        program.getOutputStream().close(); // what the thread of the program waits for, and for a daemon in vain

        String output = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(program.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(output.strip()).isEqualTo(kind.isDaemon() ? "main ends" : "main ends\nthe thread ends");
    }

    enum ExitCase {
        PLATFORM, PLATFORM_DAEMON, VIRTUAL;

        boolean isDaemon() {
            return this != PLATFORM;
        }

        JoinableThread.Builder builder() {
            return this == VIRTUAL ? JoinableThread.virtual() : JoinableThread.platform().daemon(isDaemon());
        }
    }

    /** Its main thread ends first. */
    static final class Program {
        public static void main(String[] args) {
            ExitCase kind = ExitCase.valueOf(args[0]);
            Thread main = Thread.currentThread();
            kind.builder().start(() -> {
                if (kind.isDaemon()) {
                    new Event().await();
                }
                main.join();
                System.out.println("the thread ends");
                return null;
            });
            System.out.println("main ends");
        }
    }

    /** In a process of its own, since the JVM prints a warning of it. */
    @Test
    void join_theThreadCannotBeStarted_failsWithTheReason() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process program = new ProcessBuilder(java, "-Xshare:auto", "-cp", System.getProperty("java.class.path"),
                Unstartable.class.getName()).redirectErrorStream(true).start();
        String output = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(program.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(output).contains("start: OutOfMemoryError").contains("join: OutOfMemoryError");
    }

    /** Asks for more stack than there are addresses. */
    static final class Unstartable {
        public static void main(String[] args) throws InterruptedException {
            JoinableThread<?> thread = new JoinableThread<>(Thread.ofPlatform().stackSize(1L << 50), () -> null);
            try {
                thread.start();
            } catch (OutOfMemoryError e) {
                System.out.println("start: " + e.getClass().getSimpleName());
            }
            try {
                thread.join(Duration.ofSeconds(20));
            } catch (ExecutionException e) {
                System.out.println("join: " + e.getCause().getClass().getSimpleName());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void task_ended_isForgotten(boolean virtual) throws Exception {
        List<WeakReference<Object>> kept = new ArrayList<>();
        JoinableThread<String> thread = ofAPayload(virtual, kept);
        thread.join();
        until(() -> {
            System.gc();
            return kept.getFirst().get() == null;
        });
        assertThat(thread.isAlive()).isFalse(); // and is still there itself
    }

    private static JoinableThread<String> ofAPayload(boolean virtual, List<WeakReference<Object>> kept) {
        Object payload = new Object();
        kept.add(new WeakReference<>(payload));
        Callable<String> task = payload::toString;
        return virtual ? JoinableThread.virtual().start(task) : JoinableThread.platform().start(task);
    }

    @DisplayName("TH-11 an uncaught error ends only that thread, and goes to its handler with the thread; and here to who joins")
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void failure_nobodyJoins_goesToTheHandlerOnce(boolean virtual) throws Exception {
        AssertionError failure = new AssertionError("of the task");
        AtomicReference<@Nullable Thread> told = new AtomicReference<>();
        Latch handled = new Latch(1);
        JoinableThread<?> thread = builder(virtual).name("t").uncaught((dead, e) -> {
            told.set(dead);
            uncaught.add(e);
            handled.countDown();
            throw new IllegalStateException("of the handler");
        }).start(() -> {
            throw failure;
        });

        assertThat(handled.await(LONG)).isTrue();
        assertThat(told.get().threadId()).isEqualTo(thread.id());
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(thread::join).isInstanceOf(ExecutionException.class)
                    .hasMessage("joinable thread t: failed: java.lang.AssertionError: of the task")
                    .cause().isSameAs(failure);
        }
        assertThatThrownBy(() -> thread.join(LONG)).isInstanceOf(ExecutionException.class);
        assertThatThrownBy(thread::result).isInstanceOf(ExecutionException.class);
        assertThat(uncaught).containsExactly(failure);
        assertThat(thread).hasToString("JoinableThread[t, failed]");
    }

    @DisplayName("TH-11 the handler has run before a join returns")
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void failure_joined_wasHandledBefore(boolean virtual) {
        for (int i = 0; i < 100; i++) {
            uncaught.clear();
            JoinableThread<?> thread = builder(virtual).start(() -> {
                throw new IllegalArgumentException("wrong");
            });
            assertThatThrownBy(thread::join).isInstanceOf(ExecutionException.class);
            assertThat(uncaught).hasSize(1);
        }
    }

    @DisplayName("TH-11 without a handler of its own, that of all threads is told")
    @Test
    void failure_noHandlerOfItsOwn_goesToTheDefault() throws Exception {
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((_, failure) -> uncaught.add(failure));
        try {
            JoinableThread<?> first = JoinableThread.start((Runnable) () -> {
                throw new IllegalStateException("one");
            });
            assertThatThrownBy(first::join).isInstanceOf(ExecutionException.class);
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        assertThat(uncaught).singleElement().isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void join_interruptedOnEntryOrWhileWaiting_throwsAndTheThreadGoesOn(boolean virtual) throws Exception {
        Event go = new Event();
        JoinableThread<String> thread = builder(virtual).start(() -> {
            go.await();
            return "done";
        });
        JoinableThread<String> onEntry = builder(virtual).start(() -> {
            Thread.currentThread().interrupt();
            return thread.join();
        });
        JoinableThread<String> whileWaiting = builder(virtual).start(() -> thread.join());

        assertThatThrownBy(onEntry::join).cause().isInstanceOf(InterruptedException.class);
        until(() -> thread.joining() == 1);
        whileWaiting.interrupt();
        assertThatThrownBy(whileWaiting::join).cause().isInstanceOf(InterruptedException.class);
        assertThat(thread.joining()).isZero();
        assertThat(thread.isAlive()).isTrue();
        go.set();
        assertThat(thread.join()).isEqualTo("done");
    }

    @Test
    void join_interruptedButEnded_returnsAndKeepsTheInterrupt() throws Exception {
        JoinableThread<Integer> thread = builder(true).start(() -> 1);
        thread.join();
        Thread.currentThread().interrupt();

        assertThat(thread.join()).isEqualTo(1);
        assertThat(Thread.interrupted()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void interrupt_ofTheThread_isWhatTheTaskMakesOfIt(boolean virtual) throws Exception {
        Event go = new Event();
        JoinableThread<String> catches = builder(virtual).start(() -> {
            try {
                go.await();
                return "not interrupted";
            } catch (InterruptedException e) {
                return "interrupted";
            }
        });
        JoinableThread<?> throwsIt = builder(virtual).start(() -> {
            go.await();
            return null;
        });
        catches.interrupt();
        throwsIt.interrupt();

        assertThat(catches.join()).isEqualTo("interrupted");
        assertThatThrownBy(throwsIt::join).isInstanceOf(ExecutionException.class).cause()
                .isInstanceOf(InterruptedException.class);
        assertThat(uncaught).hasSize(1);
        assertThatCode(throwsIt::interrupt).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void cancel_whileItWaits_endsItWithoutAFailure(boolean virtual) throws Exception {
        Event go = new Event();
        JoinableThread<?> thread = builder(virtual).name("t").start(() -> {
            go.await();
            return null;
        });

        assertThat(thread.cancel()).isTrue();
        assertThatThrownBy(thread::join).isInstanceOf(CancellationException.class)
                .hasMessage("joinable thread t: cancelled=true (expected: false)");
        assertThatThrownBy(() -> thread.join(LONG)).isInstanceOf(CancellationException.class);
        assertThat(thread.isCancelled()).isTrue();
        assertThat(thread.cancel()).isFalse();
        assertThat(uncaught).isEmpty();
        assertThat(thread).hasToString("JoinableThread[t, cancelled]");
    }

    /** A join waits for the end, not for the request; and what the task ends with then is what counts. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void cancel_theTaskGoesOn_itsOutcomeCounts(boolean virtual) throws Exception {
        Event go = new Event();
        Event cleaned = new Event();
        JoinableThread<String> result = builder(virtual).start(() -> {
            try {
                go.await();
            } catch (InterruptedException e) {
                cleaned.await();
            }
            return "cleaned up";
        });
        assertThat(result.cancel()).isTrue();
        assertThat(result.cancel()).isFalse();
        assertThat(result.join(Duration.ofMillis(10))).isFalse();
        cleaned.set();
        assertThat(result.join()).isEqualTo("cleaned up");
        assertThat(result.isCancelled()).isFalse();

        JoinableThread<?> failure = builder(virtual).start(() -> {
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IOException("cannot clean up", e);
            }
            return null;
        });
        failure.cancel();
        assertThatThrownBy(failure::join).isInstanceOf(ExecutionException.class).cause()
                .isInstanceOf(IOException.class);
        assertThat(uncaught).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void cancel_beforeTheStart_preventsIt(boolean virtual) throws Exception {
        AtomicInteger runs = new AtomicInteger();
        JoinableThread<Integer> thread = builder(virtual).name("t").unstarted(runs::incrementAndGet);

        assertThat(thread.cancel()).isTrue();
        assertThat(thread.isDone()).isTrue();
        assertThat(thread.isAlive()).isFalse();
        assertThatThrownBy(thread::join).isInstanceOf(CancellationException.class);
        assertThatThrownBy(thread::start).isInstanceOf(IllegalStateException.class)
                .hasMessage("joinable thread t: started=false, cancelled=true (expected: a new thread); make another");
        assertThat(runs).hasValue(0);
    }

    @Test
    void cancel_whenEnded_returnsFalse() throws Exception {
        JoinableThread<Integer> thread = builder(true).start(() -> 7);
        thread.join();

        assertThat(thread.cancel()).isFalse();
        assertThat(thread.join()).isEqualTo(7);
    }

    @Test
    void result_null_isHandedOver() throws Exception {
        AtomicReference<String> ran = new AtomicReference<>("no");

        assertThat(JoinableThread.start(() -> ran.set("yes")).join()).isNull();
        assertThat(ran).hasValue("yes");
    }

    @Test
    @SuppressWarnings("NullAway")
    void arguments_wrong_areRefused() {
        JoinableThread<Integer> thread = builder(true).unstarted(() -> 1);

        assertThatThrownBy(() -> thread.join(Duration.ofNanos(-1))).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("joinable thread: timeout=PT-0.000000001S (expected: >= 0)");
        assertThatThrownBy(() -> thread.join(null)).hasMessage("joinable thread: timeout=null (expected: not null)");
        assertThatThrownBy(() -> builder(true).name(null)).hasMessageContaining("name=null");
        assertThatThrownBy(() -> builder(true).uncaught(null)).hasMessageContaining("handler=null");
        assertThatThrownBy(() -> JoinableThread.start((Runnable) null)).hasMessageContaining("task=null");
        assertThatThrownBy(() -> JoinableThread.start((Callable<Integer>) null)).hasMessageContaining("task=null");
    }

    @DisplayName("TH-14 a thread-local value set in one thread is absent in another")
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void threadLocal_setByOneThread_isAbsentInAnother(boolean virtual) throws Exception {
        ThreadLocal<String> local = new ThreadLocal<>();
        local.set("mine");
        JoinableThread<String> other = builder(virtual).start(() -> {
            String before = local.get();
            local.set("its own");
            return before;
        });
        assertThat(other.join()).isNull();
        assertThat(local.get()).isEqualTo("mine");
    }

    @DisplayName("TH-16 a thread-local whose initial value lets other threads run keeps each thread's own")
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void threadLocal_initializedWhileOthersRun_keepsEachItsOwn(boolean virtual) throws Exception {
        Barrier all = new Barrier(4);
        ThreadLocal<Thread> local = ThreadLocal.withInitial(() -> {
            try {
                all.await();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            return Thread.currentThread();
        });
        List<JoinableThread<Boolean>> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(builder(virtual).start(() -> local.get() == Thread.currentThread()));
        }
        for (JoinableThread<Boolean> thread : threads) {
            assertThat(thread.join()).isTrue();
        }
    }
}
