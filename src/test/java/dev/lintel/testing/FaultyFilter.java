package dev.lintel.testing;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;

/** A bug in Lintel, for requests that ask for it. */
@Provider
public final class FaultyFilter implements ContainerRequestFilter {

    /** The request header that asks for it; its value becomes the exception's text. */
    public static final String HEADER = "x-test-bug";

    @Override
    public void filter(ContainerRequestContext context) {
        String text = context.getHeaderString(HEADER);
        if (text != null) {
            throw new IllegalStateException(text);
        }
    }
}
