package dev.lintel.process.command.litellm.deployment;

import dev.lintel.providers.endpoint.ProviderKind;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Where and how a deployment is called: those of which all is alike are one provider. Texts are as Lintel's file has them.
 *
 * @param vendor who it is
 * @param name what it would best be called
 * @param baseUrl null where its name says it
 * @param accessKey null for none
 * @param bounds further keys of a provider, with their values in YAML
 */
public record Endpoint(
        Vendor vendor,
        String name,
        ProviderKind kind,
        @Nullable String baseUrl,
        @Nullable String accessKey,
        SortedMap<String, String> headers,
        SortedMap<String, String> query,
        SortedMap<String, String> bounds) {}
