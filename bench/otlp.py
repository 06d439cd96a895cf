"""Spans out of OTLP's Protocol Buffers: as much of them as is needed to know which have come."""

from collections import namedtuple

SERVER = 2
# Of a call that is kept: itself, what was inferred, and the one attempt that it took.
SPANS_OF_A_CALL = 3
LENGTHS = {1: 8, 5: 4}

Span = namedtuple("Span", "trace id parent name kind")


def spans(request):
    """The spans of an ExportTraceServiceRequest: resource_spans, scope_spans and spans are fields 1, 2 and 2."""
    return [span(each) for resource in messages(request, 1) for scope in messages(resource, 2) for each in messages(scope, 2)]


def span(content):
    found = {}
    for number, value in fields(content):
        # Fields come in order here, and those that are many stand behind these.
        if number > 6:
            break
        found[number] = value
    return Span(found.get(1, b"").hex(), found.get(2, b"").hex(), found.get(4, b"").hex(), found.get(5, b"").decode(),
                found.get(6, 0))


def messages(content, wanted):
    return (value for number, value in fields(content) if number == wanted)


def fields(content):
    """The number and the value of each field: bytes, or an integer where it is one of varying length."""
    at = 0
    while at < len(content):
        tag, at = varint(content, at)
        if tag & 7 == 0:
            value, at = varint(content, at)
        else:
            length, at = varint(content, at) if tag & 7 == 2 else (LENGTHS[tag & 7], at)
            value, at = bytes(content[at:at + length]), at + length
        yield tag >> 3, value


def varint(content, at):
    value = shift = 0
    while True:
        byte = content[at]
        value |= (byte & 0x7F) << shift
        shift, at = shift + 7, at + 1
        if byte < 0x80:
            return value, at
