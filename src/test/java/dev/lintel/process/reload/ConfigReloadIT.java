package dev.lintel.process.reload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.Alongside;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.LintelProcess;
import dev.lintel.testing.Packaged;
import dev.lintel.testing.Patience;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.RawClient.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Another configuration is taken over, or refused, while the packaged application runs. */
@Alongside
final class ConfigReloadIT extends Packaged {

    private static final String ANY = "{\"model\":\"any\"}";
    private static final String FILE = "config/application.yaml";
    private static final String KEY = "x-api-key: key-a\r\n";
    private static final String HASH = "f10f781241e2246678b6b45c857069208152a53863e47fac33f607ab405006f4";

    private static final int CALLERS = 4;

    private static final Pattern NOTHING = reloaded("nothing");

    // What is taken over

    @Test
    void a_file_that_is_replaced_is_taken_over() {
        try (LintelProcess lintel = prepared().withFile(FILE, servedBy("first")).start();
                RawClient client = RawClient.connect(lintel.url())) {
            assertServedBy("first", client);

            replace(FILE, servedBy("second") + "model_aliases: {fast: {targets: [second/m]}}\n");
            lintel.awaitLine(reloaded("model_aliases, providers"));

            // On the connection that was there before, too.
            assertServedBy("second", client);
            client.post(CHAT, "{\"model\":\"fast\"}");
            Exchange exchange = upstream.next();
            assertThat(exchange.text()).isEqualTo("{\"model\":\"m\"}");
            exchange.answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
    }

    @Test
    void a_link_is_swapped_as_kubernetes_does() throws IOException {
        Path volume = Files.createDirectories(directory.resolve("volume"));
        version(volume, "..1", servedBy("first"));
        Files.createSymbolicLink(volume.resolve("..data"), Path.of("..1"));
        Files.createSymbolicLink(volume.resolve("application.yaml"), Path.of("..data", "application.yaml"));
        try (LintelProcess lintel = prepared()
                        .with(
                                "QUARKUS_CONFIG_LOCATIONS",
                                volume.resolve("application.yaml").toString())
                        .start();
                RawClient client = RawClient.connect(lintel.url())) {
            assertServedBy("first", client);

            version(volume, "..2", servedBy("second"));
            Files.createSymbolicLink(volume.resolve("..data_tmp"), Path.of("..2"));
            Files.move(volume.resolve("..data_tmp"), volume.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
            lintel.awaitLine(reloaded("providers"));

            assertServedBy("second", client);
        }
    }

    @Test
    void a_signal_is_heeded_and_what_holds_until_the_next_start_is_named() {
        try (LintelProcess lintel = prepared()
                .withFile(FILE, servedBy("first") + "listener: {max_calls: 5}\n")
                .start()) {
            lintel.url();
            lintel.hangUp();
            lintel.awaitLine(NOTHING);

            replace(FILE, servedBy("first") + "listener: {max_calls: 6}\ntracing: {random_sampling: 5}\n");
            lintel.hangUp();
            lintel.awaitLine(reloaded("tracing"));
            lintel.awaitLine(Pattern.compile("listener\\.max_calls: takes effect at the next start"));
        }
    }

    @Test
    void the_keys_and_limits_of_callers_are_taken_over_and_what_they_have_used_stays() {
        String callers = "demo: {enabled: true}\ncallers: {a: {key_sha256: '" + HASH + "', requests_per_minute: %d}}\n";
        try (LintelProcess lintel =
                        prepared().withFile(FILE, callers.formatted(2)).start();
                RawClient client = RawClient.connect(lintel.url())) {
            assertThat(status(client, KEY)).isEqualTo(200);
            assertThat(status(client, KEY)).isEqualTo(200);
            assertThat(status(client, KEY)).isEqualTo(429);

            replace(FILE, callers.formatted(3));
            lintel.hangUp();
            lintel.awaitLine(reloaded("callers"));
            assertThat(status(client, KEY)).isEqualTo(200);
            assertThat(status(client, KEY)).isEqualTo(429);

            replace(FILE, callers.formatted(3).replace(HASH, "0".repeat(63) + "1"));
            lintel.hangUp();
            Patience.until("the key is not one any more", () -> status(client, KEY) == 401);
        }
    }

    // What is not

    @Test
    void what_is_wrong_is_refused_by_its_key_and_counted_and_the_one_before_stays() {
        try (LintelProcess lintel = prepared().withFile(FILE, servedBy("first")).start();
                RawClient client = RawClient.connect(lintel.url())) {
            assertServedBy("first", client);

            replace(FILE, servedBy("second") + "tracing: {random_sampling: 250}\nprices: {file: absent.json}\n");
            lintel.hangUp();
            lintel.awaitLine(refused("prices.file: absent.json: there is no such file;"
                    + " tracing.random_sampling: 250.0 is not a percentage from 0 to 100"));
            replace(FILE, servedBy("second") + "tracing: {random_sample: 1}\n");
            lintel.hangUp();
            lintel.awaitLine(refused("tracing.random_sample: there is no such key .*; there are "));
            replace(FILE, servedBy("second").replace("default:", "access_key: '${NOT_SET}', default:"));
            lintel.hangUp();
            lintel.awaitLine(
                    refused("providers.second.access_key: [$][{]NOT_SET} stands there, and NOT_SET is not set"));
            replace(FILE, "providers: {second: {access_key: \"s3cret\n");
            lintel.hangUp();
            lintel.awaitLine(refused("config/application.yaml is no YAML, at line 2, column 1"));
            delete(FILE);
            lintel.hangUp();
            lintel.awaitLine(refused("'[^']*application.yaml' is not there any more"));

            assertServedBy("first", client);
            assertThat(client.get("/q/metrics").readAnswer().text())
                    .containsPattern("lintel_config_reloads_total\\{[^}]*lintel_config_outcome=\"refused\"[^}]*} 5");
            replace(FILE, servedBy("second"));
            lintel.hangUp();
            lintel.awaitLine(reloaded("providers"));
            assertServedBy("second", client);
            assertThat(client.get("/q/metrics").readAnswer().text())
                    .containsPattern("lintel_config_reloads_total\\{[^}]*lintel_config_outcome=\"taken\"[^}]*} 1");
            assertThat(lintel.log()).doesNotContain("s3cret", STACK_TRACE);
        }
    }

    @Test
    void a_key_file_that_vanishes_locks_nobody_out_and_is_taken_when_it_is_back() {
        try (LintelProcess lintel = prepared()
                        .withFile(FILE, "demo: {enabled: true}\ncallers: {a: {key_file: keys}}\n")
                        .withFile("keys", HASH)
                        .start();
                RawClient client = RawClient.connect(lintel.url())) {
            assertThat(status(client, KEY)).isEqualTo(200);

            delete("keys");
            lintel.awaitLine(refused("callers\\.a\\.key_file: 'keys' cannot be read .NoSuchFileException."));
            assertThat(status(client, KEY)).isEqualTo(200);

            replace("keys", "0".repeat(63) + "1");
            lintel.awaitLine(reloaded("callers"));
            assertThat(status(client, KEY)).isEqualTo(401);
        }
    }

    // Calls under way

    @Test
    void a_stream_goes_on_to_its_end_at_a_provider_that_is_no_more() {
        try (LintelProcess lintel = prepared().withFile(FILE, servedBy("first")).start();
                RawClient client = RawClient.connect(lintel.url());
                RawClient other = RawClient.connect(lintel.url())) {
            client.post(CHAT, "{\"model\":\"any\",\"stream\":true}");
            Exchange exchange = upstream.next().startStream();
            exchange.sendChunk("data: {\"choices\":[]}\n\n");
            assertThat(client.readHead().status()).isEqualTo(200);

            replace(FILE, servedBy("second"));
            lintel.hangUp();
            lintel.awaitLine(reloaded("providers"));
            assertServedBy("second", other);

            exchange.sendChunk("data: [DONE]\n\n");
            exchange.endStream();
            assertThat(client.content()).hasContent("data: {\"choices\":[]}\n\ndata: [DONE]\n\n");
        }
    }

    @Test
    void no_call_fails_while_it_is_reloaded_every_100_ms_under_load() throws Exception {
        String demo =
                "demo: {enabled: true}\ntracing: {random_sampling: %d}\nmodel_aliases: {fast: {targets: [demo/demo]}}\n";
        ScheduledExecutorService threads = Executors.newScheduledThreadPool(CALLERS + 1);
        try (LintelProcess lintel = prepared().withFile(FILE, demo.formatted(0)).start()) {
            lintel.url();
            CountDownLatch left = new CountDownLatch(30);
            List<Future<Integer>> callers = new ArrayList<>();
            for (int caller = 0; caller < CALLERS; caller++) {
                callers.add(threads.submit(() -> callUntil(left, lintel)));
            }
            Future<?> reloads = threads.scheduleAtFixedRate(
                    () -> {
                        replace(FILE, demo.formatted(left.getCount()));
                        lintel.hangUp();
                        left.countDown();
                    },
                    0,
                    100,
                    TimeUnit.MILLISECONDS);
            for (Future<Integer> made : callers) {
                assertThat(made.get()).isGreaterThan(3);
            }
            reloads.cancel(false);
            lintel.awaitLine(reloaded("tracing"));
            assertThat(lintel.output()).noneMatch(line -> line.contains("not taken over"));
        } finally {
            threads.shutdownNow();
        }
    }

    private static int callUntil(CountDownLatch left, LintelProcess lintel) {
        int calls = 0;
        try (RawClient client = RawClient.connect(lintel.url())) {
            while (left.getCount() > 0) {
                Answer answer = client.post(CHAT, TO_DEMO.replace("\"demo\"", "\"fast\""))
                        .readAnswer();
                assertThat(answer.status()).as(answer.text()).isEqualTo(200);
                calls++;
            }
        }
        return calls;
    }

    private static int status(RawClient client, String key) {
        return client.post(CHAT, key, TO_DEMO).readAnswer().status();
    }

    private String servedBy(String provider) {
        return "providers: {" + provider + ": {base_url: '" + url(provider) + "', default: true}}\n";
    }

    private void assertServedBy(String provider, RawClient client) {
        client.post(CHAT, ANY);
        Exchange exchange = upstream.next();
        assertThat(exchange.head().target()).isEqualTo("/" + provider + "/v1/chat/completions");
        exchange.answer("{}");
        assertThat(client.readAnswer().status()).isEqualTo(200);
    }

    private static Pattern reloaded(String changed) {
        return Pattern.compile("The configuration has been reloaded\\. Changed: " + changed + "(\"|$)");
    }

    private static Pattern refused(String why) {
        return Pattern.compile("The configuration is not taken over, and the one before stays: " + why);
    }

    private static void version(Path volume, String name, String yaml) throws IOException {
        Files.writeString(Files.createDirectory(volume.resolve(name)).resolve("application.yaml"), yaml);
    }

    private void replace(String file, String text) {
        try {
            Path next = Files.writeString(directory.resolve(file + ".next"), text);
            Files.move(next, directory.resolve(file), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void delete(String file) {
        try {
            Files.delete(directory.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
