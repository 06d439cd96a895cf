package dev.lintel.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every image runs as the manifests want it: without power, without a shell, with its configuration where they put it. */
class DockerfilesTest {

    private static final Pattern COPIED = Pattern.compile("(?m)^COPY (?!--from)(?:--\\S+ )*(.+) \\S+$");

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile.native", "Dockerfile.native-micro", "Dockerfile.jvm"})
    void an_image_is_what_the_manifests_run(String name) throws IOException {
        String dockerfile = Files.readString(Path.of("src/main/docker", name));
        String image = dockerfile.substring(dockerfile.lastIndexOf("\nFROM "));

        assertThat(image.lines())
                .contains("WORKDIR /app", "USER 65532:65532", "EXPOSE 12000")
                .anyMatch(line -> line.startsWith("ENTRYPOINT [\""))
                .anyMatch(line -> line.matches("HEALTHCHECK .* CMD \\[(\"/app/lintel\"|\"java\", .*), \"ready\"]"))
                .noneMatch(line -> line.startsWith("RUN ") || line.startsWith("CMD "));
        assertThat(image)
                .contains(
                        "org.opencontainers.image.title=",
                        "org.opencontainers.image.description=",
                        "org.opencontainers.image.licenses=",
                        "org.opencontainers.image.version=",
                        "org.opencontainers.image.revision=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile.native", "Dockerfile.native-micro", "Dockerfile.jvm"})
    void what_is_copied_is_let_through_to_the_build(String name) throws IOException {
        String dockerfile = Files.readString(Path.of("src/main/docker", name));
        List<String> letThrough = Files.readAllLines(Path.of(".dockerignore")).stream()
                .filter(line -> line.startsWith("!"))
                .map(line -> line.substring(1))
                .toList();
        List<String> copied = COPIED.matcher(dockerfile)
                .results()
                .map((MatchResult copy) -> copy.group(1))
                .flatMap(sources -> List.of(sources.split(" ", -1)).stream())
                .toList();

        assertThat(copied)
                .isNotEmpty()
                .allSatisfy(source -> assertThat(letThrough)
                        .anyMatch(path ->
                                source.equals(path) || source.startsWith(path + "/") || path.startsWith(source + "/")));
    }
}
