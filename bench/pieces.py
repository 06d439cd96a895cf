"""Event streams whose pieces tell when they were sent: the provider of them, and their delay to the client.

As a program it is the provider: python3 pieces.py PORT [CERTIFICATE KEY].
"""

import re
import socket
import ssl
import sys
import threading
import time
from bisect import bisect_right
from itertools import accumulate

from client import Connection

PIECES = 100
PAUSE = 0.005
STAMP = re.compile(rb"@(\d+)@")
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
EVENT = (b'data: {"id":"chatcmpl-CQ7bench0000000000000000001","object":"chat.completion.chunk","created":1760000000,'
         b'"model":"gpt-4o-mini-2024-07-18","choices":[{"index":0,"delta":{"content":"@%d@"},"logprobs":null,'
         b'"finish_reason":null}]}\n\n')


def delays(port, body, headers):
    """Nanoseconds from a piece's write by the provider to its read by the client, for each piece of one stream."""
    with Connection(port, body, headers) as connection:
        times, reads = zip(*connection.arrivals())
    ends = list(accumulate(map(len, reads)))
    content, chunks = dechunked(b"".join(reads))
    found = []
    for stamp in STAMP.finditer(content):
        # Where the stamp ends in what was read; a gateway may cut chunks anew, also within a stamp.
        at, raw = chunks[bisect_right(chunks, (stamp.end() - 1, float("inf"))) - 1]
        found.append(times[bisect_right(ends, raw + stamp.end() - 1 - at)] - int(stamp[1]))
    return found


def dechunked(raw):
    """The content of a chunked answer, and where each chunk of it begins there and in the answer."""
    content, chunks, offset = [], [], raw.index(b"\r\n\r\n") + 4
    length = 0
    while True:
        end = raw.index(b"\r\n", offset)
        size = int(raw[offset:end].partition(b";")[0], 16)
        if not size:
            return b"".join(content), chunks
        chunks.append((length, end + 2))
        content.append(raw[end + 2:end + 2 + size])
        length += size
        offset = end + 2 + size + 2


def serve(port, *files):
    context = None
    if files:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.load_cert_chain(*files)
    with socket.create_server(("127.0.0.1", port), backlog=64) as listener:
        while True:
            connection, _ = listener.accept()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=converse, args=(connection, context), daemon=True).start()


def converse(connection, context):
    # A client that leaves ends this connection and nothing else.
    try:
        if context:
            connection = context.wrap_socket(connection, server_side=True)
        with connection, connection.makefile("rb") as requests:
            while read_request(requests):
                answer(connection)
    except OSError:
        pass


def read_request(requests):
    length, chunked, line = 0, False, requests.readline()
    if not line:
        return False
    while line.strip():
        name, _, value = line.lower().partition(b":")
        if name == b"content-length":
            length = int(value)
        chunked |= name == b"transfer-encoding"
        line = requests.readline()
    requests.read(length)
    while chunked:
        size = int(requests.readline(), 16)
        requests.read(size + 2)
        chunked = size > 0
    return True


def answer(connection):
    connection.sendall(HEAD)
    for _ in range(PIECES):
        time.sleep(PAUSE)
        connection.sendall(chunk(EVENT % time.monotonic_ns()))
    connection.sendall(chunk(b"data: [DONE]\n\n") + b"0\r\n\r\n")


def chunk(data):
    return b"%x\r\n%b\r\n" % (len(data), data)


if __name__ == "__main__":
    serve(int(sys.argv[1]), *sys.argv[2:])
