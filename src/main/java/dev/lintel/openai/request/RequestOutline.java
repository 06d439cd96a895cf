package dev.lintel.openai.request;

import dev.lintel.http.ApiError;
import dev.lintel.http.BufferBytes;
import dev.lintel.http.RefusedException;
import dev.lintel.openai.json.JsonValue;
import dev.lintel.wire.tokens.JsonTokens;
import dev.lintel.wire.tokens.JsonTokens.Token;
import dev.lintel.wire.tokens.MalformedJsonException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What Lintel needs to know of a request's JSON body, read in one pass over the bytes and without building a tree.
 *
 * @param model the model that the caller asks for; null when the body names none
 * @param streaming whether the caller asks for an event stream
 * @param place where the model stands, or would stand
 * @param usageOption what asks for the usage at a stream's end ({@code stream_options.include_usage}); empty when no stream
 *     is asked for, or the caller itself says whether it wants that
 * @param parameters what is asked of the model besides
 */
public record RequestOutline(
        @Nullable String model,
        boolean streaming,
        ModelPlace place,
        Optional<Splice> usageOption,
        RequestParameters parameters) {

    /**
     * Reads a whole body.
     *
     * @throws RefusedException when the body is not one JSON object in UTF-8, or names its model in a way that
     *     readers would disagree on
     */
    public static RequestOutline read(byte[] body) {
        return read(BufferBytes.buffer(Unpooled.wrappedBuffer(body)));
    }

    /**
     * Reads a whole body where it stands.
     *
     * @throws RefusedException when the body is not one JSON object in UTF-8, or names its model in a way that
     *     readers would disagree on
     */
    public static RequestOutline read(Buffer body) {
        ByteBuf bytes = BufferBytes.of(body);
        byte[] array = bytes.hasArray() ? bytes.array() : body.getBytes();
        int from = bytes.hasArray() ? bytes.arrayOffset() + bytes.readerIndex() : 0;
        try {
            return new Reader(new JsonTokens(array, from, bytes.readableBytes(), JsonValue.MAX_NESTING)).read();
        } catch (MalformedJsonException e) {
            throw refused(
                    null,
                    switch (e.fault()) {
                        case SYNTAX -> "The body is not valid JSON.";
                        case ENCODING -> "The body must be JSON in UTF-8.";
                        case DEPTH -> "The body is nested more than " + JsonValue.MAX_NESTING + " levels deep.";
                        case MORE -> "The body must be one JSON object with nothing after it.";
                    });
        }
    }

    /** What has the body name {@code newModel}, whether or not it has named another. */
    public Splice modelTo(String newModel) {
        return place.to(newModel);
    }

    private static RefusedException refused(@Nullable String param, String message) {
        return new RefusedException(
                ApiError.invalidRequest(400, param == null ? "invalid_json" : "invalid_" + param, param, message));
    }

    /** One pass over one body. */
    private static final class Reader {

        private static final List<String> NAMES = Stream.concat(
                        Stream.of("model", "stream", "stream_options"), RequestParameters.NAMES.stream())
                .toList();

        private final JsonTokens json;
        private @Nullable String model;
        private boolean modelGiven;
        private boolean streaming;
        private @Nullable ModelPlace place;
        private boolean empty = true;
        private Optional<Splice> usageOption = Optional.empty();
        private boolean optionsGiven;
        private final RequestParameters parameters = new RequestParameters();

        Reader(JsonTokens json) {
            this.json = json;
        }

        RequestOutline read() throws MalformedJsonException {
            if (json.next() != Token.BEGIN_OBJECT) {
                throw refused(null, "The body must be a JSON object.");
            }
            int inside = json.end();
            while (json.next() == Token.NAME) {
                empty = false;
                readField(json.nameAmong(NAMES));
            }
            json.next(); // There must be none.
            ModelPlace found = place == null ? ModelPlace.before(inside, empty) : place;
            return new RequestOutline(model, streaming, found, usageOption(inside), parameters);
        }

        private Optional<Splice> usageOption(int inside) {
            if (!streaming) {
                return Optional.empty();
            }
            return optionsGiven
                    ? usageOption
                    : Optional.of(new Splice(inside, inside, "\"stream_options\":{\"include_usage\":true},"));
        }

        private void readField(@Nullable String name) throws MalformedJsonException {
            Token value = json.next();
            if (name != null) {
                switch (name) {
                    case "model" -> readModel(value);
                    case "stream" -> streaming = value == Token.TRUE;
                    case "stream_options" -> readStreamOptions(value);
                    default -> parameters.read(name, json);
                }
            }
            json.skip();
        }

        private void readStreamOptions(Token value) throws MalformedJsonException {
            int start = json.start();
            boolean again = optionsGiven;
            optionsGiven = true;
            usageOption = Optional.empty();
            if (again) {
                return;
            }
            if (value == Token.NULL) {
                usageOption = Optional.of(new Splice(start, json.end(), "{\"include_usage\":true}"));
            } else if (value == Token.BEGIN_OBJECT) {
                usageOption = readIncludeUsage(start + 1);
            }
        }

        private Optional<Splice> readIncludeUsage(int inside) throws MalformedJsonException {
            boolean empty = true;
            Optional<Splice> wish = Optional.empty();
            boolean given = false;
            while (json.next() == Token.NAME) {
                empty = false;
                boolean sought = json.isNamed("include_usage");
                Token value = json.next();
                if (sought) {
                    given = true;
                    wish = value == Token.NULL
                            ? Optional.of(new Splice(json.start(), json.end(), "true"))
                            : Optional.empty();
                }
                json.skip();
            }
            return given
                    ? wish
                    : Optional.of(new Splice(inside, inside, "\"include_usage\":true" + (empty ? "" : ",")));
        }

        private void readModel(Token value) throws MalformedJsonException {
            // Parsers differ in which of two they take: the provider could serve another model than the one routed by.
            if (modelGiven) {
                throw refused("model", "'model' is given twice.");
            }
            modelGiven = true;
            if (value == Token.NULL) {
                place = ModelPlace.of(json.start(), json.end());
                return;
            }
            if (value != Token.STRING) {
                throw refused("model", "'model' must be a string.");
            }
            int start = json.start();
            model = json.text();
            place = ModelPlace.of(start, json.end());
            if (model.isEmpty()) {
                throw refused("model", "'model' is empty.");
            }
            if (hasLoneSurrogate(model)) {
                throw refused("model", "'model' is not valid Unicode.");
            }
        }

        // Half of a character can be written in JSON, but not in UTF-8.
        private static boolean hasLoneSurrogate(String text) {
            for (int i = 0, c; i < text.length(); i += Character.charCount(c)) {
                c = text.codePointAt(i);
                if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                    return true;
                }
            }
            return false;
        }
    }
}
