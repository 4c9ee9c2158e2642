package dev.millrace.channels.pipeline;

import dev.millrace.channels.Sender;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** Senders that do something more when they are closed or failed. */
final class Targets {

    /** What a test does around a method of the sender. */
    interface Hook {
        void run() throws Exception;
    }

    private Targets() {}

    /** A sender that runs the first hook before a call of the method named, and the second after it. */
    @SuppressWarnings("unchecked")
    static <T> Sender<T> around(Sender<T> target, String name, Hook before, Hook after) {
        return (Sender<T>) Proxy.newProxyInstance(
                Sender.class.getClassLoader(), new Class<?>[] {Sender.class}, (proxy, method, arguments) -> {
                    boolean hooked = method.getName().equals(name);
                    try {
                        if (hooked) {
                            before.run();
                        }
                        Object result = method.invoke(target, arguments);
                        if (hooked) {
                            after.run();
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
