package dev.lintel.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.lintel.testing.Checkout;
import dev.lintel.testing.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The workflows call what there is, and a tag releases what it says. */
final class ReleaseTest {

    private static final YAMLMapper YAML = new YAMLMapper();

    /** A script of this repository and its arguments, on one line: what a workflow does can be done by hand. */
    private static final Pattern CALL = Pattern.compile("(?:\\./)?((?:mvnw|\\.ci/|e2e/)\\S*)(?: [^\n|&;]*)?");

    /** By its commit, which nobody can move. */
    private static final Pattern PINNED = Pattern.compile("[\\w.-]+/[\\w./-]+@[0-9a-f]{40}");

    @TempDir
    private Path copy;

    @Test
    void every_step_of_a_workflow_is_a_script_that_is_there() throws IOException {
        List<String> runs = values("run");

        assertThat(runs).hasSizeGreaterThan(10).allSatisfy(run -> {
            var call = CALL.matcher(run);
            assertThat(call.matches()).as(run).isTrue();
            assertThat(Path.of(call.group(1))).isExecutable();
        });
    }

    @Test
    void every_script_of_the_release_is_called_by_it() throws IOException {
        String called = String.join("\n", values("run"))
                + Checkout.text(".ci/release/build")
                + Checkout.text(".ci/release/version");

        assertThat(Checkout.files(".ci/release", "")).hasSizeGreaterThan(8).allSatisfy(script -> {
            assertThat(script).isExecutable();
            assertThat(called).contains(script.toString());
        });
    }

    @Test
    void every_action_is_pinned_to_a_commit_but_the_one_that_says_why_not() throws IOException {
        assertThat(values("uses"))
                .isNotEmpty()
                .filteredOn(uses -> !PINNED.matcher(uses).matches())
                .containsOnly("graalvm/setup-graalvm@v1");
    }

    @Test
    void manifests_and_chart_name_one_version_that_is_not_ahead_of_the_pom() {
        List<String> named = Stream.concat(
                        Checkout.files("k8s", ".yaml").stream(),
                        Files.exists(Path.of("deploy")) ? Checkout.files("deploy", "Chart.yaml").stream() : Stream.of())
                .flatMap(file -> Pattern.compile(
                                "(?m)(?:image: \\S+/lintel:|newTag: |^version: |^appVersion: )\"?(\\d[^\"\\s]*)")
                        .matcher(Checkout.text(file))
                        .results())
                .map(version -> version.group(1))
                .distinct()
                .toList();

        assertThat(named).hasSize(1);
        assertThat(Arrays.compare(numbers(named.get(0)), numbers(pom()))).isLessThanOrEqualTo(0);
    }

    @Test
    void what_is_downloaded_is_called_the_same_everywhere() throws IOException {
        String releases = "https://github.com/lintel-dev/lintel/releases";

        assertThat(Checkout.text("README.md"))
                .contains(releases + "/latest/download/install.sh", "ghcr.io/lintel-dev/lintel");
        assertThat(Checkout.text("install.sh")).contains("LINTEL_RELEASES:-" + releases + "}");
        assertThat(Checkout.text(".github/workflows/release.yml"))
                .contains("IMAGE: ghcr.io/${{ github.repository_owner }}/lintel");
        for (String runner : List.of("ubuntu-22.04", "ubuntu-22.04-arm", "macos-14")) {
            assertThat(values("runner").toString()).contains(runner);
        }
    }

    @Test
    void a_version_that_is_prepared_is_what_its_tag_releases() throws IOException {
        Script.requires("bash", "awk", "sed");
        copyTree();

        Script prepared = run(".ci/release/prepare", "17.8.9");
        assertThat(prepared.said()).isEmpty();
        assertThat(run(".ci/release/version", "v17.8.9")).isEqualTo(new Script(0, "17.8.9\n"));
        assertThat(run(".ci/release/notes", "17.8.9").said()).startsWith("- The gateway:");
        assertThat(run(".ci/release/version", "v17.9.0").said()).contains("pom.xml has the version 17.8.9, not 17.9.0");
        assertThat(run(".ci/release/version", "main").status()).isEqualTo(1);

        assertThat(run(".ci/release/prepare", "17.9.0-SNAPSHOT").status()).isZero();
        assertThat(run(".ci/release/version", "v17.8.9").said()).contains("17.9.0-SNAPSHOT");
        assertThat(run(".ci/release/notes", "17.9.0").said()).contains("no section '## 17.9.0'");
    }

    @Test
    void a_manifest_of_another_version_stops_the_release() throws IOException {
        Script.requires("bash", "awk", "sed");
        copyTree();
        run(".ci/release/prepare", "17.8.9");
        Path manifest = copy.resolve("k8s/deployment/deployment.yaml");
        Files.writeString(manifest, Files.readString(manifest).replace("lintel:17.8.9", "lintel:17.8.8"));

        assertThat(run(".ci/release/version", "v17.8.9"))
                .matches(ended -> ended.status() == 1)
                .matches(ended -> ended.said().contains("k8s/deployment/deployment.yaml names 17.8.8, not 17.8.9"));
    }

    private Script run(String... command) {
        command[0] = copy.resolve(command[0]).toString();
        return Script.run(copy, Map.of(), command);
    }

    private void copyTree() throws IOException {
        for (String file : List.of("pom.xml", "CHANGELOG.md")) {
            Files.copy(Path.of(file), copy.resolve(file));
        }
        for (String directory : List.of("k8s", ".ci", "deploy")) {
            if (Files.exists(Path.of(directory))) {
                for (Path file : Checkout.files(directory, "")) {
                    Files.createDirectories(copy.resolve(file).getParent());
                    Files.copy(file, copy.resolve(file));
                }
            }
        }
    }

    private static String pom() {
        return Pattern.compile("(?m)^  <version>(.*)</version>$")
                .matcher(Checkout.text("pom.xml"))
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
    }

    private static int[] numbers(String version) {
        return Stream.of(version.split("-")[0].split("\\."))
                .mapToInt(Integer::parseInt)
                .toArray();
    }

    /** Of all workflows, what stands beside a name. */
    private static List<String> values(String name) throws IOException {
        List<JsonNode> found = new ArrayList<>();
        for (Path workflow : Checkout.files(".github/workflows", ".yml")) {
            found.addAll(YAML.readTree(Checkout.text(workflow)).findValues(name));
        }
        return found.stream()
                .map(value -> value.isTextual() ? value.textValue().strip() : value.toString())
                .toList();
    }
}
