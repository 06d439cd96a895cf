package dev.lintel.providers;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithName;
import io.smallrye.config.WithParentName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The section {@code model_aliases}: names that callers use in the place of a model. */
@ConfigMapping(prefix = "model_aliases", namingStrategy = ConfigMapping.NamingStrategy.SNAKE_CASE)
public interface ModelAliasesConfig {

    /** The aliases by their names. */
    @WithParentName
    Map<String, Section> byName();

    /** One alias: what it stands for is written in one of two ways. */
    interface Section {

        /** Its targets, each {@code provider/model}, asked in this order. */
        Optional<List<String>> targets();

        /** Its targets with weights, one of which is asked first in proportion to these. */
        @WithName("targets")
        List<WeightedSection> weighted();
    }

    /** One target with a weight. */
    interface WeightedSection {

        /** The target, {@code provider/model}. */
        Optional<String> model();

        /** Its share of the calls, in proportion to those of the others. */
        OptionalInt weight();
    }
}
