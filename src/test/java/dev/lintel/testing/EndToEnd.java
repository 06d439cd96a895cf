package dev.lintel.testing;

/** Tests of a Lintel with a {@link FakeUpstream} behind it. */
public abstract class EndToEnd extends Watched {

    @InjectUpstream
    protected FakeUpstream upstream;

    @Override
    protected void startUpstreamAfresh() {
        upstream.startAfresh();
    }

    @Override
    protected void awaitQuietUpstream() {
        upstream.awaitQuiet();
    }
}
