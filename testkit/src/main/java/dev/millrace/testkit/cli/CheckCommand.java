package dev.millrace.testkit.cli;

import dev.millrace.testkit.history.Histories;
import dev.millrace.testkit.history.History;
import dev.millrace.testkit.history.HistoryFormatException;
import dev.millrace.testkit.history.Limits;
import dev.millrace.testkit.history.Linearizability;
import dev.millrace.testkit.history.Model;
import dev.millrace.testkit.history.Verdict;
import dev.millrace.testkit.report.FailureFacts;
import dev.millrace.testkit.report.FailurePage;
import dev.millrace.testkit.report.HistoryTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Judges recorded histories. */
@Command(name = "check", description = {
        "Say whether recorded histories are linearizable.",
        "",
        "A file has lines of JSON, one for each call, lines of Jepsen's log, or Jepsen's maps in edn; which, is seen from the"
                + " first line.",
        ""
}, exitCodeListHeading = "%nExit codes:%n", exitCodeList = {
        "0:all are right",
        "1:one is wrong",
        "2:an option is wrong, or a file cannot be read or judged by this model, or there is no call in it; the others are"
                + " judged. Or the report cannot be written there",
        "3:none is wrong, but the time was too short for one",
        "70:the program failed, or lost a report"
}, footerHeading = "%nModels that take a number:%n", footer = {
        "  register:N begins with N instead of nothing; queue:N holds N at the most; counter:N begins with N instead of 0;",
        "  semaphore:N has N permits instead of 1; latch:N counts down from N instead of 1.",
        "",
        "Examples:",
        "  testkit check --model register etcd_000.log etcd_001.log",
        "  testkit check --model kv --report why.html c10-bad.txt",
        "  testkit check --model queue:8 history.jsonl"
}, sortOptions = false)
final class CheckCommand implements Callable<Integer> {

    private static final int CALLS_SHOWN = 24;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "The files.")
    private List<Path> files;

    @Option(names = "--model", paramLabel = "MODEL", required = true, description = "What was called: ${COMPLETION-CANDIDATES}; with :N, what it begins with (see below).", completionCandidates = NamedModel.Names.class, converter = NamedModel.Converter.class)
    private NamedModel model;

    @Option(names = "--seconds", paramLabel = "S", defaultValue = "60", description = "How long to think about one file (default: ${DEFAULT-VALUE}).")
    private double seconds;

    @Option(names = "--report", paramLabel = "FILE", description = "Write a page for a browser; with several files, a folder of pages.")
    private @Nullable Path report;

    private CheckCommand() {}

    @Override
    public Integer call() {
        if (!(seconds >= 0.001 && seconds <= 1e6)) {
            throw new ParameterException(spec.commandLine(),
                    "check: --seconds=" + seconds + " (expected: 0.001 to 1000000)");
        }
        Map<Path, PageFile> pages = pages();
        return files.stream().map(file -> check(file, pages.get(file))).reduce(Testkit.SOUND, CheckCommand::worse);
    }

    /** What could not be read is worse than what is wrong: a caller must not take the rest for the whole. */
    private static int worse(int one, int other) {
        List<Integer> rising = List.of(Testkit.SOUND, Testkit.UNDECIDED, Testkit.FAILED, Testkit.VIOLATION,
                Testkit.USAGE);
        return rising.indexOf(one) > rising.indexOf(other) ? one : other;
    }

    private int check(Path file, @Nullable PageFile page) {
        PrintWriter err = spec.commandLine().getErr();
        try {
            History history = Histories.read(file);
            if (history.size() == 0) {
                err.println("check: " + file + ": calls=0 (expected: >= 1); there is nothing in it");
                return Testkit.USAGE;
            }
            Verdict verdict = judge(model.model(), history);
            History shown = failingPart(model.model(), history, verdict);
            print(file, history, shown, verdict);
            return page == null ? codeOf(verdict) : page.write(page(file, shown, verdict)::write, codeOf(verdict));
        } catch (HistoryFormatException e) {
            err.println("check: " + e.getMessage());
        } catch (NoSuchFileException e) {
            err.println("check: " + file + ": there is no such file");
        } catch (AccessDeniedException e) {
            err.println("check: " + file + ": it may not be read");
        } catch (CharacterCodingException e) {
            err.println("check: " + file + ": it is not text in UTF-8");
        } catch (IllegalArgumentException e) {
            err.println(
                    "check: " + file + ": --model=" + model + " (expected: a model of these calls): " + e.getMessage());
        } catch (IOException e) {
            err.println(
                    "check: " + file + (Files.isDirectory(file) ? ": it is a folder" : ": it cannot be read: " + e));
        }
        return Testkit.USAGE;
    }

    private <S> Verdict judge(Model<S> specification, History history) {
        return Linearizability.check(specification, history, Limits.within(Duration.ofMillis((long) (seconds * 1000))));
    }

    /** Calls on other keys do not matter. */
    private static History failingPart(Model<?> specification, History history, Verdict verdict) {
        if (!(verdict instanceof Verdict.Violation violation) || violation.culprit() == null) {
            return history;
        }
        Object part = specification.partOf(violation.culprit());
        return new History(
                history.operations().stream().filter(call -> part.equals(specification.partOf(call))).toList());
    }

    private void print(Path file, History history, History shown, Verdict verdict) {
        PrintWriter out = spec.commandLine().getOut();
        String size = String.format(Locale.ROOT, " (%,d calls, %,d threads)", history.size(),
                history.operations().stream().mapToInt(call -> call.thread()).distinct().count());
        switch (verdict) {
            case Verdict.Linearizable _ -> out.println(file + ": linearizable" + size);
            case Verdict.GaveUp gaveUp -> out.println(file + ": not decided" + size + ": " + gaveUp.reason());
            case Verdict.Violation violation -> {
                out.println(file + ": VIOLATION" + size + ": " + violation.reason());
                out.println();
                out.print(HistoryTable.of(shown, violation, CALLS_SHOWN));
                out.println();
            }
        }
        out.flush();
    }

    private static int codeOf(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Linearizable _ -> Testkit.SOUND;
            case Verdict.Violation _ -> Testkit.VIOLATION;
            case Verdict.GaveUp _ -> Testkit.UNDECIDED;
        };
    }

    /** Where the pages go, by file; none unless asked for. */
    private Map<Path, PageFile> pages() {
        Map<Path, Path> pages = new LinkedHashMap<>();
        if (report != null) {
            for (Path file : files) {
                Path page = files.size() == 1 ? report : report.resolve(file.getFileName() + ".html");
                if (!pages.containsKey(file)) {
                    pages.put(file, alone(page, pages.values()));
                }
            }
        }
        Map<Path, PageFile> tried = new LinkedHashMap<>();
        pages.forEach((file, page) -> tried.put(file, PageFile.tried(page, spec)));
        return tried;
    }

    /** A page that takes the place of no history and of no other page. */
    private Path alone(Path page, Collection<Path> others) {
        if (files.stream().anyMatch(file -> isSame(file, page))) {
            throw new ParameterException(spec.commandLine(),
                    "check: --report=" + page + " (expected: another file than those that are read)");
        }
        if (others.contains(page)) {
            throw new ParameterException(spec.commandLine(),
                    "check: --report=" + page + " (expected: one page a file); two files have this name");
        }
        return page;
    }

    private static boolean isSame(Path file, Path page) {
        try {
            return Files.isSameFile(file, page);
        } catch (IOException e) {
            return false; // one of them is not there
        }
    }

    private FailurePage page(Path file, History history, Verdict verdict) {
        return FailurePage.of(FailureFacts.titled(file.getFileName() + ", as a " + model).withEngine("check"), history,
                verdict);
    }
}
