package dev.lintel.process.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lintel.callers.CallersConfig;
import dev.lintel.callers.limits.LocalLimiter;
import dev.lintel.callers.prices.PricesConfig;
import dev.lintel.process.listener.ListenerConfig;
import dev.lintel.providers.ModelAliasesConfig;
import dev.lintel.providers.Provider;
import dev.lintel.providers.Providers;
import dev.lintel.providers.ProvidersConfig;
import dev.lintel.providers.Retry;
import dev.lintel.providers.availability.BreakerRule;
import dev.lintel.testing.YamlSection;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.SmallRyeConfig;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RulesTest {

    @Nested
    class providers {

        @Test
        void are_what_the_configuration_says() {
            Providers wired = wired("""
                    providers:
                      groq:
                        base_url: https://api.groq.example/openai/v1/
                        access_key: gsk-1
                        models: ["llama-*"]
                        connect_timeout: 1s
                        first_byte_timeout: 2s
                        idle_timeout: 3s
                        total_timeout: 4s
                        max_calls: 5
                        retry: {attempts: 6, backoff: 7ms, max_backoff: 8s}
                        breaker: {failures: 9, within: 10s, open_for: 11s}
                      openai: {base_url: "https://api.openai.example/v1", default: true}
                    model_aliases:
                      fast: {targets: [groq/llama-3]}
                    """);

            assertThat(wired.all()).extracting(Provider::name).containsExactly("groq", "openai");
            Provider groq = wired.route("llama-3", () -> null).first().provider();
            assertThat(groq.baseUrl()).isEqualTo(URI.create("https://api.groq.example/openai/v1"));
            assertThat(groq.timeouts().connect()).isEqualTo(Duration.ofSeconds(1));
            assertThat(groq.timeouts().firstByte()).isEqualTo(Duration.ofSeconds(2));
            assertThat(groq.timeouts().idle()).isEqualTo(Duration.ofSeconds(3));
            assertThat(groq.timeouts().total()).isEqualTo(Duration.ofSeconds(4));
            assertThat(groq.maxCalls()).isEqualTo(5);
            assertThat(groq.retry()).isEqualTo(new Retry(6, Duration.ofMillis(7), Duration.ofSeconds(8)));
            assertThat(groq.breaker()).isEqualTo(new BreakerRule(9, Duration.ofSeconds(10), Duration.ofSeconds(11)));
            assertThat(wired.route("fast", () -> null).first().provider()).isEqualTo(groq);
            assertThat(wired.routeToDefault().first().provider().name()).isEqualTo("openai");
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                        [] | at least one provider/model is needed
                        [{model: a/x, weight: 1}, a/y] | each is provider/model, or each is {model: provider/model, weight: 1}
                        [a/y, {model: a/x, weight: 1}] | each is provider/model, or each is {model: provider/model, weight: 1}
                        [{model: a/x, weight: 1}, {model: a/y}] | either each has a weight, or none
                        [{model: a/x, weight: 1}, {weight: 2}] | each is provider/model, or each is {model: provider/model, weight: 1}
                        """)
        void of_an_alias_that_is_written_in_no_one_way_are_refused(String targets, String fault) {
            assertThatThrownBy(() ->
                            wired("{providers: {a: {base_url: 'http://a.example'}}, model_aliases: {fast: {targets: "
                                    + targets + "}}}"))
                    .hasMessageContaining("model_aliases.fast.targets: " + fault);
        }

        @Test
        void of_an_alias_may_have_weights() {
            Providers wired = wired("""
                    providers: {a: {base_url: "http://a.example"}, b: {base_url: "http://b.example"}}
                    model_aliases: {split: {targets: [{model: a/x, weight: 0}, {model: b/y, weight: 1}]}}
                    """);

            assertThat(wired.route("split", () -> null).targets())
                    .extracting(target ->
                            target.provider().name() + "/" + target.model().orElseThrow())
                    .containsExactly("b/y", "a/x");
        }

        @Test
        void are_openai_alone_when_none_is_configured_but_its_key_is_there() {
            Providers wired = wired("{}", Map.of("OPENAI_API_KEY", "sk-1"));

            assertThat(wired.all()).extracting(Provider::name).containsExactly("openai");
            assertThat(wired.routeToDefault().first().provider().baseUrl())
                    .isEqualTo(URI.create("https://api.openai.com/v1"));
        }

        @Test
        void are_only_the_configured_ones_even_when_openais_key_is_there() {
            Providers wired = wired("providers: {a: {base_url: 'http://a.example'}}", Map.of("OPENAI_API_KEY", "sk-1"));

            assertThat(wired.all()).extracting(Provider::name).containsExactly("a");
        }
    }

    @Nested
    class the_start_is_refused {

        @Test
        void with_each_fault_in_a_line_of_its_own() {
            refused("""
                    providers: {a: {base_url: ftp://a.example}}
                    tracing: {random_sampling: 250, session_headers: x-session-token}
                    prices: {file: /absent.json}
                    """)
                    .satisfies(refused -> assertThat(Faults.lines(refused))
                            .containsExactly(
                                    "providers.a.base_url: 'ftp://a.example' is not an absolute http or https URL, such as"
                                            + " https://api.openai.com/v1",
                                    "prices.file: /absent.json: there is no such file",
                                    "tracing.random_sampling: 250.0 is not a percentage from 0 to 100",
                                    "tracing.session_headers: 'x-session-token' could carry a secret; authorization,"
                                            + " cookie, *-key and *-token are not allowed"));
        }

        @Test
        void without_any_provider_with_what_to_write() {
            refused("{}")
                    .withMessageContaining("providers: there is none. Write one into config/application.yaml")
                    .withMessageContaining("OPENAI_API_KEY");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "base_url: ftp://a.example | base_url: 'ftp://a.example' is not an absolute http or https URL",
                    "base_url: api.example/v1 | base_url: 'api.example/v1' is not an absolute http or https URL",
                    "base_url: 'http://exa mple' | is not a URL",
                    "base_url: 'http://me:it@a.example' | base_url: credentials do not belong in it; use access_key",
                    "base_url: 'http://a.example?x=1' | may have neither a query nor a fragment",
                })
        void with_a_wrong_base_url(String key, String message) {
            refused("providers: {a: {" + key + "}}").withMessageContaining("providers.a.base_url: ");
            refused("providers: {a: {" + key + "}}").withMessageContaining(message);
        }

        @ParameterizedTest
        @CsvSource({"connect_timeout, 0", "first_byte_timeout, 0s", "idle_timeout, 0ms", "idle_timeout, -1s"})
        void with_a_time_out_of_nothing_or_less(String key, String value) {
            refused("providers: {a: {base_url: 'http://a.example', " + key + ": '" + value + "'}}")
                    .withMessageContaining("providers.a." + key + ": ");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "chat.example.com",
                    "https://chat.example.com/",
                    "https://",
                    "null",
                    "https://a@b.example",
                    "*.example.com"
                })
        void with_an_origin_that_is_none(String origin) {
            assertThatExceptionOfType(ConfigValidationException.class)
                    .isThrownBy(() -> FixedRules.allowedOrigins(
                            YamlSection.read(ListenerConfig.class, "listener: {allowed_origins: ['" + origin + "']}")))
                    .withMessageContaining("listener.allowed_origins: '" + origin + "' is not an origin");
        }

        @ParameterizedTest
        @ValueSource(strings = {"proxy.example", "10.0.0.0/33", "*"})
        void with_a_proxy_that_is_no_address(String proxy) {
            assertThatExceptionOfType(ConfigValidationException.class)
                    .isThrownBy(() -> FixedRules.trustedProxies(
                            YamlSection.read(ListenerConfig.class, "listener: {trusted_proxies: ['" + proxy + "']}")))
                    .withMessageContaining(
                            "listener.trusted_proxies: '" + proxy + "' is neither an IP address nor a network");
        }

        @ParameterizedTest
        @CsvSource({"1ms, PT0.001S", "999ms, PT0.999S", "3600001ms, PT1H0.001S", "1d, PT24H"})
        void with_comments_in_streams_too_often_or_too_seldom(String value, String shown) {
            assertThatExceptionOfType(ConfigValidationException.class)
                    .isThrownBy(() -> FixedRules.keepAlive(
                            YamlSection.read(ListenerConfig.class, "listener: {keep_alive: " + value + "}")))
                    .withMessageContaining(
                            "listener.keep_alive: " + shown + " is not allowed: it is 1s to 1h, or 0s for never");
        }

        @ParameterizedTest
        @ValueSource(strings = {"0s", "1s", "1h"})
        void but_not_with_comments_as_often_as_they_may_be(String value) {
            ListenerConfig listener = YamlSection.read(ListenerConfig.class, "listener: {keep_alive: " + value + "}");

            assertThat(FixedRules.keepAlive(listener).after()).isEqualTo(listener.keepAlive());
        }

        @Test
        void with_an_empty_pattern_of_models() {
            refused("providers: {a: {base_url: 'http://a.example', models: [gpt, ' ']}}")
                    .withMessageContaining("providers.a.models: an empty pattern matches nothing");
        }

        @Test
        void with_a_key_that_has_a_line_break_and_does_not_show_it() {
            refused("providers: {a: {base_url: 'http://a.example', access_key: \"s3cret\\nX\"}}")
                    .withMessageContaining("providers.a.access_key: it holds a character that no header can carry")
                    .satisfies(refused -> assertThat(refused).hasMessageNotContaining("s3cret"));
        }

        @Test
        void with_an_openai_key_that_has_a_space_and_does_not_show_it() {
            assertThatExceptionOfType(ConfigValidationException.class)
                    .isThrownBy(() -> wired("{}", Map.of("OPENAI_API_KEY", "s3c ret")))
                    .withMessageContaining("OPENAI_API_KEY")
                    .withMessageContaining("access_key: it holds a character that no header can carry")
                    .satisfies(refused -> assertThat(refused).hasMessageNotContaining("s3c"));
        }

        @Test
        void with_an_openai_url_that_is_none() {
            assertThatExceptionOfType(ConfigValidationException.class)
                    .isThrownBy(() -> wired("{}", Map.of("OPENAI_API_KEY", "sk-1", "OPENAI_BASE_URL", "api.example")))
                    .withMessageContaining("OPENAI_BASE_URL")
                    .withMessageContaining("'api.example' is not an absolute http or https URL");
        }

        @ParameterizedTest
        @ValueSource(strings = {"http://me:s3cret@exa mple/v1", "http://example/v1?key=s3cret%"})
        void with_a_base_url_that_is_none_and_does_not_show_what_may_be_a_secret(String url) {
            refused("providers: {a: {base_url: '" + url + "'}}")
                    .withMessageContaining("providers.a.base_url: ")
                    .satisfies(refused -> assertThat(refused).hasMessageNotContaining("s3cret"));
        }

        @Test
        void with_a_body_of_more_bytes_than_there_can_be() {
            ListenerConfig listener = YamlSection.read(ListenerConfig.class, "listener: {max_body_size: 9999999999G}");

            assertThatExceptionOfType(ConfigValidationException.class)
                    .isThrownBy(() -> FixedRules.maxBodyBytes(listener))
                    .withMessageContaining("listener.max_body_size: so many bytes there cannot be");
        }

        @Test
        void with_a_key_and_the_clients_authorization() {
            refused("providers: {a: {base_url: 'http://a.example', access_key: k, forward_authorization: true}}")
                    .withMessageContaining("providers.a.access_key and forward_authorization: true exclude each other");
        }

        @Test
        void with_a_slash_in_a_name() {
            refused("providers: {a/b: {base_url: 'http://a.example'}}")
                    .withMessageContaining("'a/b' is no name for a provider");
        }

        @Test
        void with_two_defaults() {
            refused("""
                providers:
                  a: {base_url: 'http://a.example', default: true}
                  b: {base_url: 'http://b.example', default: true}
                """).withMessageContaining("providers.b.default: only one provider can be the default, and a is");
        }

        @Test
        void with_an_alias_to_nowhere() {
            refused("""
                providers: {a: {base_url: 'http://a.example'}}
                model_aliases: {fast: {targets: [b/gpt]}}
                """)
                    .withMessageContaining("model_aliases.fast.targets: 'b/gpt' leads nowhere; write provider/model"
                            + " with one of the providers [a]");
        }

        @ParameterizedTest
        @CsvSource({
            "slower_than: -1s, tracing.keep.slower_than: PT-1S is not between",
            "first_chunk_slower_than: 366d, tracing.keep.first_chunk_slower_than: PT8784H is not between",
            "costlier_than: -1, tracing.keep.costlier_than: -1.0 is not an amount",
            "max_per_second: 0, tracing.keep.max_per_second: 0 is less than 1",
        })
        void with_a_reason_to_keep_calls_that_cannot_be_meant(String keep, String fault) {
            refused("tracing: {keep: {" + keep + "}}").withMessageContaining(fault);
        }

        @Test
        void with_a_bound_of_traces_below_none() {
            refused("tracing: {max_traces_per_second: -1}")
                    .withMessageContaining("tracing.max_traces_per_second: -1 is less than 0, which is no bound");
        }

        @ParameterizedTest
        @ValueSource(strings = {"-1", "101", "250", "NaN", "Infinity"})
        void with_a_share_of_traces_that_is_no_percentage(String percent) {
            refused("tracing: {random_sampling: " + percent + "}")
                    .withMessageContaining("tracing.random_sampling: ")
                    .withMessageContaining("is not a percentage from 0 to 100");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "span_attributes: {header_prefixes: [authorization]} | span_attributes.header_prefixes:"
                            + " 'authorization'",
                    "span_attributes: {header_prefixes: [x-acme-, Cookie]} | span_attributes.header_prefixes: 'cookie'",
                    "span_attributes: {header_prefixes: [' ']} | span_attributes.header_prefixes: an empty prefix",
                    "span_attributes: {header_prefixes: [x-acme-, ' ']} | span_attributes.header_prefixes: an empty"
                            + " prefix",
                    "span_attributes: {header_prefixes: [\"\\t\"]} | span_attributes.header_prefixes: an empty prefix",
                    "span_attributes: {static: {acme.key: a}} | span_attributes.static.acme.key: 'acme.key'",
                    "span_attributes: {baggage: [user.id, api_key]} | span_attributes.baggage: 'api_key'",
                    "span_attributes: {baggage: [user.id, ' ']} | span_attributes.baggage: no member of baggage has"
                            + " an empty name",
                    "session_headers: [x-talk, x-session-token] | session_headers: 'x-session-token'",
                    "session_headers: x-session-token | session_headers: 'x-session-token'",
                })
        void with_attributes_that_could_carry_secrets(String keys, String message) {
            refused("tracing: {" + keys + "}").withMessageContaining("tracing." + message);
        }

        private ThrowableAssertAlternative<ConfigValidationException> refused(String yaml) {
            return assertThatExceptionOfType(ConfigValidationException.class).isThrownBy(() -> wired(yaml));
        }
    }

    private static Providers wired(String yaml) {
        return wired(yaml, Map.of());
    }

    private static Providers wired(String yaml, Map<String, String> variables) {
        return rules(yaml, variables).providers();
    }

    private static Rules rules(String yaml, Map<String, String> variables) {
        SmallRyeConfig config = YamlSection.config(
                yaml,
                variables,
                ProvidersConfig.class,
                ModelAliasesConfig.class,
                CallersConfig.class,
                PricesConfig.class,
                TracingConfig.class);
        // Neither TLS files nor the demo provider are asked for, so that nothing is needed for them.
        return Rules.of(
                Sections.of(config), new Surroundings(null, null, new LocalLimiter(InstantSource.system())), null);
    }
}
