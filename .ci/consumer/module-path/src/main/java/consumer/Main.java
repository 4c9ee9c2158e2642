package consumer;

import dev.millrace.channels.Channel;
import java.util.List;

/** Sends a few words to another thread, and says how it was started. */
final class Main {

    private Main() {}

    public static void main(String[] args) {
        Channel<String> words = Channel.bounded(2);
        Thread.ofVirtual().start(() -> {
            try {
                words.sendAll(List.of("the", "mill", "race", "runs"));
                words.close();
            } catch (InterruptedException e) {
                words.fail(e);
            }
        });
        String path = Main.class.getModule().isNamed() ? "module path" : "class path";
        System.out.println("consumer, " + path + ": " + String.join(" ", words));
    }
}
