package dev.lintel.gateway;

import dev.lintel.callers.Callers;
import dev.lintel.gateway.admission.Admission;
import dev.lintel.gateway.admission.CallsUnderWay;
import dev.lintel.gateway.relay.KeepAlive;
import dev.lintel.gateway.routing.RequestReader;
import dev.lintel.providers.Providers;
import dev.lintel.telemetry.Telemetry;
import dev.lintel.upstream.UpstreamClient;

/** What calls are served with under one policy: each keeps to its end what it began with. Immutable; any thread may ask. */
record Setup(
        Admission admission,
        Callers callers,
        RequestReader requests,
        Providers providers,
        UpstreamClient upstream,
        Telemetry telemetry,
        CallsUnderWay underWay,
        ErrorResponses errors,
        KeepAlive keepAlive,
        boolean describesTrace) {}
