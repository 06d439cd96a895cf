package dev.lintel.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;

/** Tests of a Lintel with a {@link FakeHttp2Upstream} behind it. */
public abstract class EndToEndOverHttp2 extends Watched {

    protected static final String CHAT = "/v1/chat/completions";
    protected static final String PLAIN = "{\"model\":\"gpt-4o\"}";
    protected static final AttributeKey<String> VERSION = AttributeKey.stringKey("network.protocol.version");

    /** RFC 9113, section 7. */
    protected static final int NO_ERROR = 0;

    protected static final int INTERNAL_ERROR = 2;
    protected static final int REFUSED_STREAM = 7;
    protected static final int CANCEL = 8;

    protected FakeHttp2Upstream upstream;

    @Override
    protected void startUpstreamAfresh() {
        upstream.startAfresh();
    }

    @Override
    protected void awaitQuietUpstream() {
        upstream.awaitQuiet();
    }

    /** One whole call passes; others may be under way. */
    protected void assertCallPasses() {
        try (RawClient client = RawClient.connect(lintel).get("/v1/files")) {
            upstream.next().answer("{}");
            RawClient.Answer answer = client.readAnswer();
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo("{}");
        }
    }

    /** One call has passed, and its connection to the provider is kept. */
    protected void warm() {
        assertCallPasses();
        spans.awaitAll();
        spans.clear();
    }
}
