package dev.millrace.testkit.schedule.weave;

/** A class that only its package sees, as tests often have beside them. */
final class HiddenNeighbour {

    int turns;

    int turn() {
        return ++turns;
    }
}
