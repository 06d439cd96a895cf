package dev.lintel.telemetry.guard;

import dev.lintel.http.ErrorType;
import dev.lintel.providers.Provider;
import dev.lintel.telemetry.call.Attempt;
import dev.lintel.telemetry.call.CallTelemetry;
import dev.lintel.telemetry.call.CallUsage;
import dev.lintel.telemetry.call.Inference;
import dev.lintel.telemetry.ending.Ending;
import dev.lintel.trace.CallTrace;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a bug of telemetry away from the call: once a record has thrown it hears no more of the call but for its end. That
 * is logged and counted.
 */
public final class GuardedTelemetry implements CallTelemetry {

    private static final Logger LOG = Logger.getLogger(GuardedTelemetry.class);

    private final CallTelemetry record;
    private final LongAdder failures;
    private boolean muted;

    /** Guards a record, and counts those that fail. */
    public GuardedTelemetry(CallTelemetry record, LongAdder failures) {
        this.record = record;
        this.failures = failures;
    }

    @Override
    public void identified(String caller) {
        if (!muted) {
            try {
                record.identified(caller);
            } catch (RuntimeException | StackOverflowError | LinkageError bug) {
                mute(bug);
            }
        }
    }

    @Override
    public void routed(String route) {
        if (!muted) {
            try {
                record.routed(route);
            } catch (RuntimeException | StackOverflowError | LinkageError bug) {
                mute(bug);
            }
        }
    }

    @Override
    public Future<?> read(@Nullable Inference inference, Buffer json, long waitedNanos) {
        if (!muted) {
            try {
                return record.read(inference, json, waitedNanos);
            } catch (RuntimeException | StackOverflowError | LinkageError bug) {
                mute(bug);
            }
        }
        return Future.succeededFuture();
    }

    @Override
    public void skipped(Provider provider) {
        if (!muted) {
            try {
                record.skipped(provider);
            } catch (RuntimeException | StackOverflowError | LinkageError bug) {
                mute(bug);
            }
        }
    }

    @Override
    public Attempt sent(Provider provider, String target, @Nullable Inference inference) {
        if (!muted) {
            try {
                return record.sent(provider, target, inference);
            } catch (RuntimeException | StackOverflowError | LinkageError bug) {
                mute(bug);
            }
        }
        return Attempt.UNKNOWN;
    }

    @Override
    public void inject(Attempt attempt, HttpVersion version, MultiMap headers) {
        if (!muted) {
            try {
                record.inject(attempt, version, headers);
            } catch (RuntimeException | StackOverflowError | LinkageError bug) {
                mute(bug);
            }
        }
    }

    @Override
    public void answered(Attempt attempt, int status, MultiMap headers) {
        if (!muted) {
            try {
                record.answered(attempt, status, headers);
            } catch (RuntimeException | StackOverflowError | LinkageError bug) {
                mute(bug);
            }
        }
    }

    @Override
    public void attemptEnded(Attempt attempt, Ending ending) {
        if (!muted) {
            try {
                record.attemptEnded(attempt, ending);
            } catch (RuntimeException | StackOverflowError | LinkageError bug) {
                mute(bug);
            }
        }
    }

    @Override
    public void relayed(int status, MultiMap headers) {
        if (!muted) {
            try {
                record.relayed(status, headers);
            } catch (RuntimeException | StackOverflowError | LinkageError bug) {
                mute(bug);
            }
        }
    }

    @Override
    public void lasts(MultiMap request) {
        if (!muted) {
            try {
                record.lasts(request);
            } catch (RuntimeException | StackOverflowError | LinkageError bug) {
                mute(bug);
            }
        }
    }

    @Override
    public void piece(Buffer piece) {
        if (!muted) {
            try {
                record.piece(piece);
            } catch (RuntimeException | StackOverflowError | LinkageError bug) {
                mute(bug);
            }
        }
    }

    @Override
    public void passed(long nanos) {
        if (!muted) {
            try {
                record.passed(nanos);
            } catch (RuntimeException | StackOverflowError | LinkageError bug) {
                mute(bug);
            }
        }
    }

    @Override
    public void refused(ErrorType error) {
        if (!muted) {
            try {
                record.refused(error);
            } catch (RuntimeException | StackOverflowError | LinkageError bug) {
                mute(bug);
            }
        }
    }

    @Override
    public void describe(HttpServerResponse response) {
        if (!muted) {
            try {
                record.describe(response);
            } catch (RuntimeException | StackOverflowError | LinkageError bug) {
                mute(bug);
            }
        }
    }

    @Override
    public void ended(int status, Ending ending) {
        try {
            record.ended(status, ending);
        } catch (RuntimeException | StackOverflowError | LinkageError bug) {
            mute(bug);
        }
    }

    @Override
    public CallUsage usage() {
        try {
            return record.usage();
        } catch (RuntimeException | StackOverflowError | LinkageError bug) {
            mute(bug);
            return CallUsage.UNKNOWN;
        }
    }

    @Override
    public @Nullable CallTrace trace() {
        return record.trace();
    }

    private void mute(Throwable bug) {
        if (!muted) {
            muted = true;
            failures.increment();
            LOG.error("The telemetry of a call failed and hears no more of it", bug);
        }
    }
}
