package dev.lintel.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.http.Deadlines.Place;
import dev.lintel.testing.Patience;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DeadlinesTest {

    private final Vertx vertx = Vertx.vertx();
    private final Queue<String> looked = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> reported = new ConcurrentLinkedQueue<>();

    @AfterEach
    void end() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void are_kept_for_the_others_when_looking_at_one_fails_and_the_fault_is_reported() {
        IllegalStateException bug = new IllegalStateException("a bug");
        List<Place<String>> places = new ArrayList<>();
        var eventLoop = ((VertxInternal) vertx).createEventLoopContext();
        eventLoop.exceptionHandler(reported::add);
        Deadlines<String> deadlines = new Deadlines<>(vertx, eventLoop, (at, now) -> {
            looked.add(at);
            if (at.equals("faulty")) {
                throw bug;
            }
        });
        eventLoop.runOnContext(turn -> {
            places.add(deadlines.watch("before"));
            places.add(deadlines.watch("faulty"));
            places.add(deadlines.watch("behind"));
        });
        Patience.until("three ticks", () -> times("before") >= 3);

        assertThat(times("behind")).isGreaterThanOrEqualTo(3);
        assertThat(times("faulty")).isEqualTo(1);
        assertThat(reported).containsExactly(bug);

        // Whose place it was forgets it as ever.
        eventLoop.runOnContext(turn -> places.forEach(deadlines::forget));
        eventLoop.runOnContext(turn -> looked.clear());
        eventLoop.runOnContext(turn -> deadlines.watch("later"));
        Patience.until("two more", () -> times("later") >= 2);
        assertThat(looked).containsOnly("later");
    }

    private long times(String what) {
        return looked.stream().filter(what::equals).count();
    }
}
