package dev.lintel.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.LintelProcess;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application, given a command. */
final class CommandsIT {

    @TempDir
    Path directory;

    @Test
    void caller_key_prints_a_key_and_its_yaml_and_ends_without_a_server() {
        try (LintelProcess lintel = LintelProcess.in(directory)
                .withArguments("caller-key", "team-a")
                .start()) {
            assertThat(lintel.awaitExit()).isZero();
            assertThat(lintel.errors()).isEmpty();
            assertThat(lintel.output()).hasSize(7);
            assertThat(lintel.output().get(1)).matches("lk-[A-Za-z0-9_-]{43}");
            assertThat(lintel.output().subList(4, 6)).containsExactly("callers:", "  \"team-a\":");
            assertThat(lintel.output().get(6)).matches("    key_sha256: \"[0-9a-f]{64}\"");
        }
    }

    @Test
    void what_is_no_command_ends_it_with_what_there_is() {
        try (LintelProcess lintel =
                LintelProcess.in(directory).withArguments("serve").start()) {
            assertThat(lintel.awaitExit()).isEqualTo(2);
            assertThat(lintel.output()).isEmpty();
            assertThat(lintel.errors())
                    .containsExactly(
                            "lintel: 'serve' is no command. There are: caller-key NAME, --check [FILE]. Without a command it serves.");
        }
    }
}
