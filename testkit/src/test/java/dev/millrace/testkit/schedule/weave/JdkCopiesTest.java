package dev.millrace.testkit.schedule.weave;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.FieldRefEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Copies of java.util.concurrent that are woven inside. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class JdkCopiesTest {

    private final WovenWorld world = WovenWorld.of(WeavingLoader.builder().weaveJdk(true));

    /** The internal names of all copied classes of the JDK. */
    static List<String> copied() throws IOException {
        Path root = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules/java.base");
        try (Stream<Path> files = Files.walk(root.resolve("java/util/concurrent"))) {
            return files.map(file -> root.relativize(file).toString())
                    .filter(name -> name.endsWith(".class") && !name.contains("/atomic/"))
                    .map(name -> name.substring(0, name.length() - ".class".length()))
                    .filter(name -> WeavingLoader.copiedJdkClasses()
                            .contains(Scope.outermost(name.replace('/', '.'))))
                    .toList();
        }
    }

    @Test
    void copiedJdkClasses_allExist() throws IOException {
        assertThat(copied().stream().map(name -> name.replace('/', '.'))).containsAll(WeavingLoader.copiedJdkClasses());
    }

    @ParameterizedTest
    @MethodSource("copied")
    void copy_initialisesAndUsesNothingHidden(String original) throws Exception {
        String name = JdkCopies.PREFIX + original;
        Class<?> copy = Class.forName(name.replace('/', '.'), true, world.loader);
        assertThat(copy.getClassLoader()).isEqualTo(world.loader);
        List<String> hidden = new ArrayList<>();
        for (PoolEntry entry : ClassFile.of().parse(wovenBytes(name)).constantPool()) {
            if (entry instanceof MemberRefEntry member && isHidden(member)) {
                hidden.add(member.owner().asInternalName() + "." + member.name().stringValue());
            }
        }
        assertThat(hidden).isEmpty();
    }

    private byte[] wovenBytes(String name) {
        var files = new ClassFiles(getClass().getClassLoader(), true);
        return new Weaver(new Hierarchy(files), new Sites(), _ -> false).weave(files.read(name)).bytes();
    }

    /** Whether a copy may not use it: it is package-private, or in a package that is not exported to the copies. */
    private boolean isHidden(MemberRefEntry member) throws ClassNotFoundException {
        String owner = member.owner().asInternalName().replace('/', '.');
        if (owner.startsWith("[") || owner.startsWith("dev.millrace.") || isReplaced(member)) {
            return false;
        }
        Class<?> type = Class.forName(owner);
        String name = member.name().stringValue();
        if (!Modifier.isPublic(type.getModifiers())
                || !type.getModule().isExported(type.getPackageName(), world.loader.getUnnamedModule())) {
            return true;
        }
        for (Class<?> at = type; at != null; at = at.getSuperclass()) {
            Stream<? extends Member> members = member instanceof FieldRefEntry
                    ? Arrays.stream(at.getDeclaredFields())
                    : name.equals("<init>")
                            ? Arrays.stream(at.getDeclaredConstructors())
                            : Arrays.stream(at.getDeclaredMethods());
            List<? extends Member> found = members
                    .filter(each -> name.equals("<init>") || each.getName().equals(name)).toList();
            if (!found.isEmpty()) {
                return found.stream().noneMatch(each -> (each.getModifiers()
                        & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0);
            }
        }
        return !type.isInterface() && Modifier.isFinal(type.getModifiers());
    }

    /** Weaving keeps the constants of what it replaces, though nothing uses them any more. */
    private static boolean isReplaced(MemberRefEntry member) {
        return (member.owner().asInternalName().startsWith("java/util/concurrent/ThreadLocalRandom")
                && !member.name().equalsString("current"))
                || member.name().equalsString("hasKnownQueuedWork") || member.name().equalsString("getThreadId");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ArrayBlockingQueue", "LinkedBlockingQueue", "LinkedBlockingDeque", "SynchronousQueue",
            "LinkedTransferQueue", "PriorityBlockingQueue"})
    void blockingQueue_passesElementsBetweenThreads(String name) throws Exception {
        assertThat(world.call(JdkSamples.queue(name))).isEqualTo("0123456789 null true");
        assertThat(world.events()).contains("start", "join");
        assertThat(
                world.events().stream().filter(each -> each.startsWith("read ") || each.startsWith("write ")).count())
                .isGreaterThan(20);
    }

    @ParameterizedTest
    @ValueSource(classes = {JdkSamples.Locks.class, JdkSamples.Synchronizers.class, JdkSamples.Queues.class,
            JdkSamples.Futures.class})
    void copies_doWhatTheOriginalsDo(Class<? extends Callable<?>> sample) throws Exception {
        Object expected = sample.getDeclaredConstructor().newInstance().call();
        assertThat(world.call(sample)).isEqualTo(expected);
        assertThat(world.loader.report().classes()).isGreaterThan(3);
    }

    @Test
    void copies_waitThroughTheHooks() throws Exception {
        world.call(JdkSamples.TimedWaits.class);
        assertThat(world.events()).contains("nanoTime", "parkNanos(blocker)");
    }

    @Test
    void copies_areUsedByWovenCodeOnly_andOnlyIfAsked() throws Exception {
        assertThat(world.call(JdkSamples.Names.class)).isEqualTo(
                "dev.millrace.woven.java.util.concurrent.Semaphore java.util.concurrent.ConcurrentHashMap true");
        WovenWorld without = WovenWorld.of(WeavingLoader.builder());
        assertThat(without.call(JdkSamples.Names.class)).isEqualTo(
                "java.util.concurrent.Semaphore java.util.concurrent.ConcurrentHashMap true");
    }

    @Test
    void rename_changesCopiedClassesOnly() {
        assertThat(JdkCopies.rename("(Ljava/util/concurrent/Semaphore;[Ljava/util/concurrent/locks/Lock;)V"))
                .isEqualTo("(Ldev/millrace/woven/java/util/concurrent/Semaphore;[Ljava/util/concurrent/locks/Lock;)V");
        assertThat(JdkCopies.rename("java/util/concurrent/locks/ReentrantLock$NonfairSync"))
                .isEqualTo("dev/millrace/woven/java/util/concurrent/locks/ReentrantLock$NonfairSync");
        assertThat(JdkCopies.rename("edu/emory/java/util/concurrent/Semaphore"))
                .isEqualTo("edu/emory/java/util/concurrent/Semaphore");
        assertThat(JdkCopies.rename("java/util/concurrent/SemaphoreLike"))
                .isEqualTo("java/util/concurrent/SemaphoreLike");
    }
}
