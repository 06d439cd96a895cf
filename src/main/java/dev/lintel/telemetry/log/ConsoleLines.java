package dev.lintel.telemetry.log;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.logging.Handler;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.handlers.ConsoleHandler;

/**
 * Stands in the place of the console's handler, and has its lines written by the thread that writes those of calls: who logs
 * never waits for whoever reads standard output. Any thread may log.
 */
final class ConsoleLines extends ExtHandler {

    /** One handler of the console, and what hands lines to it. */
    private record Place(ExtHandler parent, ConsoleHandler console, ConsoleLines instead) {

        void give() {
            parent.removeHandler(instead);
            parent.addHandler(console);
        }

        void take() {
            parent.addHandler(instead);
            parent.removeHandler(console);
        }
    }

    private final LineWriter writer;

    private ConsoleLines(LineWriter writer, ConsoleHandler console) {
        this.writer = writer;
        setFormatter(console.getFormatter());
        setLevel(console.getLevel());
        setFilter(console.getFilter());
    }

    /** Stands in for the console until what is answered is run. */
    static Runnable standIn(LineWriter writer) {
        List<Place> places = new ArrayList<>();
        eachConsole((parent, console) -> places.add(new Place(parent, console, new ConsoleLines(writer, console))));
        places.forEach(Place::take);
        return () -> places.forEach(Place::give);
    }

    /** Has the console's lines name their levels as all others do. */
    static void nameLevels() {
        eachConsole((parent, console) -> console.setFormatter(UniformLevels.of(console.getFormatter())));
    }

    private static void eachConsole(BiConsumer<ExtHandler, ConsoleHandler> then) {
        for (Handler handler : Logger.getLogger("").getHandlers()) {
            if (handler instanceof ExtHandler parent) {
                for (Handler below : parent.getHandlers()) {
                    if (below instanceof ConsoleHandler console) {
                        then.accept(parent, console);
                    }
                }
            }
        }
    }

    @Override
    protected void doPublish(ExtLogRecord line) {
        byte[] bytes = getFormatter().format(line).getBytes(StandardCharsets.UTF_8);
        writer.addShared(bytes, bytes.length);
    }

    @Override
    public void flush() {
        // The writer's thread does.
    }

    @Override
    public void close() {
        // The writer is not its own.
    }
}
