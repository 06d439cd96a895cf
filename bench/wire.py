"""Messages of HTTP/1.1 as they come and as they are written, for the ends of a run: clients, providers and backends."""

import json


class Malformed(Exception):
    """What came is not HTTP."""


class Incoming:
    """One message, fed with pieces cut anywhere. What is behind its end stays in `rest`."""

    def __init__(self, data=b""):
        self.first_line, self.fields, self.body, self.whole = None, {}, bytearray(), False
        self.rest = bytearray()
        self.length = None
        if data:
            self.feed(data)

    def feed(self, data):
        """Whether the message is whole now."""
        self.rest += data
        try:
            if self.first_line is None:
                self.read_head()
            if self.first_line is not None and not self.whole:
                self.read_body()
        except (ValueError, IndexError) as fault:
            raise Malformed(f"{bytes(self.rest[:40])!r}") from fault
        return self.whole

    def read_head(self):
        end = self.rest.find(b"\r\n\r\n")
        if end < 0:
            return
        first, *lines = self.rest[:end].decode("latin-1").split("\r\n")
        self.fields = {name.lower(): value.strip() for name, value in (line.split(":", 1) for line in lines)}
        self.length = int(self.fields.get("content-length", 0))
        self.first_line = first
        del self.rest[:end + 4]

    def read_body(self):
        if self.fields.get("transfer-encoding", "").lower() == "chunked":
            while not self.whole and self.read_chunk():
                pass
        else:
            taken = self.rest[:self.length - len(self.body)]
            self.body += taken
            del self.rest[:len(taken)]
            self.whole = len(self.body) == self.length

    def read_chunk(self):
        end = self.rest.find(b"\r\n")
        if end < 0:
            return False
        size = int(bytes(self.rest[:end]).partition(b";")[0], 16)
        if len(self.rest) < end + 4 + size:
            return False
        self.body += self.rest[end + 2:end + 2 + size]
        del self.rest[:end + 4 + size]
        self.whole = size == 0
        return True

    @property
    def status(self):
        return int(self.first_line.split(" ")[1])

    @property
    def target(self):
        return self.first_line.split(" ")[1]

    def closes(self):
        return self.fields.get("connection", "").lower() == "close"

    def trace(self):
        """The trace id that it came with."""
        return self.fields.get("traceparent", "--").split("-")[1]


def message(first_line, fields, body=b""):
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"{first_line}\r\n{lines}content-length: {len(body)}\r\n\r\n".encode() + body


def json_answer(content, first_line="HTTP/1.1 200 OK"):
    return message(first_line, {"content-type": "application/json"}, json.dumps(content).encode())


STREAM_HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
STREAM_END = b"0\r\n\r\n"


def chunk(data):
    return b"%x\r\n%b\r\n" % (len(data), data)


def event(content):
    """One event of a stream, in a chunk of its own."""
    return chunk(b"data: " + (content if isinstance(content, bytes) else json.dumps(content).encode()) + b"\n\n")


def events(body):
    """What the events of a stream hold, as far as they are whole."""
    whole = bytes(body).rpartition(b"\n\n")[0]
    return [each[6:] for each in whole.split(b"\n\n") if each.startswith(b"data: ")]
