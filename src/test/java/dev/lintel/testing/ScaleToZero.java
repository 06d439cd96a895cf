package dev.lintel.testing;

import dev.lintel.testing.LintelProcess.Preparation;
import dev.lintel.testing.RawClient.Answer;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for a platform that runs Lintel only while there is something to do: the first call starts it, and once the
 * calls are over it is asked to end. For one thread.
 */
public final class ScaleToZero implements AutoCloseable {

    private final Preparation prepared;
    private @Nullable LintelProcess running;
    private int starts;

    /** Nothing runs yet. */
    public ScaleToZero(Preparation prepared) {
        this.prepared = prepared;
    }

    /** Makes a call, on a process that is started for it if none runs. */
    public Answer post(String target, String json) {
        if (running == null) {
            running = prepared.start();
            starts++;
        }
        try (RawClient client = RawClient.connect(running.url())) {
            return client.post(target, json).readAnswer();
        }
    }

    /** Nothing has come for a while: the process is asked to end, as orchestrators do, and does. What it wrote. */
    public String idle() {
        if (running == null) {
            throw new IllegalStateException("Nothing runs");
        }
        running.terminate();
        running.awaitExit();
        String log = running.log();
        running = null;
        return log;
    }

    /** How often it has been started. */
    public int starts() {
        return starts;
    }

    @Override
    public void close() {
        if (running != null) {
            running.close();
        }
    }
}
