package dev.lintel.process.policy;

import dev.lintel.callers.CallersWiring;
import dev.lintel.callers.LimitsConfig;
import dev.lintel.export.spans.ExportConfig;
import dev.lintel.export.spans.SpanExport;
import dev.lintel.gateway.admission.AllowedOrigins;
import dev.lintel.gateway.admission.CallsUnderWay;
import dev.lintel.gateway.relay.KeepAlive;
import dev.lintel.http.connection.TrustedProxies;
import dev.lintel.process.listener.ListenerConfig;
import dev.lintel.process.listener.ListenerTls;
import dev.lintel.viewer.Viewer;
import dev.lintel.viewer.ViewerConfig;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.ConfigValidationException.Problem;
import io.smallrye.config.SmallRyeConfig;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.Supplier;

/** What those sections mean that hold from the start to the end. A wrong value refuses the start, by the name of its key. */
public final class FixedRules {

    private FixedRules() {}

    /** Looks at all of them, and collects their faults. Nothing is opened. */
    public static void check(SmallRyeConfig config, Vertx vertx, Faults faults) {
        ListenerConfig listener = config.getConfigMapping(ListenerConfig.class);
        boolean dev = config.getProfiles().contains("dev");
        faults.check(() -> allowedOrigins(listener));
        faults.check(() -> trustedProxies(listener));
        faults.check(() -> callLimit(listener));
        faults.check(() -> keepAlive(listener));
        faults.check(() -> ListenerTls.check(listener, vertx));
        faults.check(() -> viewer(config.getConfigMapping(ViewerConfig.class), listener, dev)
                .close());
        faults.check(() -> CallersWiring.check(config.getConfigMapping(LimitsConfig.class)));
        faults.check(() -> SpanExport.check(config.getConfigMapping(ExportConfig.class)));
    }

    /** The web pages that may call. */
    public static AllowedOrigins allowedOrigins(ListenerConfig listener) {
        return checked(
                "listener.", () -> new AllowedOrigins(listener.allowedOrigins().orElse(List.of())));
    }

    /** Whose word for where calls come from is taken. */
    public static TrustedProxies trustedProxies(ListenerConfig listener) {
        return checked(
                "listener.", () -> new TrustedProxies(listener.trustedProxies().orElse(List.of())));
    }

    /** How many calls may be under way. */
    public static CallsUnderWay.Limit callLimit(ListenerConfig listener) {
        return checked("listener.", () -> new CallsUnderWay.Limit(listener.maxCalls()));
    }

    /** After which silence streams get a comment. */
    public static KeepAlive keepAlive(ListenerConfig listener) {
        return checked("listener.", () -> new KeepAlive(listener.keepAlive()));
    }

    /** The most bytes of a body that is read whole. */
    public static long maxBodyBytes(ListenerConfig listener) {
        if (listener.maxBodySize().asBigInteger().bitLength() >= Long.SIZE) {
            throw refused("listener.max_body_size: so many bytes there cannot be");
        }
        return listener.maxBodySize().asLongValue();
    }

    /** The viewer, or that there is none. */
    public static Viewer viewer(ViewerConfig viewer, ListenerConfig listener, boolean dev) {
        if (viewer.enabled() && viewer.accessKey().isEmpty() && !dev) {
            throw refused("viewer.access_key: there is none, and only the dev profile shows traces without one");
        }
        return checked("viewer.", () -> new Viewer(viewer, maxBodyBytes(listener), dev));
    }

    private static <T> T checked(String key, Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw refused(key + e.getMessage());
        }
    }

    private static ConfigValidationException refused(String problem) {
        return new ConfigValidationException(new Problem[] {new Problem(problem)});
    }
}
