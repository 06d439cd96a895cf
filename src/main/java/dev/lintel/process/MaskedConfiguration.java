package dev.lintel.process;

import dev.lintel.process.admin.ShownConfiguration;
import io.smallrye.config.SmallRyeConfig;
import jakarta.inject.Singleton;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;
import org.yaml.snakeyaml.Yaml;

/** The values of Lintel's sections, key by key; whatever is no number, truth or share of time is masked. */
@Singleton
final class MaskedConfiguration implements ShownConfiguration {

    private static final Pattern SECTION = Pattern.compile(
            "(listener|tracing|providers|model_aliases|prices|callers|limits|demo|shutdown|export|viewer)\\..*");
    private static final Pattern PLAIN = Pattern.compile("true|false|[0-9.]{1,9}[a-zA-Z%]{0,2}");

    private final SmallRyeConfig config;

    MaskedConfiguration(Config config) {
        this.config = config.unwrap(SmallRyeConfig.class);
    }

    @Override
    public String yaml() {
        TreeMap<String, String> values = new TreeMap<>();
        for (String key : config.getPropertyNames()) {
            String value = config.getConfigValue(key).getValue();
            if (value != null && SECTION.matcher(key).matches()) {
                values.put(key, PLAIN.matcher(value).matches() ? value : "***");
            }
        }
        return new Yaml().dump(values);
    }
}
