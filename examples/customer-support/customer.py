"""A customer who asks for help with billing. Prints the trace id, then the answer."""

import sys

from opentelemetry.trace import SpanKind, format_trace_id
from tracing import ask, tracer

with tracer.start_as_current_span("ask for help with billing", kind=SpanKind.CLIENT) as span:
    print(format_trace_id(span.get_span_context().trace_id))
    print(ask("agent-1-main", sys.argv[1]))
