package dev.lintel.providers;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A name that stands for several targets, and the order in which they are asked. Immutable. */
final class Alias {

    private final List<Weighted> targets;
    private final boolean weighted;
    private final Route inOrder;

    /**
     * Takes the targets in their configured order.
     *
     * @param weighted whether their weights decide who is asked first, and not that order
     */
    Alias(String name, List<Weighted> targets, boolean weighted) {
        this.targets = targets;
        this.weighted = weighted;
        this.inOrder = new Route(targets.stream().map(Weighted::target).toList(), Optional.of(name), true);
    }

    /**
     * Where a call goes: by weight, the same for all calls of one conversation; the others follow, should it fail.
     *
     * @param conversation tells by what calls are known to belong together; null when this one stands alone
     */
    Route route(Supplier<@Nullable String> conversation) {
        if (!weighted) {
            return inOrder;
        }
        String told = conversation.get();
        long key = told == null ? ThreadLocalRandom.current().nextLong() : hash(told);
        List<Target> ordered = targets.stream()
                .sorted(Comparator.comparingDouble(each -> each.score(key)))
                .map(Weighted::target)
                .toList();
        return new Route(ordered, inOrder.alias(), true);
    }

    /** The models that it stands for, where its targets name them. */
    Stream<String> models() {
        return targets.stream().flatMap(each -> each.target().model().stream());
    }

    // FNV-1a: the same on every Lintel.
    private static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int at = 0; at < text.length(); at++) {
            hash = (hash ^ text.charAt(at)) * 0x100000001b3L;
        }
        return hash;
    }

    /**
     * A target and its share.
     *
     * @param seed tells it from the others, and is the same on every Lintel
     * @param weight its share in proportion to those of the others
     */
    record Weighted(Target target, long seed, int weight) {

        static Weighted of(Target target, String name, int weight) {
            return new Weighted(target, hash(name), weight);
        }

        /**
         * The least of all is asked first: weighted rendezvous hashing. Of a key's uniform numbers, one for each target, the
         * logarithm over the weight is the least with a probability in proportion to the weight; and a target that comes or goes
         * moves no key between the others.
         */
        double score(long key) {
            double uniform = ((mixed(key ^ seed) >>> 11) + 0.5) * 0x1p-53;
            return weight == 0 ? Double.POSITIVE_INFINITY : -Math.log(uniform) / weight;
        }

        // SplitMix64's finalizer: each bit of the key moves each bit of the number.
        private static long mixed(long bits) {
            long mixed = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
            mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
            return mixed ^ (mixed >>> 31);
        }
    }
}
