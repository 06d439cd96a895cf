package dev.lintel.process.keys;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Names the variable that a value has come by, where that is one of OpenTelemetry's or of Knative's, in the place of Quarkus' key. */
final class StandardVariables {

    private static final Pattern KEY = Pattern.compile("quarkus\\.(http\\.(?:ssl-)?port|otel\\.[a-z.-]+[a-z])(?=:)");
    private static final Pattern SIGNAL = Pattern.compile("(?<=_OTLP_)(TRACES|METRICS|LOGS)_");

    private StandardVariables() {}

    /** A line, with the variable in the place of the key that it begins with, if that is where the value stands. */
    static String byVariable(String line, Map<String, String> environment) {
        Matcher key = KEY.matcher(line);
        if (!key.lookingAt() || environment.containsKey(PropertyName.variable(key.group()))) {
            return line;
        }
        return variable(key.group(1), environment)
                .map(variable -> variable + line.substring(key.end()))
                .orElse(line);
    }

    private static Optional<String> variable(String key, Map<String, String> environment) {
        if (key.startsWith("http.")) {
            return environment.containsKey("PORT") ? Optional.of("PORT") : Optional.empty();
        }
        String ofSignal = PropertyName.variable(key.replace("trust-cert.certs", "certificate")
                .replace("key-cert.certs", "client_certificate")
                .replace("key-cert.keys", "client_key"));
        return Stream.of(ofSignal, SIGNAL.matcher(ofSignal).replaceFirst(""))
                .filter(variable -> !environment.getOrDefault(variable, "").isBlank())
                .findFirst();
    }
}
