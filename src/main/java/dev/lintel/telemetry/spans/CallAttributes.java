package dev.lintel.telemetry.spans;

import dev.lintel.telemetry.convention.HttpAttributes;
import dev.lintel.telemetry.convention.SafeText;
import dev.lintel.trace.Baggage;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is put on every span of a call besides what it is about: fixed attributes, and copies of some request headers and members of baggage.
 * Their number and length are bounded. Immutable; any thread may ask.
 */
public final class CallAttributes {

    private static final int MAX_COPIED = 32;

    private final Attributes fixed;
    private final List<String> prefixes;
    private final List<AttributeKey<String>> baggage;
    private final List<CharSequence> sessionHeaders;

    /**
     * Takes the configuration, {@code tracing.span_attributes} and {@code tracing.session_headers}.
     *
     * @param headerPrefixes beginnings of the names of request headers that are copied
     * @param baggage names of members of baggage that are copied
     * @param fixed attributes with fixed values, by their names
     * @param sessionHeaders the request headers of which the first that is there is {@code gen_ai.conversation.id}
     * @throws IllegalArgumentException naming the key at fault, when a name could carry a secret
     */
    public CallAttributes(
            List<String> headerPrefixes, List<String> baggage, Map<String, String> fixed, List<String> sessionHeaders) {
        this.prefixes =
                headerPrefixes.stream().map(CallAttributes::requirePrefix).toList();
        this.baggage = baggage.stream().map(CallAttributes::requireMember).toList();
        this.fixed = fixed(fixed);
        this.sessionHeaders = sessionHeaders.stream()
                .map(name -> HttpHeaders.createOptimized(requireOpen("session_headers", name.strip())))
                .toList();
    }

    /** Whether anything is made of a header that has this name. */
    boolean mayShow(String name) {
        String plain = name.toLowerCase(Locale.ROOT);
        return (!baggage.isEmpty() && plain.equals(Baggage.NAME))
                || prefixes.stream().anyMatch(plain::startsWith)
                || sessionHeaders.stream()
                        .anyMatch(session -> session.toString().equalsIgnoreCase(name));
    }

    /** The attributes of a call with these headers. */
    Attributes of(MultiMap headers) {
        String session = session(headers);
        if (prefixes.isEmpty() && baggage.isEmpty() && session == null) {
            return fixed;
        }
        AttributesBuilder attributes = Attributes.builder();
        if (!prefixes.isEmpty()) {
            copy(headers, attributes);
        }
        for (AttributeKey<String> member : baggage) {
            String value = Baggage.member(headers, member.getKey());
            if (value != null) {
                attributes.put(member, SafeText.of(value));
            }
        }
        // Behind the copies: what the operator says does not give way to what a caller sends.
        attributes.putAll(fixed);
        if (session != null) {
            attributes.put(HttpAttributes.GEN_AI_CONVERSATION_ID, SafeText.of(session));
        }
        return attributes.build();
    }

    /** The conversation that a request's head names; null for none. */
    @Nullable
    String session(MultiMap headers) {
        for (int i = 0; i < sessionHeaders.size(); i++) {
            String session = headers.get(sessionHeaders.get(i));
            if (session != null && !session.isBlank()) {
                return session;
            }
        }
        return null;
    }

    /** Puts into a head the session that it is to name. */
    void putSession(MultiMap headers, String session) {
        if (!sessionHeaders.isEmpty()) {
            headers.set(sessionHeaders.get(0), session);
        }
    }

    private void copy(MultiMap headers, AttributesBuilder attributes) {
        int copied = 0;
        for (Map.Entry<String, String> header : headers) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            for (String prefix : prefixes) {
                if (copied < MAX_COPIED
                        && name.length() > prefix.length()
                        && name.startsWith(prefix)
                        && !isSecret(name)) {
                    attributes.put(
                            SafeText.of(name.substring(prefix.length()).replace('-', '.')),
                            SafeText.of(header.getValue()));
                    copied++;
                    break;
                }
            }
        }
    }

    private static Attributes fixed(Map<String, String> configured) {
        AttributesBuilder attributes = Attributes.builder();
        configured.forEach((name, value) -> {
            requireOpen("span_attributes.static." + name, name);
            attributes.put(name, SafeText.of(value));
        });
        return attributes.build();
    }

    private static String requirePrefix(String prefix) {
        if (prefix.isBlank()) {
            throw new IllegalArgumentException(
                    "span_attributes.header_prefixes: an empty prefix would copy every header, keys included");
        }
        return requireOpen("span_attributes.header_prefixes", prefix.strip().toLowerCase(Locale.ROOT));
    }

    private static AttributeKey<String> requireMember(String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("span_attributes.baggage: no member of baggage has an empty name");
        }
        return AttributeKey.stringKey(requireOpen("span_attributes.baggage", name.strip()));
    }

    private static String requireOpen(String key, String name) {
        if (isSecret(name)) {
            throw new IllegalArgumentException(key + ": '" + name
                    + "' could carry a secret; authorization, cookie, *-key and *-token are not allowed");
        }
        return name;
    }

    private static boolean isSecret(String name) {
        String dashed = name.toLowerCase(Locale.ROOT).replace('.', '-').replace('_', '-');
        String plain = dashed.endsWith("-") ? dashed.substring(0, dashed.length() - 1) : dashed;
        return plain.contains("authorization")
                || plain.contains("cookie")
                || plain.contains("secret")
                || plain.contains("password")
                || plain.contains("apikey")
                || plain.equals("key")
                || plain.equals("token")
                || plain.endsWith("-key")
                || plain.endsWith("-token");
    }
}
