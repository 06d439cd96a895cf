package dev.lintel.process.policy;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import java.math.BigInteger;
import org.eclipse.microprofile.config.spi.Converter;
import org.jspecify.annotations.Nullable;

/** Reads how much is told of a message: 1 byte to 1M. */
public final class ContentLimitConverter implements Converter<MemorySize> {

    private static final long serialVersionUID = 1L;
    private static final BigInteger MAX = BigInteger.valueOf(1024 * 1024);

    @Override
    public @Nullable MemorySize convert(String value) {
        MemorySize size = new MemorySizeConverter().convert(value);
        if (size != null
                && (size.asBigInteger().signum() < 1 || size.asBigInteger().compareTo(MAX) > 0)) {
            throw new IllegalArgumentException("'" + value + "' is not a size from 1 to 1M");
        }
        return size;
    }
}
