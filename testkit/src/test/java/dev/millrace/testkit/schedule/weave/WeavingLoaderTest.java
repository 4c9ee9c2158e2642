package dev.millrace.testkit.schedule.weave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jctools.queues.varhandle.MpmcVarHandleArrayQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which classes are woven, and how they are loaded. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class WeavingLoaderTest {

    private static final String QUEUE = MpmcVarHandleArrayQueue.class.getName();

    @Test
    void loadClass_named_isWoven_withItsNestAndHiddenNeighbours_othersAreShared() throws Exception {
        WeavingLoader loader = WeavingLoader.builder().classes(NestedSamples.class.getName()).build();
        assertThat(loader.loadClass(NestedSamples.class.getName()).getClassLoader()).isEqualTo(loader);
        assertThat(loader.loadClass(NestedSamples.Counter.class.getName()).getClassLoader()).isEqualTo(loader);
        assertThat(loader.loadClass(HiddenNeighbour.class.getName()).getClassLoader()).isEqualTo(loader);
        assertThat(loader.loadClass(SharedTask.class.getName())).isEqualTo(SharedTask.class);
        assertThat(loader.loadClass("java.lang.String")).isEqualTo(String.class);
        assertThat(loader.loadClass(QUEUE)).isEqualTo(MpmcVarHandleArrayQueue.class);
    }

    @Test
    void loadClass_inANamedPackage_isWoven_withThoseBelow() throws Exception {
        WeavingLoader loader = WeavingLoader.builder().packages("org.jctools.").build();
        assertThat(loader.loadClass(QUEUE).getClassLoader()).isEqualTo(loader);
        assertThat(loader.loadClass(QUEUE)).isEqualTo(loader.loadClass(QUEUE));
        WeavingLoader other = WeavingLoader.builder().packages("org.jc").build();
        assertThat(other.loadClass(QUEUE)).isEqualTo(MpmcVarHandleArrayQueue.class);
    }

    @Test
    void loadClass_absent_notFound() {
        WeavingLoader loader = WeavingLoader.builder().packages("com.acme").build();
        assertThatThrownBy(() -> loader.loadClass("com.acme.Missing")).isInstanceOf(ClassNotFoundException.class);
    }

    @Test
    void loadClass_byManyThreads_oneClass() throws Exception {
        WeavingLoader loader = WeavingLoader.builder().packages("org.jctools").build();
        var together = new CountDownLatch(4);
        try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
            List<Future<Class<?>>> loaded = IntStream.range(0, 4).<Future<Class<?>>>mapToObj(_ -> pool.submit(() -> {
                together.countDown();
                together.await();
                return loader.loadClass(QUEUE);
            })).toList();
            for (Future<Class<?>> each : loaded) {
                assertThat(each.get()).isSameAs(loader.loadClass(QUEUE));
            }
        }
    }

    @Test
    void resourcesAndOrigin_areThoseOfTheOriginal() throws Exception {
        WeavingLoader loader = WeavingLoader.builder().packages("org.jctools").build();
        Class<?> twin = loader.loadClass(QUEUE);
        assertThat(twin.getResource("MpmcVarHandleArrayQueue.class"))
                .isEqualTo(MpmcVarHandleArrayQueue.class.getResource("MpmcVarHandleArrayQueue.class"));
        assertThat(twin.getProtectionDomain().getCodeSource().getLocation())
                .isEqualTo(MpmcVarHandleArrayQueue.class.getProtectionDomain().getCodeSource().getLocation());
        assertThat(twin.getPackage().getName()).isEqualTo("org.jctools.queues.varhandle");
        assertThat(loader.woven(NestedSamples.class).getProtectionDomain().getCodeSource().getLocation())
                .isEqualTo(NestedSamples.class.getProtectionDomain().getCodeSource().getLocation());
    }

    @Test
    void build_packageOfTheJdkOrTheTestkit_refused() {
        for (String name : List.of("java.util", "jdk.internal.misc", "dev.millrace.testkit.", "org.junit.jupiter")) {
            assertThatThrownBy(() -> WeavingLoader.builder().packages(name).build())
                    .isInstanceOf(WeavingException.class).hasMessageStartingWith("weaving: package=")
                    .hasMessageEndingWith("; name your own package, or weaveJdk()");
        }
        assertThatThrownBy(() -> WeavingLoader.builder().classes("java.util.ArrayList").build())
                .isInstanceOf(WeavingException.class).hasMessageContaining("weaveJdk()");
    }

    @Test
    void report_countsClassesAndSites_perPackage() throws Exception {
        WeavingLoader loader = WeavingLoader.builder().packages("org.jctools.queues", "org.jctools.util").build();
        Class.forName(QUEUE, true, loader).getConstructor(int.class).newInstance(8);
        WeavingReport report = loader.report();
        assertThat(report.packages()).extracting(WeavingReport.Woven::name)
                .containsExactly("org.jctools.queues", "org.jctools.util");
        assertThat(report.packages()).allMatch(each -> each.classes() > 0);
        assertThat(report.packages().getFirst().yieldSites()).isPositive();
        assertThat(report.classes()).isEqualTo(report.packages().stream().mapToInt(each -> each.classes()).sum());
        assertThat(report.yieldSites()).isEqualTo(loader.sites().size());
        assertThat(report.toString()).contains(" classes, ").contains("org.jctools.queues: ");
    }

    @Test
    void requireYieldSites_packageNamedInVain_refused() throws Exception {
        WeavingLoader loader = WeavingLoader.builder().packages("org.jctools", "com.acme").build();
        Class.forName(QUEUE, true, loader);
        assertThatThrownBy(() -> loader.report().requireYieldSites()).isInstanceOf(WeavingException.class)
                .hasMessage("weaving: package=com.acme (expected: at least one yield site); no class of it was used,"
                        + " check the name");
        WeavingLoader good = WeavingLoader.builder().packages("org.jctools").build();
        Class.forName(QUEUE, true, good);
        good.report().requireYieldSites();
    }

    @Test
    void requireYieldSites_classesWithoutAny_refused() throws Exception {
        WeavingLoader loader = WeavingLoader.builder().packages("org.jspecify").build();
        Class.forName("org.jspecify.annotations.Nullable", true, loader);
        assertThatThrownBy(() -> loader.report().requireYieldSites())
                .hasMessageContaining("1 of its classes were used and touch no shared memory");
        assertThatThrownBy(() -> WeavingLoader.builder().build().report().requireYieldSites())
                .hasMessageStartingWith("weaving: yield sites=0");
    }

    @Test
    void sites_unknownNumber_refused() {
        assertThatThrownBy(() -> WeavingLoader.builder().build().sites().get(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("sites: number=0 (expected: >= 0 and < 0)");
    }

    @Test
    void hooks_haveAMethodForEachReplacement_recordedOnesToo() {
        var named = java.util.Arrays.stream(dev.millrace.testkit.schedule.Hooks.class.getMethods())
                .filter(each -> each.getDeclaringClass() != Object.class).map(WeavingLoaderTest::signature).toList();
        var recorded = java.util.Arrays.stream(RecordingHooks.class.getMethods())
                .filter(each -> each.getDeclaringClass() != Object.class).map(WeavingLoaderTest::signature).toList();
        assertThat(recorded).containsAll(named);
    }

    private static String signature(Method method) {
        return method.getName() + List.of(method.getParameterTypes()) + method.getReturnType();
    }
}
