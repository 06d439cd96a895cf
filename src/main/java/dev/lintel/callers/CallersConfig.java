package dev.lintel.callers;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithParentName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** The section {@code callers}: who may call, by name. None: whoever reaches Lintel may. */
@ConfigMapping(prefix = "callers", namingStrategy = ConfigMapping.NamingStrategy.SNAKE_CASE)
public interface CallersConfig {

    /** The callers by their names, which spans, metrics and the log tell: letters, digits, {@code . _ -}, up to 64. */
    @WithParentName
    Map<String, Section> byName();

    /** One caller. At least one of {@code key_sha256} and {@code key_file} is needed. */
    interface Section {

        /** The SHA-256 of its key in 64 hexadecimal digits; several while keys change. {@code lintel caller-key NAME} prints one. */
        Optional<List<String>> keySha256();

        /** A file that holds such hashes, one a line, read anew when it changes. Empty lines and those that begin with {@code #} are skipped. */
        Optional<String> keyFile();

        /** The models that it may ask for, as it names them: names, or patterns with {@code *}. None: all. */
        Optional<List<String>> models();

        /** The most calls in a minute, 1 or more; then 429. None: no bound. */
        OptionalLong requestsPerMinute();

        /** The most tokens in a minute, of prompts and answers, 1 or more; then 429. None: no bound. */
        OptionalLong tokensPerMinute();

        /** What its calls of a day (UTC) may cost, in the price file's currency, more than 0; then 429. None: no bound. */
        OptionalDouble budgetPerDay();
    }
}
