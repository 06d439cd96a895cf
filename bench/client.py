"""A client of one connection that does as little as it can beside the clock."""

import socket
import time


class Connection:
    """One kept HTTP/1.1 connection that sends the same request again and again."""

    def __init__(self, port, body, headers=(), patience=30):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=patience)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        fields = "".join(f"{name}: {value}\r\n" for name, value in headers)
        self.request = (f"POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{fields}"
                        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n").encode() + body
        self.buffer = memoryview(bytearray(1 << 20))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def call(self):
        """Sends the request and reads the answer whole; its status and body."""
        self.socket.sendall(self.request)
        head, length = None, 0
        while True:
            length += self.receive(length)
            if head is None:
                end = bytes(self.buffer[:length]).find(b"\r\n\r\n")
                if end < 0:
                    continue
                head, begin = bytes(self.buffer[:end]).lower(), end + 4
                expected = content_length(head)
            if expected is None:
                if length - begin >= 5 and self.buffer[length - 5:length] == b"0\r\n\r\n":
                    return status(head), dechunked(bytes(self.buffer[begin:length]))
            elif length - begin >= expected:
                return status(head), bytes(self.buffer[begin:length])

    def arrivals(self):
        """Sends the request; each piece of the answer with the monotonic time, in nanoseconds, at which it was read."""
        self.socket.sendall(self.request)
        tail = b""
        # The last chunk with the end of the one before it: a head, too, may end in a nought.
        while not tail.endswith(b"\r\n0\r\n\r\n"):
            length = self.receive(0)
            now = time.monotonic_ns()
            piece = bytes(self.buffer[:length])
            if not tail and not piece.startswith(b"HTTP/1.1 200 "):
                raise ConnectionError(f"not a stream: {piece[:60]!r}")
            tail = (tail + piece)[-7:]
            yield now, piece

    def receive(self, offset):
        length = self.socket.recv_into(self.buffer[offset:])
        if not length:
            raise ConnectionError("the connection was closed within an answer")
        return length


def content_length(head):
    for line in head.split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    return None


def status(head):
    return int(head.split(b" ", 2)[1])


def dechunked(body):
    content = b""
    while True:
        size, _, rest = body.partition(b"\r\n")
        size = int(size.partition(b";")[0], 16)
        if not size:
            return content
        content += rest[:size]
        body = rest[size + 2:]


def latencies(port, body, headers, calls, seconds=10):
    """Nanoseconds from a request's first byte to its answer's last, one call after the other, and how many failed.

    Ends after so many calls or seconds, whichever is first.
    """
    times, errors, end = [], 0, time.monotonic() + seconds
    with Connection(port, body, headers) as connection:
        while len(times) < calls and time.monotonic() < end:
            begin = time.monotonic_ns()
            code, _ = connection.call()
            times.append(time.monotonic_ns() - begin)
            errors += code != 200
    return times, errors


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
