package dev.lintel.providers;

import dev.lintel.providers.availability.Availability;
import java.util.Optional;

/**
 * One of those that may be asked for a call.
 *
 * @param provider who is asked
 * @param model the model to ask for, when that is another text than the caller wrote
 * @param availability whether the provider may be asked just now
 */
public record Target(Provider provider, Optional<String> model, Availability availability) {

    Target withModel(String other) {
        return new Target(provider, Optional.of(other), availability);
    }
}
