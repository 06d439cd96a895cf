package dev.lintel.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.process.policy.ShutdownConfig;
import dev.lintel.testing.YamlSection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The unit under examples/systemd fits what docs/deploy.md installs, and Lintel. e2e/systemd/run has systemd read it. */
final class SystemdUnitTest {

    private static final Map<String, List<String>> UNIT = new HashMap<>();
    private static String guide;

    /** Assignments by section and key, in the syntax that systemd.syntax(7) describes, as far as the unit uses it. */
    @BeforeAll
    static void read() throws IOException {
        String section = "";
        for (String line : Files.readAllLines(Path.of("examples/systemd/lintel.service"))) {
            if (line.startsWith("[") && line.endsWith("]")) {
                section = line.substring(1, line.length() - 1);
            } else if (!line.isBlank() && !line.startsWith("#")) {
                assertThat(line).matches("[A-Z][A-Za-z]*=.*");
                int equals = line.indexOf('=');
                UNIT.computeIfAbsent(section + "." + line.substring(0, equals), none -> new ArrayList<>())
                        .add(line.substring(equals + 1));
            }
        }
        guide = Files.readString(Path.of("docs/deploy.md"));
    }

    @Test
    void what_it_names_is_what_the_guide_installs() {
        String executable = one("Service.ExecStart").split(" ")[0];
        assertThat(guide).contains("target/lintel " + executable + "\n");
        String configuration = environment("QUARKUS_CONFIG_LOCATIONS");
        assertThat(guide).contains("examples/config/openai.yaml " + configuration + "\n");
        assertThat(guide).contains("0600 /dev/stdin " + one("Service.EnvironmentFile") + "\n");
        assertThat(guide).contains("examples/systemd/lintel.service /etc/systemd/system/lintel.service\n");
    }

    @Test
    void it_waits_longer_for_the_end_than_lintel_takes() {
        ShutdownConfig shutdown = YamlSection.read(ShutdownConfig.class, "{}");
        Duration grace = Duration.parse("PT" + one("Service.TimeoutStopSec"));

        assertThat(grace)
                .isGreaterThan(
                        shutdown.drainTimeout().plus(shutdown.flushTimeout()).plusSeconds(2))
                .isEqualTo(Duration.ofSeconds(45));
        assertThat(guide).contains("waits 45s for its end");
        assertThat(one("Service.SuccessExitStatus")).isEqualTo("143");
    }

    @Test
    void it_runs_without_power_on_a_file_system_that_it_can_not_change() {
        assertThat(one("Service.DynamicUser")).isEqualTo("yes");
        assertThat(one("Service.CapabilityBoundingSet")).isEmpty();
        assertThat(one("Service.NoNewPrivileges")).isEqualTo("yes");
        assertThat(one("Service.ProtectSystem")).isEqualTo("strict");
        assertThat(one("Install.WantedBy")).isEqualTo("multi-user.target");
    }

    @Test
    void what_the_guide_says_to_change_is_there() {
        assertThat(one("Service.MemoryDenyWriteExecute")).isEqualTo("yes");
        assertThat(guide).contains("`MemoryDenyWriteExecute=no`", "Environment=PORT=8080");
        assertThat(UNIT.get("Service.Environment")).noneMatch(variable -> variable.startsWith("PORT="));
    }

    private static String one(String key) {
        assertThat(UNIT).containsKey(key);
        assertThat(UNIT.get(key)).as(key).hasSize(1);
        return UNIT.get(key).get(0);
    }

    private static String environment(String name) {
        return UNIT.get("Service.Environment").stream()
                .filter(Pattern.compile("^" + name + "=").asPredicate())
                .map(assignment -> assignment.substring(name.length() + 1))
                .findFirst()
                .orElseThrow();
    }
}
