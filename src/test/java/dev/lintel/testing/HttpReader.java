package dev.lintel.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Reads HTTP/1 messages from a connection, one after the other, and takes nothing for whole that is not. */
final class HttpReader {

    private final InputStream in;
    private List<HttpHead.Field> trailers = List.of();

    HttpReader(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    /** The next head; empty when the connection has ended before it. */
    Optional<HttpHead> readHead() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        String text;
        do {
            int next = in.read();
            if (next < 0) {
                if (head.size() == 0) {
                    return Optional.empty();
                }
                throw new EOFException("The connection ended inside a head");
            }
            head.write(next);
            text = next == '\n' ? head.toString(StandardCharsets.ISO_8859_1) : "";
        } while (!text.endsWith("\r\n\r\n"));
        return Optional.of(HttpHead.parse(text));
    }

    /** The content that follows a request's head; where another protocol is asked for, all that comes. */
    InputStream requestContent(HttpHead head) {
        if (head.field("upgrade").isPresent()) {
            return in;
        }
        return head.isChunked()
                ? new Chunked()
                : new Counted(declaredLength(head).orElse(0L));
    }

    /** The content that follows an answer's head. */
    InputStream answerContent(HttpHead head) {
        return head.isChunked()
                ? new Chunked()
                : declaredLength(head).<InputStream>map(Counted::new).orElse(in);
    }

    /** What followed the content that was last read to its end. */
    List<HttpHead.Field> trailers() {
        return trailers;
    }

    /** The next byte, whatever it belongs to; -1 at the connection's end. */
    int readByte() throws IOException {
        return in.read();
    }

    private static Optional<Long> declaredLength(HttpHead head) {
        return head.field("content-length").map(Long::valueOf);
    }

    private String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("The connection ended inside a line");
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    /** Content of a known length. */
    private final class Counted extends InputStream {

        private long remaining;

        Counted(long length) {
            this.remaining = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (length == 0 || remaining == 0) {
                return length == 0 ? 0 : -1;
            }
            int count = in.read(into, offset, (int) Math.min(length, remaining));
            if (count < 0) {
                throw new EOFException(remaining + " bytes before the end of the content");
            }
            remaining -= count;
            return count;
        }
    }

    /** Content in chunks (RFC 9112, section 7.1). */
    private final class Chunked extends InputStream {

        private InputStream chunk = InputStream.nullInputStream();
        private boolean first = true;
        private boolean ended;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = ended ? -1 : chunk.read(into, offset, length);
            while (count < 0 && !ended) {
                nextChunk();
                count = ended ? -1 : chunk.read(into, offset, length);
            }
            return count;
        }

        private void nextChunk() throws IOException {
            if (!first) {
                readLine();
            }
            first = false;
            long size = Long.parseLong(readLine().split(";")[0].strip(), 16);
            if (size > 0) {
                chunk = new Counted(size);
            } else {
                ended = true;
                readTrailers();
            }
        }

        private void readTrailers() throws IOException {
            StringBuilder lines = new StringBuilder("trailers\r\n");
            for (String line = readLine(); !line.isEmpty(); line = readLine()) {
                lines.append(line).append("\r\n");
            }
            trailers = HttpHead.fields(lines.toString().split("\r\n"));
        }
    }
}
