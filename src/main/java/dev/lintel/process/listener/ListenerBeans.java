package dev.lintel.process.listener;

import dev.lintel.gateway.AdminPort;
import dev.lintel.http.body.ClientBodies;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** What other rooms are told of the listener. */
@Singleton
final class ListenerBeans {

    @Produces
    @Singleton
    ClientBodies clientBodies(ListenerConfig listener) {
        return new ClientBodies(listener.bodyTimeout());
    }

    @Produces
    @Singleton
    AdminPort adminPort(ListenerConfig listener) {
        return new AdminPort(listener.adminPort());
    }
}
