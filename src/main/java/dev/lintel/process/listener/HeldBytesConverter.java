package dev.lintel.process.listener;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import org.eclipse.microprofile.config.spi.Converter;
import org.jspecify.annotations.Nullable;

/** Reads how many bytes may be held: a size, or percent of the heap, 1% to 90%. */
public final class HeldBytesConverter implements Converter<Long> {

    private static final long serialVersionUID = 1L;
    private static final int MAX_PERCENT = 90;

    @Override
    public @Nullable Long convert(String value) {
        String text = value.strip();
        if (text.endsWith("%")) {
            return Runtime.getRuntime().maxMemory() / 100 * percent(value, text.substring(0, text.length() - 1));
        }
        MemorySize size = new MemorySizeConverter().convert(text);
        if (size != null
                && (size.asBigInteger().signum() < 1 || size.asBigInteger().bitLength() > 62)) {
            throw refused(value);
        }
        return size == null ? null : size.asLongValue();
    }

    private static int percent(String value, String digits) {
        try {
            int percent = Integer.parseInt(digits.strip());
            if (percent >= 1 && percent <= MAX_PERCENT) {
                return percent;
            }
        } catch (NumberFormatException e) {
            throw refused(value);
        }
        throw refused(value);
    }

    private static IllegalArgumentException refused(String value) {
        return new IllegalArgumentException(
                "'" + value + "' is neither a size, such as 256M, nor 1% to " + MAX_PERCENT + "% of the heap");
    }
}
