package dev.lintel.process.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read from files as Linux writes them. */
final class ProcFilesTest {

    /** Of a process that calls itself something ugly. */
    private static final String STAT =
            "4711 (a (b) c d) S 1 4711 4711 0 -1 4194560 92817 0 12 0 1234 567 0 0 20 0 35 0 "
                    + "8643 12884901888 70123 18446744073709551615 1 1 0 0 0 0 0 4096 16796879 0 0 0 17 1 0 0 0 0 0\n";

    @TempDir
    Path proc;

    private ProcFiles files;

    @BeforeEach
    void choose() {
        files = new ProcFiles(proc.resolve("self"));
    }

    @Test
    void processor_memory_threads_descriptors_and_the_beginning_are_read() throws IOException {
        write("self/stat", STAT);
        write("self/status", "Name:\ta\nVmHWM:\t  999999 kB\nVmRSS:\t  280492 kB\nThreads:\t35\n");
        write(
                "self/limits",
                "Limit                     Soft Limit           Hard Limit           Units     \n"
                        + "Max processes             63432                63432                processes \n"
                        + "Max open files            1024                 524288               files     \n");
        for (int descriptor = 0; descriptor < 5; descriptor++) {
            write("self/fd/" + descriptor, "");
        }
        write("stat", "cpu  1 2 3 4\nbtime 1700000000\nprocesses 12\n");

        assertThat(files.userSeconds()).hasValue(12.34);
        assertThat(files.systemSeconds()).hasValue(5.67);
        assertThat(files.residentBytes()).hasValue(280_492L * 1024);
        assertThat(files.threads()).hasValue(35);
        // One of them is that of who looks.
        assertThat(files.openDescriptors()).hasValue(4);
        assertThat(files.maxDescriptors()).hasValue(1024);
        assertThat(files.startSeconds()).hasValue(1_700_000_086.43);
    }

    @Test
    void any_number_of_descriptors_is_none() throws IOException {
        write("self/limits", "Max open files            unlimited            unlimited            files     \n");

        assertThat(files.maxDescriptors()).isEmpty();
    }

    @Test
    void where_there_are_no_such_files_nothing_is_said() {
        assertThat(files.userSeconds()).isEmpty();
        assertThat(files.systemSeconds()).isEmpty();
        assertThat(files.residentBytes()).isEmpty();
        assertThat(files.threads()).isEmpty();
        assertThat(files.openDescriptors()).isEmpty();
        assertThat(files.maxDescriptors()).isEmpty();
        assertThat(files.startSeconds()).isEmpty();
    }

    private void write(String name, String text) throws IOException {
        Path file = proc.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
