package dev.millrace.testkit.schedule.weave;

import dev.millrace.testkit.schedule.Hooks;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.Callable;

/** Runs samples woven, with the hooks that write down what is called. */
final class WovenWorld {

    private static final Class<?> HOOKS = new HooksLoader().define();

    final WeavingLoader loader;

    private WovenWorld(WeavingLoader.Builder builder) {
        loader = builder.hooks(HOOKS).build();
        Recorded.clear();
    }

    static WovenWorld of(WeavingLoader.Builder builder) {
        return new WovenWorld(builder);
    }

    static WovenWorld ofTestClasses() {
        return of(WeavingLoader.builder());
    }

    /** Makes the twin of a sample and calls it. */
    Object call(Class<? extends Callable<?>> sample) throws Exception {
        var constructor = loader.woven(sample).getDeclaredConstructor();
        constructor.setAccessible(true);
        return ((Callable<?>) constructor.newInstance()).call();
    }

    /** What was called so far: points as {@code read x}, without their place, and the rest by name. */
    List<String> events() {
        return Recorded.EVENTS.stream()
                .map(each -> each instanceof Integer site ? loader.sites().get(site).access() : each.toString())
                .toList();
    }

    /** What has ordered memory, and the turns of loops, since this was asked last. */
    List<String> orders() {
        List<String> orders = List.copyOf(Recorded.ORDERS);
        Recorded.ORDERS.clear();
        return orders;
    }

    /** Defines the recording hooks under the name of the real ones. */
    private static final class HooksLoader extends ClassLoader {

        HooksLoader() {
            super(HooksLoader.class.getClassLoader());
        }

        Class<?> define() {
            String name = RecordingHooks.class.getName().replace('.', '/');
            String as = Hooks.class.getName().replace('.', '/');
            try (InputStream in = RecordingHooks.class.getResourceAsStream("RecordingHooks.class")) {
                byte[] renamed = ConstantPool.rename(in.readAllBytes(), text -> text.equals(name) ? as : text);
                return defineClass(Hooks.class.getName(), renamed, 0, renamed.length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
