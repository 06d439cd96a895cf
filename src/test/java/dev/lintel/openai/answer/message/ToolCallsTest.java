package dev.lintel.openai.answer.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ToolCallsTest {

    private static final int MOST = 3;

    private final ToolCalls<Call> calls = new ToolCalls<>(MOST);

    @Test
    void so_many_numbers_under_one_id_are_remembered_and_no_more() {
        Call call = at(0, "a");
        assertThat(at(1, "a")).isSameAs(call);
        assertThat(at(2, "a")).isSameAs(call);
        assertThat(at(3, "a")).isSameAs(call);

        assertThat(at(2, null)).isSameAs(call);
        assertThat(at(3, null)).isNotSameAs(call);
    }

    @Test
    void numbers_below_zero_are_none() {
        Call call = at(0, "a");

        assertThat(at(-7, null)).isSameAs(call);
        assertThat(at(-1, null)).isSameAs(call);
        assertThat(calls.inOrder()).containsExactly(call);
    }

    @Test
    void a_number_that_is_remembered_may_come_to_mean_another_call() {
        Call first = at(0, "a");
        at(1, "a");
        at(2, "a");
        Call second = at(0, "b");

        assertThat(second).isNotSameAs(first);
        assertThat(at(0, null)).isSameAs(second);
        assertThat(at(2, null)).isSameAs(first);
    }

    @Test
    void there_are_so_many_calls_and_no_more() {
        at(0, "a");
        at(1, "b");
        at(2, "c");

        assertThat(calls.at(3, "d", null, () -> new Call("d"))).isNull();
        assertThat(calls.inOrder()).extracting(Call::id).containsExactly("a", "b", "c");
    }

    private Call at(int number, @Nullable String id) {
        return Objects.requireNonNull(calls.at(number, id, null, () -> new Call(id)));
    }

    // Not a record: each is itself alone.
    private static final class Call implements ToolCalls.Known {

        private final @Nullable String id;

        Call(@Nullable String id) {
            this.id = id;
        }

        @Override
        public @Nullable String id() {
            return id;
        }

        @Override
        public @Nullable String name() {
            return null;
        }
    }
}
