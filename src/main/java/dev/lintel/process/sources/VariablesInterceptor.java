package dev.lintel.process.sources;

import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells the configuration which entries of maps variables of the environment make: a variable is found by the name of its key, but
 * of an entry that stands nowhere else nobody knows the name to ask for. And refuses values in which a variable is missing, which
 * can only be told while they are read.
 */
public final class VariablesInterceptor implements ConfigSourceInterceptor {

    private static final long serialVersionUID = 1L;

    @Override
    public @Nullable ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
        ConfigValue value = context.proceed(name);
        if (value != null) {
            UnexpandedValues.check(name, value, context::proceed);
        }
        return value;
    }

    @Override
    public Iterator<String> iterateNames(ConfigSourceInterceptorContext context) {
        List<String> names = new ArrayList<>();
        context.iterateNames().forEachRemaining(names::add);
        return EntryNames.among(names).iterator();
    }
}
