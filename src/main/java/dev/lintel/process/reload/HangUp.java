package dev.lintel.process.reload;

import org.jboss.logging.Logger;

/** SIGHUP, by which servers are asked to read their configuration anew. */
final class HangUp {

    private static final Logger LOG = Logger.getLogger(HangUp.class);

    private HangUp() {}

    /** From now on it ends nothing, and calls {@code action} each time, on a thread of its own. */
    static void calls(Runnable action) {
        try {
            sun.misc.Signal.handle(new sun.misc.Signal("HUP"), signal -> action.run());
        } catch (IllegalArgumentException e) {
            LOG.debug("This virtual machine leaves signals to others", e);
        }
    }
}
