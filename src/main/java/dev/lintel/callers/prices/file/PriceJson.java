package dev.lintel.callers.prices.file;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.lintel.callers.prices.Prices;
import java.io.IOException;
import java.util.Locale;

/**
 * Reads a price file from the front to the end. What is wrong is an {@link IllegalArgumentException} that names where; what is no
 * JSON is the parser's own exception.
 */
final class PriceJson {

    /** The most that a token, or a call, may cost: more is a slip of units. */
    private static final double MOST = 1.0;

    private static final double MOST_TOKENS = 1e15;
    private static final int LONGEST_SHOWN = 100;

    /** Gets the members of an object, each with the parser at its value. What it does not read it {@link #skip}s. */
    interface Members {

        void read(String name) throws IOException;
    }

    /** Gets the elements of an array, likewise. */
    interface Elements {

        void read() throws IOException;
    }

    private final JsonParser parser;
    private final String form;
    private String place = "";

    /** @param form whose form the file has, for what is said of it */
    PriceJson(JsonParser parser, String form) {
        this.parser = parser;
        this.form = form;
    }

    /** From now on what is wrong is said to be here. */
    void at(String name) {
        place = name;
    }

    JsonToken token() {
        return parser.currentToken();
    }

    boolean isNull() {
        return token() == JsonToken.VALUE_NULL;
    }

    void object(Members members) throws IOException {
        expect(JsonToken.START_OBJECT, "an object");
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            members.read(name);
        }
    }

    void array(Elements elements) throws IOException {
        expect(JsonToken.START_ARRAY, "an array");
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.read();
        }
    }

    void skip() throws IOException {
        parser.skipChildren();
    }

    String text() throws IOException {
        expect(JsonToken.VALUE_STRING, "a text");
        return parser.getText();
    }

    /** A number of tokens, zero or more. */
    long tokens() throws IOException {
        double count = number();
        if (!(count >= 0 && count <= MOST_TOKENS && count == Math.rint(count))) {
            throw fault("it is no number of tokens");
        }
        return (long) count;
    }

    /** The price of one, where the file states it for so many. */
    double price(double per) throws IOException {
        double price = number() / per;
        if (!(price >= 0 && price <= MOST)) {
            throw fault(String.format(Locale.ROOT, "it is out of bounds, a price is 0 to %.0f", MOST * per));
        }
        return price;
    }

    /** Refuses another currency than the one in which both forms are. */
    void requireCurrency() throws IOException {
        if (!text().equals(Prices.CURRENCY)) {
            throw fault("prices must be in " + Prices.CURRENCY);
        }
    }

    /** What is wrong with the value that stands next, and where that is. */
    IllegalArgumentException fault(String problem) throws IOException {
        String name = parser.currentName();
        String shown = place.isEmpty() || place.equals(name) ? "" : shown(place) + ": ";
        return new IllegalArgumentException(shown + (name == null ? "" : shown(name) + ": ") + problem);
    }

    private static String shown(String name) {
        String whole = name.length() <= LONGEST_SHOWN ? name : name.substring(0, LONGEST_SHOWN) + "...";
        return whole.replaceAll("\\p{Cntrl}", "?");
    }

    private double number() throws IOException {
        if (!token().isNumeric()) {
            throw fault("it is not a number");
        }
        return parser.getDoubleValue();
    }

    private void expect(JsonToken expected, String kind) throws IOException {
        if (token() != expected) {
            throw fault("it is not " + kind + ", as it is in the form of " + form);
        }
    }
}
