package dev.lintel.process;

import org.jboss.logging.Logger;

/** The virtual machine ignores signals once it is on its way out; whoever sends a second one means it. */
final class SecondSignal {

    private static final Logger LOG = Logger.getLogger(SecondSignal.class);
    private static final int ENDED_BY_SIGNAL = 128;

    private SecondSignal() {}

    /** From now on SIGTERM and SIGINT end the process at once, whatever has not been sent. */
    static void endsAtOnce() {
        for (String name : new String[] {"TERM", "INT"}) {
            try {
                sun.misc.Signal.handle(
                        new sun.misc.Signal(name),
                        signal -> Runtime.getRuntime().halt(ENDED_BY_SIGNAL + signal.getNumber()));
            } catch (IllegalArgumentException e) {
                LOG.debug("This virtual machine leaves signals to others", e);
            }
        }
    }
}
