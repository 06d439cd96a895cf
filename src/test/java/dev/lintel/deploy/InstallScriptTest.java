package dev.lintel.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.lintel.testing.Checkout;
import dev.lintel.testing.Script;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** install.sh, on what .ci/release/pack and checksums have made of an executable that stands in for Lintel's. */
final class InstallScriptTest {

    private static final String SAYS = "#!/bin/sh\necho lintel 17.8.9\n";

    @TempDir
    private Path directory;

    private Path released;
    private HttpServer server;

    @BeforeEach
    void release() throws IOException {
        Script.requires("bash", "curl", "tar", "uname", "awk");
        for (Path script : Checkout.files(".ci/release", "")) {
            Files.createDirectories(directory.resolve(script).getParent());
            Files.copy(script, directory.resolve(script));
        }
        for (String file : new String[] {"LICENSE", "install.sh"}) {
            Files.copy(Path.of(file), directory.resolve(file));
        }
        executable(directory.resolve("built"), SAYS);
        assertThat(run(Map.of(), ".ci/release/pack", "17.8.9", "./built").status())
                .isZero();
        assertThat(run(Map.of(), ".ci/release/checksums").status()).isZero();
        released = directory.resolve("target/release");

        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/latest/download/", exchange -> {
            Path file =
                    released.resolve(Path.of(exchange.getRequestURI().getPath()).getFileName());
            byte[] body = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
            exchange.sendResponseHeaders(Files.exists(file) ? 200 : 404, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop(0);
        }
    }

    @Test
    void installs_what_has_the_checksum_of_the_release() throws IOException {
        Script installed = install(Map.of());

        assertThat(installed.said()).contains("is lintel 17.8.9", "is not on your PATH");
        assertThat(installed.status()).isZero();
        assertThat(directory.resolve("bin/lintel")).isExecutable().hasContent(SAYS.strip());
        assertThat(directory.resolve("bin").toFile().list()).containsExactly("lintel");
    }

    @Test
    void installs_nothing_of_another_checksum_and_leaves_what_is_there() throws IOException {
        Files.createDirectories(directory.resolve("bin"));
        executable(directory.resolve("bin/lintel"), "the one before");
        Path archive = archive();
        byte[] altered = Files.readAllBytes(archive);
        altered[altered.length - 1] ^= 1;
        Files.write(archive, altered);

        Script refused = install(Map.of());

        assertThat(refused.said()).contains("the checksum of " + archive.getFileName(), "nothing is installed");
        assertThat(refused.status()).isEqualTo(1);
        assertThat(directory.resolve("bin/lintel")).hasContent("the one before");
        assertThat(directory.resolve("bin").toFile().list()).containsExactly("lintel");
    }

    @Test
    void installs_nothing_that_the_checksums_do_not_name() throws IOException {
        Files.writeString(released.resolve("SHA256SUMS"), "");

        assertThat(install(Map.of()).said())
                .contains("SHA256SUMS does not name " + archive().getFileName());
        assertThat(directory.resolve("bin")).doesNotExist();
    }

    @Test
    void replaces_the_one_before() throws IOException {
        Files.createDirectories(directory.resolve("bin"));
        executable(directory.resolve("bin/lintel"), "the one before");

        assertThat(install(Map.of()).status()).isZero();
        assertThat(directory.resolve("bin/lintel")).hasContent(SAYS.strip());
    }

    @Test
    void says_so_where_there_is_no_executable_for_a_machine() throws IOException {
        Files.createDirectories(directory.resolve("elsewhere"));
        executable(directory.resolve("elsewhere/uname"), "#!/bin/sh\necho Plan9\n");

        Script refused = install(Map.of("PATH", directory.resolve("elsewhere") + ":" + System.getenv("PATH")));

        assertThat(refused.said()).contains("there is no executable for Plan9");
        assertThat(refused.status()).isEqualTo(1);
        assertThat(directory.resolve("bin")).doesNotExist();
    }

    @Test
    void says_so_where_a_release_is_not_there() {
        Script refused = install(Map.of("LINTEL_VERSION", "v0.0.1"));

        assertThat(refused.said()).contains("/download/v0.0.1/SHA256SUMS can not be had");
        assertThat(refused.status()).isEqualTo(1);
    }

    @Test
    void an_executable_of_another_version_is_not_packed() {
        Script refused = run(Map.of(), ".ci/release/pack", "17.9.0", "./built");

        assertThat(refused.said()).contains("it is to be 17.9.0, and says 'lintel 17.8.9'");
        assertThat(refused.status()).isEqualTo(1);
    }

    private Script install(Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(Map.of(
                "LINTEL_RELEASES",
                "http://127.0.0.1:" + server.getAddress().getPort(),
                "LINTEL_INSTALL",
                directory.resolve("bin").toString(),
                "no_proxy",
                "127.0.0.1",
                "HOME",
                directory.toString()));
        all.putAll(variables);
        return run(all, "sh", "install.sh");
    }

    private Path archive() throws IOException {
        try (Stream<Path> files = Files.list(released)) {
            return files.filter(file -> file.toString().endsWith(".tar.gz"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private Script run(Map<String, String> variables, String... command) {
        if (command[0].startsWith(".ci/")) {
            command[0] = directory.resolve(command[0]).toString();
        }
        return Script.run(directory, variables, command);
    }

    private static void executable(Path file, String content) throws IOException {
        Files.writeString(file, content);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }
}
