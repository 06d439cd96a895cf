package dev.lintel.callers.prices;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.YamlSection;
import org.junit.jupiter.api.Test;

final class PricesConfigTest {

    @Test
    void by_default_there_is_no_price_file() {
        assertThat(YamlSection.read(PricesConfig.class, "{}").file()).isEmpty();
        assertThat(YamlSection.read(PricesConfig.class, "prices: {file: \"\"}").file())
                .isEmpty();
    }

    @Test
    void takes_every_key() {
        assertThat(YamlSection.read(PricesConfig.class, "prices: {file: /etc/lintel/prices.json}")
                        .file())
                .contains("/etc/lintel/prices.json");
    }
}
