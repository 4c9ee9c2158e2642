package dev.millrace.testkit.kill;

import dev.millrace.testkit.kill.Script.Member;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Finds a child of its own for each strike, at random: a matching in which a strike that comes late may have an earlier one
 * take another child (augmenting paths, Kuhn 1955).
 */
final class Casting {
    private static final int NONE = -1;

    private final List<Strike> strikes;
    private final List<Member> members;
    private final SplittableRandom random;
    /** By member. */
    private final int[] strikeOf;

    private Casting(List<Strike> strikes, List<Member> members, SplittableRandom random) {
        this.strikes = strikes;
        this.members = members;
        this.random = random;
        this.strikeOf = new int[members.size()];
        Arrays.fill(strikeOf, NONE);
    }

    /** The number of the child that each strike hits; empty if there are not enough of them. */
    static Optional<List<Integer>> of(List<Strike> strikes, List<Member> members, SplittableRandom random) {
        Casting casting = new Casting(strikes, members, random);
        boolean isDone = IntStream.range(0, strikes.size()).allMatch(strike -> casting.place(strike, new BitSet()));
        return isDone ? Optional.of(casting.targets()) : Optional.empty();
    }

    /** Gives the strike a child that is free, or can be made free. */
    private boolean place(int strike, BitSet tried) {
        for (int member : shuffledMembers()) {
            if (strikes.get(strike).isFor(members.get(member)) && !tried.get(member)) {
                tried.set(member);
                if (strikeOf[member] == NONE || place(strikeOf[member], tried)) {
                    strikeOf[member] = strike;
                    return true;
                }
            }
        }
        return false;
    }

    private List<Integer> shuffledMembers() {
        List<Integer> all = new ArrayList<>(IntStream.range(0, members.size()).boxed().toList());
        Collections.shuffle(all, Random.from(random));
        return all;
    }

    private List<Integer> targets() {
        Integer[] targets = new Integer[strikes.size()];
        for (int member = 0; member < strikeOf.length; member++) {
            if (strikeOf[member] != NONE) {
                targets[strikeOf[member]] = member;
            }
        }
        return List.of(targets);
    }
}
