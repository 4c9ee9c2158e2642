package dev.millrace.testkit.kill;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The child JVMs of a plan and their directory. It starts those that will be needed while a round is still on, and takes back
 * those that have ended their task. Closing it leaves no process and no file.
 */
final class JvmPool implements AutoCloseable {
    private static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
            "-Xshare:auto", "-XX:-UsePerfData", "-Xms16m", "-Xmx128m");
    private static final long LOOK_NANOS = 50_000_000;

    private final Path directory;
    private final Path argumentFile;
    private final ControlFile control;
    private final int desks;
    private final int operations;
    private final BitSet taken = new BitSet();
    private final Deque<Jvm> idle = new ArrayDeque<>();
    private final List<Jvm> living = new CopyOnWriteArrayList<>(); // read by the trimmer too
    private final Thread trimmer;
    private int started;

    /**
     * Makes the directory; starts nothing yet.
     *
     * @param desks      how many JVMs there can be at once
     * @param operations how many operations fit into each log
     * @param options    more options of the JVMs
     */
    JvmPool(int desks, int operations, List<String> options) throws IOException {
        this.desks = desks;
        this.operations = operations;
        directory = Files.createTempDirectory("millrace-kill-" + ProcessHandle.current().pid() + "-");
        argumentFile = directory.resolve("arguments");
        // In a file, since a class path may be longer than a command line.
        Files.write(argumentFile, arguments(options));
        control = new ControlFile(directory.resolve("control"), desks, operations);
        trimmer = Thread.ofPlatform().daemon().name("millrace-kill-trim").start(this::trim);
    }

    /** Looks after what the children print, which may be without end, while the plan waits for something else. */
    private void trim() {
        while (!Thread.currentThread().isInterrupted()) {
            living.forEach(Jvm::trim);
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private static List<String> arguments(List<String> options) {
        List<String> arguments = new ArrayList<>(QUICK_START);
        arguments.addAll(options);
        arguments.add("--class-path");
        arguments.add(classPath());
        arguments.add(Child.class.getName());
        return arguments.stream().map(JvmPool::quoted).toList();
    }

    /** All that this JVM has, modules too: a child has no modules of its own. */
    private static String classPath() {
        return Stream.of("java.class.path", "jdk.module.path")
                .map(property -> System.getProperty(property, ""))
                .filter(path -> !path.isEmpty())
                .flatMap(path -> Stream.of(path.split(File.pathSeparator)))
                .map(path -> Path.of(path).toAbsolutePath().toString())
                .reduce((one, other) -> one + File.pathSeparator + other)
                .orElse("");
    }

    /** An argument as the launcher reads it from a file. */
    static String quoted(String argument) {
        return '"' + argument.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    ControlFile control() {
        return control;
    }

    Path directory() {
        return directory;
    }

    /** Starts JVMs until so many are idle, without waiting for them. */
    void warm(int count) {
        while (idle.size() < count && taken.cardinality() < desks) {
            idle.addLast(start());
        }
    }

    /** A JVM that takes orders. */
    Jvm take() throws InterruptedException {
        while (!idle.isEmpty()) {
            Jvm jvm = idle.removeFirst();
            if (jvm.isAlive()) {
                jvm.awaitReady();
                return jvm;
            }
            bury(jvm);
        }
        Jvm jvm = start();
        jvm.awaitReady();
        return jvm;
    }

    /** Takes back a JVM that has ended its task. */
    void giveBack(Jvm jvm) {
        idle.addFirst(jvm);
    }

    /** Kills a JVM, if it is not dead, and frees its desk: its log is no more. */
    void bury(Jvm jvm) throws InterruptedException {
        jvm.kill();
        living.remove(jvm);
        taken.clear(jvm.deskIndex());
    }

    private Jvm start() {
        int index = taken.nextClearBit(0);
        Desk desk = control.desk(index);
        desk.setState(Desk.STARTING);
        Output output = new Output(directory.resolve("output-" + started++));
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + argumentFile,
                directory.resolve("control").toString(), String.valueOf(desks), String.valueOf(operations),
                String.valueOf(index));
        try {
            Jvm jvm = new Jvm(builder.redirectErrorStream(true).redirectOutput(output.redirect()).start(), desk, index,
                    output);
            taken.set(index);
            living.add(jvm);
            return jvm;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        trimmer.interrupt();
        living.forEach(Jvm::destroy);
        try {
            for (Jvm jvm : living) {
                jvm.kill();
            }
            trimmer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        control.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
