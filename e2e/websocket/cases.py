"""The cases that the Autobahn test suite lists for servers (its chapters 1 to 7, 9 and 10), against a peer that echoes: once
directly, once through Lintel. What a client sees must be the same.

    cases.py DIRECT_PORT LINTEL_PORT
"""

import socket
import struct
import sys

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
PATIENCE = 5.0
LAST = b"the last one"


def frame(opcode, payload=b"", fin=True, rsv=0, mask=b"\x37\xfa\x21\x3d"):
    head = bytes([(0x80 if fin else 0) | rsv << 4 | opcode])
    size = len(payload)
    if size < 126:
        head += bytes([0x80 | size])
    elif size < 65536:
        head += bytes([0x80 | 126]) + struct.pack("!H", size)
    else:
        head += bytes([0x80 | 127]) + struct.pack("!Q", size)
    return head + mask + masked(payload, mask)


def masked(payload, mask):
    whole = int.from_bytes(payload, "big") ^ int.from_bytes((mask * (len(payload) // 4 + 1))[: len(payload)], "big")
    return whole.to_bytes(len(payload), "big")


def farewell(code=1000, reason=b""):
    return frame(CLOSE, struct.pack("!H", code) + reason)


def cases():
    """Each is a name, and the pieces that are sent, in one write each."""
    for opcode, chapter in ((TEXT, "1.1"), (BINARY, "1.2")):
        letter = b"*" if opcode == TEXT else b"\xfe"
        for number, size in enumerate((0, 125, 126, 127, 128, 65535, 65536), 1):
            yield f"{chapter}.{number}", [frame(opcode, letter * size)]
        whole = frame(opcode, letter * 65536)
        yield f"{chapter}.8", [whole[at:at + 997] for at in range(0, len(whole), 997)]

    yield "2.1", [frame(PING)]
    yield "2.2", [frame(PING, b"Hello, world!")]
    yield "2.3", [frame(PING, b"\x00\xff\xfe\xfd\xfc\xfb\x00\xff")]
    yield "2.4", [frame(PING, b"\xfe" * 125)]
    yield "2.5", [frame(PING, b"\xfe" * 126)]
    yield "2.6", [bytes([one]) for one in frame(PING, b"\xfe" * 125)]
    yield "2.7", [frame(PONG)]
    yield "2.8", [frame(PONG, b"unsolicited pong payload")]
    yield "2.9", [frame(PONG, b"unsolicited pong payload"), frame(PING, b"ping payload")]
    yield "2.10", [b"".join(frame(PING, b"payload-%d" % n) for n in range(10))]
    yield "2.11", [bytes([one]) for one in b"".join(frame(PING, b"payload-%d" % n) for n in range(10))]

    hello = b"Hello, world!"
    for number, rsv in enumerate((1, 2, 3, 4, 5, 6, 7), 1):
        good = [frame(TEXT, hello)] if number in (2, 3, 4) else []
        opcode = {5: BINARY, 6: PING, 7: CLOSE}.get(number, TEXT)
        yield f"3.{number}", good + [frame(opcode, hello if opcode != CLOSE else b"", rsv=rsv)]

    for chapter, opcodes in (("4.1", range(3, 8)), ("4.2", range(11, 16))):
        for number, opcode in enumerate(opcodes, 1):
            good = [frame(TEXT, hello)] if number > 2 else []
            yield f"{chapter}.{number}", good + [frame(opcode, b"" if number % 2 else b"reserved opcode payload"), frame(PING)]

    first, second = frame(TEXT, b"fragment1", fin=False), frame(0, b"fragment2")
    yield "5.1", [frame(PING, b"fragment1", fin=False), frame(0, b"fragment2")]
    yield "5.2", [frame(PONG, b"fragment1", fin=False), frame(0, b"fragment2")]
    yield "5.3", [first, second]
    yield "5.4", [first + second]
    yield "5.5", [bytes([one]) for one in first + second]
    yield "5.6", [first, frame(PING, b"ping payload"), second]
    yield "5.7", [first + frame(PING, b"ping payload") + second]
    yield "5.8", [bytes([one]) for one in first + frame(PING, b"ping payload") + second]
    yield "5.9", [frame(0, b"non-continuation payload"), frame(TEXT, hello)]
    yield "5.10", [frame(0, b"non-continuation payload") + frame(TEXT, hello)]
    yield "5.11", [bytes([one]) for one in frame(0, b"non-continuation payload") + frame(TEXT, hello)]
    yield "5.12", [frame(0, b"non-continuation payload", fin=False), frame(TEXT, hello)]
    yield "5.15", [first + second + frame(0, b"fragment3", fin=False) + frame(TEXT, b"fragment4")]
    yield "5.16", [frame(0, b"fragment1", fin=False), frame(TEXT, b"fragment2", fin=False), frame(0, b"fragment3")] * 2
    yield "5.17", [frame(0, b"fragment1"), frame(TEXT, b"fragment2", fin=False), frame(0, b"fragment3")] * 2
    yield "5.18", [frame(TEXT, b"fragment1", fin=False), frame(TEXT, b"fragment2")]
    pieces = [frame(TEXT, b"fragment1", fin=False), frame(0, b"fragment2", fin=False), frame(PING, b"pongme 1!"),
              frame(0, b"fragment3", fin=False), frame(0, b"fragment4", fin=False), frame(PING, b"pongme 2!"),
              frame(0, b"fragment5")]
    yield "5.19", pieces
    yield "5.20", [b"".join(pieces)]

    good = "Hello-µ@ßöäüàá-UTF-8!!".encode()
    yield "6.1.1", [frame(TEXT)]
    yield "6.1.2", [frame(TEXT, fin=False), frame(0, fin=False), frame(0)]
    yield "6.1.3", [frame(TEXT, fin=False), frame(0, b"middle frame payload", fin=False), frame(0)]
    yield "6.2.1", [frame(TEXT, good)]
    yield "6.2.2", [frame(TEXT, good[:12], fin=False), frame(0, good[12:])]
    yield "6.2.3", [frame(TEXT, good[:1], fin=False)] + [frame(0, good[n:n + 1], fin=False) for n in range(1, len(good))] + [frame(0)]
    bad = "κόσμε".encode() + b"\xed\xa0\x80edited"
    yield "6.3.1", [frame(TEXT, bad)]
    yield "6.3.2", [frame(TEXT, bad[:1], fin=False)] + [frame(0, bad[n:n + 1], fin=False) for n in range(1, len(bad))] + [frame(0)]
    for chapter, texts in UTF8.items():
        for number, text in enumerate(texts, 1):
            yield f"{chapter}.{number}", [frame(TEXT, text)]

    yield "7.1.1", [frame(TEXT, b"Hello World!")]
    yield "7.1.2", [farewell(), farewell()]
    yield "7.1.3", [farewell(), frame(PING)]
    yield "7.1.4", [farewell(), frame(TEXT, b"Hello World!")]
    yield "7.1.5", [first, farewell(), second]
    yield "7.1.6", [frame(BINARY, b"B" * 262144), farewell(), frame(PING)]
    yield "7.3.1", [frame(CLOSE)]
    yield "7.3.2", [frame(CLOSE, b"a")]
    yield "7.3.3", [farewell()]
    yield "7.3.4", [farewell(1000, b"Hello World!")]
    yield "7.3.5", [farewell(1000, b"*" * 123)]
    yield "7.3.6", [farewell(1000, b"*" * 124)]
    yield "7.5.1", [farewell(1000, bad)]
    for number, code in enumerate((1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999), 1):
        yield f"7.7.{number}", [farewell(code)]
    for number, code in enumerate((0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999), 1):
        yield f"7.9.{number}", [farewell(code)]
    yield "7.13.1", [farewell(5000)]
    yield "7.13.2", [farewell(65535)]

    for opcode, chapter in ((TEXT, "9.1"), (BINARY, "9.2")):
        for number, size in enumerate((65536, 262144, 1048576, 4194304), 1):
            yield f"{chapter}.{number}", [frame(opcode, b"*" * size)]
    whole = b"*" * 1048576
    for opcode, chapter in ((TEXT, "9.3"), (BINARY, "9.4")):
        for number, size in enumerate((1024, 4096, 65536, 1048576), 1):
            parts = [whole[at:at + size] for at in range(0, len(whole), size)]
            yield f"{chapter}.{number}", [b"".join(
                frame(opcode if n == 0 else 0, part, fin=n == len(parts) - 1) for n, part in enumerate(parts))]
    yield "9.7.1", [b"".join(frame(TEXT, b"x" * 16) for _ in range(1000))]
    yield "10.1.1", [b"".join(frame(TEXT if n == 0 else 0, b"*" * 1300, fin=n == 49) for n in range(50))]


UTF8 = {
    # Good ones: the first and the last of each length, and others near bounds.
    "6.5": ["κόσμε".encode()],
    "6.6": [b"\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5"],
    "6.7": [b"\x00", b"\xc2\x80", b"\xe0\xa0\x80", b"\xf0\x90\x80\x80"],
    "6.9": [b"\x7f", b"\xdf\xbf", b"\xef\xbf\xbf", b"\xf4\x8f\xbf\xbf"],
    "6.11": [b"\xed\x9f\xbf", b"\xee\x80\x80", b"\xef\xbf\xbd", b"\xf4\x8f\xbf\xbf"],
    "6.22": [b"\xef\xbf\xbe", b"\xef\xbf\xbf", b"\xf0\x9f\xbf\xbe"],
    # Bad ones.
    "6.8": [b"\xf8\x88\x80\x80\x80", b"\xfc\x84\x80\x80\x80\x80"],
    "6.10": [b"\xf7\xbf\xbf\xbf", b"\xfb\xbf\xbf\xbf\xbf", b"\xfd\xbf\xbf\xbf\xbf\xbf"],
    "6.12": [b"\x80", b"\xbf", b"\x80\xbf"],
    "6.13": [b"\xc0 \xc1 ", b"\xe0 \xe1 ", b"\xf0 \xf1 "],
    "6.14": [b"\xc0", b"\xe0\x80", b"\xf0\x80\x80", b"\xdf", b"\xef\xbf"],
    "6.16": [b"\xfe", b"\xff", b"\xfe\xfe\xff\xff"],
    "6.17": [b"\xc0\xaf", b"\xe0\x80\xaf", b"\xf0\x80\x80\xaf"],
    "6.18": [b"\xc1\xbf", b"\xe0\x9f\xbf", b"\xf0\x8f\xbf\xbf"],
    "6.19": [b"\xc0\x80", b"\xe0\x80\x80"],
    "6.20": [b"\xed\xa0\x80", b"\xed\xad\xbf", b"\xed\xae\x80", b"\xed\xbf\xbf"],
    "6.21": [b"\xed\xa0\x80\xed\xb0\x80", b"\xed\xaf\xbf\xed\xbf\xbf"],
}


def told(opcode, payload):
    return f"message {opcode} of {len(payload)}, {hash(payload)}"


class Peer:
    def __init__(self, port):
        self.connection = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.connection.sendall(
            b"GET /v1/responses HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
        self.read = self.connection.makefile("rb")
        status = self.read.readline()
        assert b" 101 " in status, status
        while self.read.readline() != b"\r\n":
            pass

    def run(self, pieces):
        """What comes back: frames, messages put together, until the farewell, the end, or the echo of a last one."""
        seen, message = [], None
        try:
            for piece in pieces:
                self.connection.sendall(piece)
            self.connection.sendall(frame(TEXT, LAST))
        except OSError:
            pass  # Closed by then: what was said before it is read.
        try:
            while True:
                head = self.read.read(2)
                if len(head) < 2:
                    return seen + ["end"]
                size = head[1] & 0x7F
                if size > 125:
                    size = int.from_bytes(self.read.read(2 if size == 126 else 8), "big")
                payload = self.read.read(size)
                opcode = head[0] & 0x0F
                if opcode == CLOSE:
                    return seen + [f"close {int.from_bytes(payload[:2], 'big')}"]
                if opcode == PONG:
                    seen.append(f"pong {payload!r}")
                elif opcode < 3:
                    message = (opcode, payload) if opcode else (message[0], message[1] + payload)
                    if head[0] & 0x80 and message[1] == LAST:
                        return seen
                    if head[0] & 0x80:
                        seen.append(told(*message))
                        message = None
        except (TimeoutError, socket.timeout):
            return seen + ["silence"]
        except OSError:
            return seen + ["end"]

    def close(self):
        self.read.close()
        self.connection.close()


def outcome(port, pieces):
    peer = Peer(port)
    try:
        return peer.run(pieces)
    finally:
        peer.close()


# A message whose sender says farewell at once: a peer that reads both at a time may say farewell without an echo, Lintel or not.
EITHER = {"7.1.6": (["close 1000"], [told(BINARY, b"B" * 262144), "close 1000"])}


def is_same(name, directly, through):
    # Whether what came before a fault is still answered is left open there, too: Lintel sees the fault before the peer has answered.
    at_fault = directly[-1:] == through[-1:] == ["close 1002"]
    either = EITHER.get(name, ())
    return directly == through or at_fault or (directly in either and through in either)


def main():
    direct, lintel = int(sys.argv[1]), int(sys.argv[2])
    chapters, failed = {}, []
    for name, pieces in cases():
        chapter = name.split(".")[0]
        expected, seen = outcome(direct, pieces), outcome(lintel, pieces)
        if is_same(name, expected, seen) and "silence" not in seen:
            chapters[chapter] = chapters.get(chapter, 0) + 1
        else:
            failed.append(chapter)
            print(f"failed  {name}: directly {expected}, through Lintel {seen}")
    for chapter, count in chapters.items():
        if chapter not in failed:
            print(f"passed  chapter {chapter}: {count} cases are the same directly and through Lintel")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
