package dev.millrace.benchmarks.peers.sync;

import java.util.concurrent.Phaser;

/** The JDK's phaser, whose parties may come and go, with parties that stay. */
final class PhaserMeeting implements Meeting {

    private final Phaser phaser;

    PhaserMeeting(int parties) {
        phaser = new Phaser(parties);
    }

    @Override
    public void meet() {
        phaser.arriveAndAwaitAdvance();
    }
}
