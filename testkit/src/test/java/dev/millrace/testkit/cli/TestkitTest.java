package dev.millrace.testkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.stress.QueueStress;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@Timeout(60)
class TestkitTest {

    private static final String BROKEN = "dev.millrace.testkit.cli.BrokenQueues$";

    private static final String RIGHT = """
            {"thread":0,"name":"offer","input":1,"output":true,"invokedAt":1,"returnedAt":2}
            {"thread":1,"name":"poll","output":1,"invokedAt":3,"returnedAt":4}
            """;
    private static final String WRONG = """
            {"thread":0,"name":"offer","input":1,"output":true,"invokedAt":1,"returnedAt":2}
            {"thread":1,"name":"poll","invokedAt":3,"returnedAt":4}
            """;

    @TempDir
    private Path folder;

    private record Run(int code, String out, String err) {}

    private static Run run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = Testkit.commandLine();
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        return new Run(command.execute(args), out.toString(), err.toString());
    }

    private static Run stress(String type, String... more) {
        String[] args = new String[more.length + 4];
        args[0] = "stress";
        args[1] = type;
        args[2] = "--seconds";
        args[3] = "0.2";
        System.arraycopy(more, 0, args, 4, more.length);
        return run(args);
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private static void assertUsage(Run run, String message) {
        assertThat(run.err).contains(message).doesNotContain("\tat ", "Exception in");
        assertThat(run.code).isEqualTo(2);
    }

    // ---- the command

    @Test
    void noSubcommand_isUsage() {
        assertUsage(run(), "testkit: subcommand=none (expected: one of stress, check)");
    }

    @Test
    void wrongSubcommand_suggestsTheRightOne() {
        assertUsage(run("stres"), "stress");
    }

    @Test
    void help_hasExamplesAndExitCodes() {
        Run help = run("stress", "--help");
        assertThat(help.code).isZero();
        assertThat(help.out).contains("testkit stress java.util.concurrent.ArrayBlockingQueue --capacity 16",
                "something wrong was found");
        assertThat(run("check", "--help").out).contains("--model kv --report why.html", "register, kv, map, queue");
    }

    @Test
    void version_namesTheJava() {
        Run version = run("--version");
        assertThat(version.code).isZero();
        assertThat(version.out).contains("testkit ", "Java " + Runtime.version());
    }

    @Test
    void launcher_oldJava_complainsInASentence() {
        assertThat(Launcher.complaint(17, "/jdk17"))
                .contains("testkit: java=17 (expected: 25 or newer); this one is in /jdk17");
        assertThat(Launcher.complaint(25, "/jdk25")).isEmpty();
    }

    @Test
    void launcher_classFile_isReadByJava17() throws IOException {
        try (var in = Launcher.class.getResourceAsStream("Launcher.class")) {
            byte[] head = in.readNBytes(8);
            assertThat(head[7]).isEqualTo((byte) 61);
        }
    }

    // ---- stress

    @ParameterizedTest
    @ValueSource(strings = {"ConcurrentLinkedQueue", "ArrayBlockingQueue", "LinkedBlockingQueue", "SynchronousQueue"})
    void stress_soundQueue_isZero(String name) {
        for (String threads : new String[] {"platform", "virtual"}) {
            Run run = stress("java.util.concurrent." + name, "--threads", threads);
            assertThat(run.out).contains(threads + " threads", "\nsound: ", "nothing wrong was found");
            assertThat(run.code).isZero();
            assertThat(run.err).isEmpty();
        }
    }

    @Test
    void stress_duplicatingQueue_isOneWithATableAndTheLineToRepeatIt() throws IOException {
        Path page = folder.resolve("page.html");
        Run run = stress(BROKEN + "Duplicating", "--seed", "7", "--report", page.toString());
        assertThat(run.code).isEqualTo(1);
        assertThat(run.out).contains("VIOLATION: element ", " came out twice", "<-- wrong", "consumer ",
                "testkit stress '" + BROKEN + "Duplicating' --seconds 0.2 --seed 7", "report: " + page);
        assertThat(Files.readString(page)).contains("came out twice", "\"culprit\":true", "<dt>Seed</dt><dd>7</dd>");
    }

    @Test
    void stress_oneElementTooMany_isOneUnlessTakenAsFound() {
        Run run = stress(BROKEN + "OneTooMany", "--capacity", "8");
        assertThat(run.out).contains("VIOLATION: one thread alone puts in 9 elements (capacity 8)");
        assertThat(run.code).isEqualTo(1);
        assertThat(stress(BROKEN + "OneTooMany", "--capacity", "8", "--capacity-as-found").code).isZero();
    }

    @Test
    void stress_capacityRoundedUp_isSoundAndSaidSo() {
        Run run = stress(BROKEN + "Rounding", "--capacity", "100");
        assertThat(run.out).contains("note: one thread alone puts in 128 elements", "capacity 128");
        assertThat(run.code).isZero();
    }

    @Test
    void stress_capacityThatNobodyFills_isSound() {
        Run run = stress("java.util.concurrent.LinkedBlockingQueue", "--capacity", "2147483647", "--patience", "0.5");
        assertThat(run.out).contains("capacity 2147483647", "\nsound: ");
        assertThat(run.code).isZero();
    }

    @Test
    void stress_numberIsNoBound_isSoundAndSaidSo() {
        Run run = stress("java.util.concurrent.PriorityBlockingQueue", "--order", "none");
        assertThat(run.out).contains("no bound", "so the number of the constructor is no bound");
        assertThat(run.code).isZero();
    }

    private static void assertViolation(Run run, String... parts) {
        assertThat(run.out).contains("\nVIOLATION: ").contains(parts);
        assertThat(run.err).isEmpty();
        assertThat(run.code).isEqualTo(1);
    }

    @Test
    void stress_offerWaits_isAHangWithTheStack() {
        assertViolation(stress(BROKEN + "Waiting", "--capacity", "4", "--patience", "0.2"),
                "hang: one thread alone puts in 4 elements, and then an offer does not return for 200 ms",
                "one thread alone: WAITING", "BrokenQueues$Waiting.offer", "to run it again: testkit stress");
    }

    @Test
    void stress_pollWaitsInTheFinalDrain_isAHangWithTheStack() {
        assertViolation(stress(BROKEN + "WaitingPoll", "--patience", "0.2"), "hang: ", "the final drain",
                "one thread alone: WAITING", "BrokenQueues$WaitingPoll.poll");
    }

    @Test
    void stress_takeReturnsNull_isAViolation() {
        assertViolation(run("stress", BROKEN + "Hasty", "--seconds", "10"),
                "consumer ", ": take() = null (expected: an element, since take waits for one)");
    }

    @Test
    void stress_constructorHangs_isAHangWithTheStack() {
        assertViolation(stress(BROKEN + "Endless", "--patience", "0.2"),
                "hang: the constructor does not return for 200 ms", "BrokenQueues$Endless.<init>");
    }

    @Test
    void stress_offerThrowsWhenFull_isAViolation() {
        assertViolation(stress(BROKEN + "Throwing", "--capacity", "4"),
                "one thread alone puts in 4 elements, and then a call threw java.lang.IllegalStateException: Queue full",
                "BrokenQueues$Throwing.offer");
    }

    @Test
    void stress_callLeavesItsThreadInterrupted_isAViolation() {
        assertViolation(stress(BROKEN + "Interrupting"),
                ": a call left its thread interrupted (expected: as nobody had interrupted it)");
    }

    @Test
    void stress_whatTheQueueSaysOfItselfIsWrong_isAViolation() {
        assertViolation(stress(BROKEN + "Miscounting"),
                "when all threads are over: size() = 7, though 0 elements were in it");
        assertViolation(stress(BROKEN + "Modest"),
                "when all threads are over: isEmpty() = true, though 16 elements were in it");
        assertViolation(stress(BROKEN + "Blind"), "when all threads are over: peek() = null, though 16 elements were in"
                + " it, and 1048576 came out first");
        assertViolation(stress(BROKEN + "NotDraining"),
                "when all threads are over: drainTo(sink) = 0, and moved 0 elements (expected: 8)");
    }

    @Test
    void stress_whatTheQueueDoesNotSay_isNotAsked() {
        assertThat(stress(BROKEN + "Silent").out).contains("\nsound: ");
    }

    @Test
    void stress_unknownClass_suggests() {
        assertUsage(stress("java.util.concurrent.ArrayBlokingQueue"),
                "did you mean java.util.concurrent.ArrayBlockingQueue?");
        assertUsage(stress("ConcurrentLinkedQueue"), "did you mean java.util.concurrent.ConcurrentLinkedQueue or ");
        assertUsage(stress("com.acme.Nothing"), "name it with its package, and its jar or folder with --class-path");
    }

    @Test
    void stress_unknownClassOnAClassPath_suggestsFromThere() throws URISyntaxException {
        Path classes = Path.of(TestkitTest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        assertUsage(stress("dev.millrace.testkit.cli.BrokenQueues$Duplicatin", "--class-path", classes.toString()),
                "did you mean " + BROKEN + "Duplicating?");
    }

    @Test
    void stress_classThatCannotBeUsed_saysWhy() {
        assertUsage(stress("java.lang.String"), "(expected: a class that implements java.util.Queue)");
        assertUsage(stress("java.util.Queue"), "not an interface");
        assertUsage(stress("java.util.AbstractQueue"), "not an abstract class");
        assertUsage(stress(BROKEN + "Hidden"), "(expected: a public class)");
        assertUsage(stress(BROKEN + "Demanding"),
                "(expected: a public constructor (int) or ()); it has (String, long)");
        assertUsage(stress(BROKEN + "Refusing", "--capacity", "3"),
                "its constructor (3) threw java.lang.IllegalArgumentException: capacity 3 is odd");
    }

    @Test
    void report_thatCannotBeWritten_isUsageBeforeAnythingIsRun() throws IOException {
        String page = Path.of(file("file", "")).resolve("page.html").toString();
        Run stress = stress(BROKEN + "Duplicating", "--report", page);
        assertUsage(stress, "stress: --report=" + page + " (expected: a file that can be written)");
        assertThat(stress.out).isEmpty();
        Run check = run("check", "--model", "queue", file("wrong.jsonl", WRONG), "--report", page);
        assertUsage(check, "check: --report=" + page + " (expected: a file that can be written)");
        assertThat(check.out).isEmpty();
        assertUsage(stress(BROKEN + "Duplicating", "--report", folder.toString()), "--report=" + folder);
        assertUsage(stress(BROKEN + "Duplicating", "--report", "/"), "--report=/ (expected: a file that can be");
    }

    @Test
    void check_reportInThePlaceOfAHistoryOrOfAnotherPage_isUsageAndChangesNothing() throws IOException {
        String wrong = file("wrong.jsonl", WRONG);
        Path sameFile = folder.resolve("elsewhere").resolve("..").resolve("wrong.jsonl");
        Path other = Files.createDirectories(folder.resolve("elsewhere")).resolve("wrong.jsonl");
        Files.writeString(other, WRONG);
        assertUsage(run("check", "--model", "queue", wrong, "--report", sameFile.toString()),
                "check: --report=" + sameFile + " (expected: another file than those that are read)");
        assertThat(Path.of(wrong)).content().isEqualTo(WRONG);

        Path pages = folder.resolve("pages");
        assertUsage(run("check", "--model", "queue", wrong, other.toString(), "--report", pages.toString()),
                "(expected: one page a file); two files have this name");
        assertThat(pages).doesNotExist();
    }

    @Test
    void report_tried_leavesNothingBehindAndWhatIsThereAsItIs() throws IOException {
        Path old = Path.of(file("old.html", "old"));
        Path fresh = folder.resolve("fresh.html");
        assertUsage(stress("com.acme.Nothing", "--report", old.toString()), "com.acme.Nothing");
        assertUsage(stress("com.acme.Nothing", "--report", fresh.toString()), "com.acme.Nothing");
        assertThat(old).content().isEqualTo("old");
        assertThat(fresh).doesNotExist();
    }

    @Test
    void report_lostAfterTheVerdict_keepsTheViolation() throws IOException {
        StringWriter err = new StringWriter();
        CommandLine command = Testkit.commandLine();
        command.setErr(new PrintWriter(err, true));
        Path page = folder.resolve("page.html");
        PageFile file = PageFile.tried(page, command.getCommandSpec());
        Files.createDirectory(page);
        PageFile.Html html = path -> Files.writeString(path, "");
        assertThat(file.write(html, Testkit.VIOLATION)).isEqualTo(Testkit.VIOLATION);
        assertThat(file.write(html, Testkit.SOUND)).isEqualTo(Testkit.FAILED);
        assertThat(err.toString()).contains("testkit: report=" + page + " (expected: a file that can be written)");
    }

    @Test
    void stress_wrongOption_saysTheRange() {
        String queue = "java.util.concurrent.ConcurrentLinkedQueue";
        assertUsage(stress(queue, "--producers", "0"), "producers=0 (expected: 1 to 1024)");
        assertUsage(run("stress", queue, "--seconds", "-1"), "--seconds=-1.0 (expected: more than 0");
        assertUsage(stress(queue, "--patience", "0"), "--patience=0.0 (expected: 0.001 to 1000000)");
        assertUsage(stress(queue, "--capacity", "8"), "--capacity=8 (expected: none); " + queue);
        assertUsage(stress("java.util.concurrent.ArrayBlockingQueue", "--capacity", "0"),
                "--capacity=0 (expected: >= 1)");
        assertUsage(stress(queue, "--threads", "green"), "green");
        assertUsage(stress(queue, "--class-path", folder.resolve("none.jar").toString()),
                "(expected: jars and folders");
        assertUsage(run("stress"), "CLASS");
    }

    @Test
    void progress_text_isThePace() {
        assertThat(ProgressLine.text(new QueueStress.Progress(Duration.ofSeconds(2), 3_000_000, 7)))
                .isEqualTo("1,500,000 ops/s");
    }

    @ParameterizedTest
    @ValueSource(strings = {"platform", "virtual"})
    void stress_classThatEndsTheProgram_isNotZero(String threads) throws IOException, InterruptedException {
        Path err = folder.resolve("err");
        Process testkit = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), Testkit.class.getName(),
                "stress",
                BROKEN + "Exiting", "--threads", threads)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(err.toFile()).start();
        assertThat(testkit.waitFor()).isEqualTo(70);
        assertThat(Files.readString(err)).contains("exit=early (expected: after the verdict)");
    }

    // ---- check

    @Test
    void check_fileWithoutACall_isUsage() throws IOException {
        assertUsage(run("check", "--model", "queue", file("empty.jsonl", "\n")),
                "empty.jsonl: calls=0 (expected: >= 1); there is nothing in it");
        Run run = run("check", "--model", "queue", file("empty.jsonl", ""), file("right.jsonl", RIGHT));
        assertThat(run.code).isEqualTo(2);
        assertThat(run.out).contains("right.jsonl: linearizable").doesNotContain("empty");
    }

    @Test
    void check_rightHistory_isZero() throws IOException {
        Run run = run("check", "--model", "queue", file("right.jsonl", RIGHT));
        assertThat(run.out).contains("right.jsonl: linearizable (2 calls, 2 threads)");
        assertThat(run.code).isZero();
    }

    @Test
    void check_wrongHistory_isOneWithTheTableAndThePage() throws IOException {
        Path page = folder.resolve("page.html");
        Run run = run("check", "--model", "queue", file("wrong.jsonl", WRONG), "--report", page.toString());
        assertThat(run.out).contains("VIOLATION (2 calls, 2 threads)", "poll() = null  <-- cannot follow",
                "offer(1) = true  #1");
        assertThat(run.code).isEqualTo(1);
        assertThat(Files.readString(page)).contains("wrong.jsonl, as a queue", "\"culprit\":true");
    }

    @Test
    void check_severalFiles_isAsTheWorst() throws IOException {
        String right = file("right.jsonl", RIGHT);
        String wrong = file("wrong.jsonl", WRONG);
        Path pages = folder.resolve("pages");
        Run run = run("check", "--model", "queue", right, wrong, right, "--report", pages.toString());
        assertThat(run.code).isEqualTo(1);
        assertThat(pages.resolve("right.jsonl.html")).exists();
        assertThat(pages.resolve("wrong.jsonl.html")).exists();
        Run missing = run("check", "--model", "queue", wrong, folder.resolve("none").toString(), right);
        assertThat(missing.code).isEqualTo(2);
        assertThat(missing.out).contains("VIOLATION", "linearizable");
        assertThat(missing.err).contains("none: there is no such file");
    }

    @Test
    void check_severalKeys_showsOnlyTheOneThatIsWrong() throws IOException {
        Run run = run("check", "--model", "kv", file("kv.edn", """
                {:process 0, :type :invoke, :f :put, :key "a", :value "1"}
                {:process 0, :type :ok, :f :put, :key "a", :value "1"}
                {:process 0, :type :invoke, :f :put, :key "b", :value "2"}
                {:process 0, :type :ok, :f :put, :key "b", :value "2"}
                {:process 1, :type :invoke, :f :get, :key "b", :value nil}
                {:process 1, :type :ok, :f :get, :key "b", :value "3"}
                """));
        assertThat(run.code).isEqualTo(1);
        assertThat(run.out).contains("put([b, 2])", "get(b) = 3  <-- cannot follow").doesNotContain("put([a");
    }

    @Test
    void check_jepsenLog_isRead() throws IOException {
        Run run = run("check", "--model", "register", file("etcd.log", """
                INFO  jepsen.util - 0\t:invoke\t:write\t4
                INFO  jepsen.util - 0\t:ok\t:write\t4
                INFO  jepsen.util - 1\t:invoke\t:read\tnil
                INFO  jepsen.util - 1\t:ok\t:read\t4
                """));
        assertThat(run.out).contains("linearizable (2 calls, 2 threads)");
        assertThat(run.code).isZero();
    }

    @Test
    void check_brokenLine_namesIt() throws IOException {
        assertUsage(run("check", "--model", "queue", file("broken.jsonl", RIGHT + "{\"thread\":")), "broken.jsonl:3: ");
    }

    @Test
    void check_threadWithoutANumber_isUsage() throws IOException {
        String line = "{\"thread\":-1,\"name\":\"poll\",\"output\":1,\"invokedAt\":1,\"returnedAt\":2}";
        assertUsage(run("check", "--model", "queue", "--report", folder.resolve("page.html").toString(),
                file("negative.jsonl", line)), "negative.jsonl:1: poll: thread=-1 (expected: >= 0)");
    }

    @Test
    void check_whatIsNoHistory_saysWhat() throws IOException {
        assertUsage(run("check", "--model", "queue", folder.toString()), "it is a folder");
        Path bytes = Files.write(folder.resolve("bytes"), new byte[] {'{', (byte) 0xFF, (byte) 0xFE});
        assertUsage(run("check", "--model", "queue", bytes.toString()), "it is not text in UTF-8");
        assertUsage(run("check", "--model", "stack", file("right.jsonl", RIGHT)), "operation=offer");
    }

    @Test
    void check_numberOfTheModel_counts() throws IOException {
        String two = file("two.jsonl", """
                {"thread":0,"name":"offer","input":1,"output":true,"invokedAt":1,"returnedAt":2}
                {"thread":0,"name":"offer","input":2,"output":true,"invokedAt":3,"returnedAt":4}
                """);
        assertThat(run("check", "--model", "queue:2", two).code).isZero();
        assertThat(run("check", "--model", "queue:1", two).code).isEqualTo(1);
    }

    @Test
    void check_wrongOption_saysWhatIsExpected() throws IOException {
        String right = file("right.jsonl", RIGHT);
        assertUsage(run("check", right), "--model");
        assertUsage(run("check", "--model", "quue", right), "model=quue (expected: one of register, kv, ");
        assertUsage(run("check", "--model", "stack:3", right), "model=stack:3 (expected: stack without a number)");
        assertUsage(run("check", "--model", "queue:x", right), "(expected: a whole number after the colon)");
        assertUsage(run("check", "--model", "queue:0", right), "capacity=0");
        assertUsage(run("check", "--model", "queue", "--seconds", "0", right),
                "--seconds=0.0 (expected: 0.001 to 1000000)");
        assertUsage(run("check", "--model", "queue"), "FILE");
    }
}
