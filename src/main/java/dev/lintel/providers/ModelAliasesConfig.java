package dev.lintel.providers;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithParentName;
import java.util.List;
import java.util.Map;

/** The section {@code model_aliases}: names that callers use in the place of a model. */
@ConfigMapping(prefix = "model_aliases", namingStrategy = ConfigMapping.NamingStrategy.SNAKE_CASE)
public interface ModelAliasesConfig {

    /** The aliases by their names. */
    @WithParentName
    Map<String, Section> byName();

    /** One alias. */
    interface Section {

        /** What the alias stands for, each {@code provider/model}. The first one is used. */
        List<String> targets();
    }
}
