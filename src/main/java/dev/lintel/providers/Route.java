package dev.lintel.providers;

import java.util.List;
import java.util.Optional;

/**
 * Where a call goes.
 *
 * @param targets who is asked, one after the other until one has answered; never empty
 * @param alias the alias that the caller used, if it was one
 * @param claimed whether the configuration names the model, as one of the provider's or as an alias's
 */
public record Route(List<Target> targets, Optional<String> alias, boolean claimed) {

    static Route to(Target target, boolean claimed) {
        return new Route(List.of(target), Optional.empty(), claimed);
    }

    /** The same with those alone that take WebSockets; empty where none does. */
    public Optional<Route> overWebsocket() {
        List<Target> taking = targets.stream()
                .filter(target -> target.provider().endpoint().websocket())
                .toList();
        return taking.isEmpty() ? Optional.empty() : Optional.of(new Route(taking, alias, claimed));
    }

    /** Who is asked first. */
    public Target first() {
        return targets.get(0);
    }
}
