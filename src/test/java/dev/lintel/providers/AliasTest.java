package dev.lintel.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lintel.providers.Provider.Credentials;
import dev.lintel.providers.Providers.AliasTarget;
import java.net.URI;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AliasTest {

    private static final int MANY = 20_000;

    @Test
    void targets_without_weights_are_asked_in_their_order() {
        Providers providers = providers("a", "", "b", "", "c", "");

        for (int i = 0; i < 10; i++) {
            assertThat(order(providers, "conversation " + i)).containsExactly("a", "b", "c");
        }
        assertThat(order(providers, null)).containsExactly("a", "b", "c");
    }

    @Test
    void calls_of_one_conversation_go_to_the_same_target() {
        Providers providers = providers("a", "1", "b", "1", "c", "1");

        List<String> order = order(providers, "conversation");

        for (int i = 0; i < 50; i++) {
            assertThat(order(providers, "conversation")).isEqualTo(order);
        }
    }

    @Test
    void another_lintel_sends_them_there_too_whatever_the_order_in_its_file() {
        Providers here = providers("a", "1", "b", "2", "c", "3");
        Providers there = providers("c", "3", "a", "1", "b", "2");

        for (int i = 0; i < 100; i++) {
            assertThat(order(there, "conversation " + i)).isEqualTo(order(here, "conversation " + i));
        }
    }

    @Test
    void all_targets_follow_the_first() {
        assertThat(order(providers("a", "1", "b", "100", "c", "0"), "conversation"))
                .containsExactlyInAnyOrder("a", "b", "c");
    }

    // Six standard deviations of a binomial distribution, on both sides.
    @ParameterizedTest
    @CsvSource({"true", "false"})
    void the_first_target_is_chosen_in_proportion_to_its_weight(boolean conversations) {
        Map<String, Integer> firsts = firsts(providers("a", "6", "b", "3", "c", "1"), conversations);

        assertThat(firsts.get("a")).isBetween(within(0.6)[0], within(0.6)[1]);
        assertThat(firsts.get("b")).isBetween(within(0.3)[0], within(0.3)[1]);
        assertThat(firsts.get("c")).isBetween(within(0.1)[0], within(0.1)[1]);
    }

    @Test
    void a_target_without_weight_is_asked_last() {
        Map<String, Integer> firsts = firsts(providers("a", "1", "b", "0"), true);

        assertThat(firsts).containsOnlyKeys("a");
        assertThat(order(providers("b", "0", "a", "1"), "conversation")).containsExactly("a", "b");
    }

    @Test
    void a_target_that_comes_takes_only_its_share_from_the_others() {
        Providers before = providers("a", "1", "b", "1");
        Providers after = providers("a", "1", "b", "1", "c", "1");

        for (int i = 0; i < 1000; i++) {
            String first = order(after, "conversation " + i).get(0);
            assertThat(first).isIn("c", order(before, "conversation " + i).get(0));
        }
    }

    @Test
    void the_alias_and_each_targets_model_are_told() {
        Route route = providers("a", "1", "b", "1").route("split", () -> "conversation");

        assertThat(route.alias()).contains("split");
        assertThat(route.claimed()).isTrue();
        assertThat(route.targets())
                .allSatisfy(target -> assertThat(target.model())
                        .contains("model-of-" + target.provider().name()));
    }

    @ParameterizedTest
    @CsvSource({
        "1, '', 'either each has a weight, or none'",
        "0, 0, 'one of them must have a weight above 0'",
        "-1, 1, 'the weight -1 is not allowed: it is 0 to 1000000'",
        "1, 1000001, 'the weight 1000001 is not allowed: it is 0 to 1000000'"
    })
    void weights_that_cannot_be_meant_are_refused(String first, String second, String fault) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> providers("a", first, "b", second))
                .withMessage("model_aliases.split.targets: " + fault);
    }

    private static int[] within(double share) {
        double deviation = Math.sqrt(MANY * share * (1 - share));
        return new int[] {(int) (MANY * share - 6 * deviation), (int) (MANY * share + 6 * deviation)};
    }

    private static Map<String, Integer> firsts(Providers providers, boolean conversations) {
        Map<String, Integer> firsts = new HashMap<>();
        for (int i = 0; i < MANY; i++) {
            firsts.merge(
                    order(providers, conversations ? "conversation " + i : null).get(0), 1, Integer::sum);
        }
        return firsts;
    }

    private static List<String> order(Providers providers, String conversation) {
        return providers.route("split", () -> conversation).targets().stream()
                .map(target -> target.provider().name())
                .toList();
    }

    private static Providers providers(String... namesAndWeights) {
        List<AliasTarget> targets = IntStream.range(0, namesAndWeights.length / 2)
                .mapToObj(i -> new AliasTarget(
                        namesAndWeights[2 * i] + "/model-of-" + namesAndWeights[2 * i],
                        namesAndWeights[2 * i + 1].isEmpty()
                                ? OptionalInt.empty()
                                : OptionalInt.of(Integer.parseInt(namesAndWeights[2 * i + 1]))))
                .toList();
        List<Provider> all = Stream.of("a", "b", "c")
                .map(name -> Provider.of(
                        name, URI.create("http://" + name + ".example/v1"), Credentials.NONE, List.of(), false))
                .toList();
        assertThat(Arrays.asList(namesAndWeights)).hasSizeGreaterThan(2);
        return new Providers(all, Map.of("split", targets));
    }
}
