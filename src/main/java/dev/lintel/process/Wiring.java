package dev.lintel.process;

import dev.lintel.export.spans.Flush;
import dev.lintel.gateway.admission.AllowedOrigins;
import dev.lintel.gateway.admission.CallsUnderWay;
import dev.lintel.gateway.relay.KeepAlive;
import dev.lintel.http.Via;
import dev.lintel.http.body.BodyReader;
import dev.lintel.http.body.HeldBytes;
import dev.lintel.http.connection.TrustedProxies;
import dev.lintel.process.admin.ShownConfiguration;
import dev.lintel.process.listener.ListenerConfig;
import dev.lintel.process.policy.FixedRules;
import dev.lintel.process.policy.TracingConfig;
import dev.lintel.process.reload.ConfigReload;
import dev.lintel.viewer.Viewer;
import dev.lintel.viewer.ViewerConfig;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigUtils;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes of the configuration what the rooms work with. A wrong value refuses the start, by the name of its key. */
@Singleton
final class Wiring {

    @Produces
    @Singleton
    Flush flush(TracingConfig tracing) {
        return tracing.flush();
    }

    @Produces
    @Singleton
    ShownConfiguration shownConfiguration(ConfigReload reload) {
        return reload::effective;
    }

    @Produces
    @Singleton
    Via via() {
        return Via.unique();
    }

    @Produces
    @Singleton
    @Startup
    AllowedOrigins allowedOrigins(ListenerConfig listener) {
        return FixedRules.allowedOrigins(listener);
    }

    @Produces
    @Singleton
    @Startup
    TrustedProxies trustedProxies(ListenerConfig listener) {
        return FixedRules.trustedProxies(listener);
    }

    @Produces
    @Singleton
    @Startup
    CallsUnderWay.Limit callLimit(ListenerConfig listener) {
        return FixedRules.callLimit(listener);
    }

    @Produces
    @Singleton
    @Startup
    KeepAlive keepAlive(ListenerConfig listener) {
        return FixedRules.keepAlive(listener);
    }

    @Produces
    @Singleton
    HeldBytes heldBytes(ListenerConfig listener) {
        return new HeldBytes(listener.maxHeld());
    }

    @Produces
    @Singleton
    BodyReader bodies(ListenerConfig listener, HeldBytes held) {
        return new BodyReader(FixedRules.maxBodyBytes(listener), held);
    }

    @Produces
    @Singleton
    @Startup
    Viewer viewer(ViewerConfig viewer, ListenerConfig listener) {
        return FixedRules.viewer(viewer, listener, ConfigUtils.isProfileActive("dev"));
    }

    void close(@Disposes Viewer viewer) {
        viewer.close();
    }
}
