package dev.lintel.process.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.callers.CallersConfig;
import dev.lintel.testing.YamlSection;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CommandsTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @ParameterizedTest
    @ValueSource(strings = {"team-a", "true", "12", "a.b"})
    void caller_key_prints_a_fresh_key_and_the_section_that_lets_it_in(String name) throws Exception {
        assertThat(run("caller-key", name)).isZero();

        assertThat(err.size()).isZero();
        String[] lines = printed(out).split("\n", -1);
        String key = lines[1];
        assertThat(key).matches("lk-[A-Za-z0-9_-]{43}");
        String yaml = printed(out).substring(printed(out).indexOf("callers:"));
        assertThat(yaml).doesNotContain(key);
        CallersConfig section = YamlSection.read(CallersConfig.class, yaml);
        assertThat(section.byName()).containsOnlyKeys(name);
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.US_ASCII));
        assertThat(section.byName().get(name).keySha256().orElseThrow())
                .containsExactly(HexFormat.of().formatHex(hash));
    }

    @Test
    void caller_key_wants_one_name_that_can_be_one() {
        assertThat(run("caller-key")).isEqualTo(2);
        assertThat(run("caller-key", "a", "b")).isEqualTo(2);
        assertThat(run("caller-key", "team a")).isEqualTo(2);

        assertThat(out.size()).isZero();
        assertThat(printed(err))
                .isEqualTo("lintel: it is caller-key NAME, with the name of one caller.\n".repeat(2)
                        + "lintel: 'team a' is no name for a caller: it has 1 to 64 letters, digits, '.', '_' and '-',"
                        + " and begins with a letter or a digit.\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve", "--chekc", "-v", ""})
    void what_is_no_command_is_said_to_be_none(String command) {
        assertThat(run(command)).isEqualTo(2);

        assertThat(out.size()).isZero();
        assertThat(printed(err))
                .isEqualTo(
                        "lintel: '" + command + "' is no command. There are: --help, --version, --check [FILE],"
                                + " --print-config, ready, caller-key NAME, import litellm FILE. Without a command it serves.\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "--version", "--print-config", "ready"})
    void what_stands_alone_takes_nothing_behind_it(String command) {
        assertThat(run(command, "more")).isEqualTo(2);

        assertThat(out.size()).isZero();
        assertThat(printed(err)).isEqualTo("lintel: it is " + command + ", with nothing behind it.\n");
    }

    @Test
    void help_has_every_command_and_version_says_which_this_is() {
        assertThat(run("--help")).isZero();
        assertThat(printed(out))
                .contains(
                        "--check [FILE]",
                        "--print-config",
                        "ready ",
                        "import litellm FILE",
                        "caller-key NAME",
                        "--version",
                        "--help");
        assertThat(run("--version")).isZero();
        assertThat(printed(out)).containsPattern("\nLintel \\S+ \\(Java .+\\)\n$");
        assertThat(err.size()).isZero();
    }

    @Test
    void check_wants_one_file_at_most_that_is_there_and_has_the_name_of_a_configuration() throws Exception {
        assertThat(run("--check", "a.yaml", "b.yaml")).isEqualTo(2);
        assertThat(run("--check", "--quiet")).isEqualTo(2);
        assertThat(run("--check", "nowhere.yaml")).isEqualTo(1);
        assertThat(run("--check", "pom.xml")).isEqualTo(1);

        assertThat(printed(err))
                .isEqualTo("lintel: it is --check [FILE], with one file or none.\n".repeat(2)
                        + "nowhere.yaml: there is no such file\n"
                        + "pom.xml: a configuration's name ends with .yaml, .yml or .properties\n");
    }

    private int run(String... line) {
        return new Commands(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(List.of(line));
    }

    private static String printed(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}
