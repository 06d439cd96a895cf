package dev.lintel.wire.tokens;

import dev.lintel.wire.tokens.MalformedJsonException.Fault;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of a JSON text (RFC 8259) that is there whole, one after the other, and where each of them stands. What is passed over is
 * looked at as well, and nothing is made of it. Not for several threads.
 */
public final class JsonTokens {

    /** What stands there. */
    public enum Token {
        BEGIN_OBJECT,
        END_OBJECT,
        BEGIN_ARRAY,
        END_ARRAY,
        NAME,
        STRING,
        /** A number without fraction and exponent. */
        INTEGER,
        DECIMAL,
        TRUE,
        FALSE,
        NULL,
        /** Nothing but space is left. */
        END
    }

    private final JsonCursor cursor;
    private final int from;
    private final int maxDepth;
    private boolean[] objects = new boolean[16];
    private int depth;
    private @Nullable Token token;
    private int start;

    /**
     * What stands before the first token of a text, which must stay as it is while it is read.
     *
     * @param from its first byte
     * @param length how many bytes it has
     * @param maxDepth how many levels deep it may be nested
     * @throws MalformedJsonException when its first bytes say that it is in another encoding than UTF-8
     */
    public JsonTokens(byte[] bytes, int from, int length, int maxDepth) throws MalformedJsonException {
        this.cursor = new JsonCursor(bytes, from, from + length);
        this.from = from;
        this.maxDepth = maxDepth;
    }

    /**
     * Goes to the next token, at last to the {@link Token#END}.
     *
     * @throws MalformedJsonException when none stands there that may
     */
    public Token next() throws MalformedJsonException {
        cursor.passSpace();
        Token read;
        if (depth > 0) {
            read = objects[depth - 1] ? inObject() : inArray();
        } else {
            read = token == null ? value() : end(cursor.at());
        }
        token = read;
        return read;
    }

    /** The token where it stands; null before the first. */
    public @Nullable Token current() {
        return token;
    }

    /** Where the token begins, in bytes from the text's first. */
    public int start() {
        return start - from;
    }

    /** Where it has ended. */
    public int end() {
        return cursor.at() - from;
    }

    /** Goes to the end of the object or array that begins here. Any other value is passed already. */
    public void skip() throws MalformedJsonException {
        if (token == Token.BEGIN_OBJECT || token == Token.BEGIN_ARRAY) {
            int outside = depth - 1;
            while (depth > outside) {
                next();
            }
        }
    }

    /** Which of these, which are of ASCII, the name is that stands here; null for none of them. */
    public @Nullable String nameAmong(List<String> names) throws MalformedJsonException {
        // One with escapes is made out once, however many it is compared with.
        String unescaped = cursor.isEscaped() ? text() : null;
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            if (unescaped == null ? cursor.isString(start, name) : unescaped.equals(name)) {
                return name;
            }
        }
        return null;
    }

    /** Whether the name that stands here is this one, which is of ASCII. */
    public boolean isNamed(String name) throws MalformedJsonException {
        return cursor.isEscaped() ? text().equals(name) : cursor.isString(start, name);
    }

    /**
     * The name or string that stands here.
     *
     * @throws MalformedJsonException when it is not well-formed UTF-8
     */
    public String text() throws MalformedJsonException {
        return cursor.string(start);
    }

    /** The number that stands here, as it is written. */
    public String number() {
        return cursor.written(start);
    }

    private Token end(int place) throws MalformedJsonException {
        if (!cursor.isAtEnd()) {
            throw new MalformedJsonException(Fault.MORE);
        }
        start = place;
        return Token.END;
    }

    private Token inObject() throws MalformedJsonException {
        if (token == Token.NAME) {
            cursor.pass(':');
            cursor.passSpace();
            return value();
        }
        if (cursor.here() == '}') {
            return close('}', Token.END_OBJECT);
        }
        passSeparator(Token.BEGIN_OBJECT);
        start = cursor.at();
        cursor.passString();
        return Token.NAME;
    }

    private Token inArray() throws MalformedJsonException {
        if (cursor.here() == ']') {
            return close(']', Token.END_ARRAY);
        }
        passSeparator(Token.BEGIN_ARRAY);
        return value();
    }

    private void passSeparator(Token begins) throws MalformedJsonException {
        if (token != begins) {
            cursor.pass(',');
            cursor.passSpace();
        }
    }

    private Token value() throws MalformedJsonException {
        start = cursor.at();
        switch (cursor.here()) {
            case '{' -> {
                return open('{', true, Token.BEGIN_OBJECT);
            }
            case '[' -> {
                return open('[', false, Token.BEGIN_ARRAY);
            }
            case '"' -> {
                cursor.passString();
                return Token.STRING;
            }
            case 't' -> {
                cursor.passLiteral("true");
                return Token.TRUE;
            }
            case 'f' -> {
                cursor.passLiteral("false");
                return Token.FALSE;
            }
            case 'n' -> {
                cursor.passLiteral("null");
                return Token.NULL;
            }
            default -> {
                return cursor.passNumber() ? Token.INTEGER : Token.DECIMAL;
            }
        }
    }

    private Token open(char bracket, boolean object, Token begins) throws MalformedJsonException {
        if (depth == maxDepth) {
            throw new MalformedJsonException(Fault.DEPTH);
        }
        if (depth == objects.length) {
            objects = Arrays.copyOf(objects, depth * 2);
        }
        objects[depth] = object;
        depth++;
        cursor.pass(bracket);
        return begins;
    }

    private Token close(char bracket, Token ends) throws MalformedJsonException {
        start = cursor.at();
        cursor.pass(bracket);
        depth--;
        return ends;
    }
}
