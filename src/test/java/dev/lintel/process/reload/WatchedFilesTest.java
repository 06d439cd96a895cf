package dev.lintel.process.reload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WatchedFilesTest {

    @TempDir
    Path directory;

    private Path file;
    private WatchedFiles watched;

    @BeforeEach
    void watch() throws IOException {
        file = Files.writeString(directory.resolve("a.yaml"), "a");
        watched = new WatchedFiles(List.of(file));
    }

    @Test
    void what_is_as_it_was_has_not_changed() {
        assertThat(watched.haveChanged()).isFalse();
        assertThat(watched.haveChanged()).isFalse();
    }

    @Test
    void a_change_counts_once_it_has_stood_still_for_a_look() throws IOException {
        Files.writeString(file, "half");
        assertThat(watched.haveChanged()).isFalse();
        Files.writeString(file, "the whole of it");
        assertThat(watched.haveChanged()).isFalse();
        assertThat(watched.haveChanged()).isTrue();
        watched.look();
        assertThat(watched.haveChanged()).isFalse();
    }

    @Test
    void another_file_in_its_place_is_a_change_and_so_is_none() throws IOException {
        Path next = Files.writeString(directory.resolve("next"), "a");
        Files.setLastModifiedTime(next, Files.getLastModifiedTime(file));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        assertThat(changed()).isTrue();
        watched.look();

        Files.delete(file);
        assertThat(changed()).isTrue();
        watched.look();
        assertThat(changed()).isFalse();

        Files.createSymbolicLink(file, Files.writeString(directory.resolve("other"), "a"));
        assertThat(changed()).isTrue();
    }

    @Test
    void a_link_on_the_way_that_is_swapped_is_a_change() throws IOException {
        Files.writeString(Files.createDirectory(directory.resolve("1")).resolve("a.yaml"), "a");
        Files.writeString(Files.createDirectory(directory.resolve("2")).resolve("a.yaml"), "a");
        Path data = Files.createSymbolicLink(directory.resolve("..data"), Path.of("1"));
        watched.watch(List.of(data.resolve("a.yaml")));
        assertThat(changed()).isFalse();

        Files.move(
                Files.createSymbolicLink(directory.resolve("..tmp"), Path.of("2")),
                data,
                StandardCopyOption.ATOMIC_MOVE);
        assertThat(changed()).isTrue();
    }

    @Test
    void what_has_changed_of_a_file_that_is_watched_on_still_counts() throws IOException {
        Path other = directory.resolve("absent");
        Files.writeString(file, "changed meanwhile");
        watched.watch(List.of(file, other));
        assertThat(changed()).isTrue();
        watched.look();

        Files.writeString(other, "there");
        assertThat(changed()).isTrue();
    }

    // By the second look at it.
    private boolean changed() {
        watched.haveChanged();
        return watched.haveChanged();
    }
}
