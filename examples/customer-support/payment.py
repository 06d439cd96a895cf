"""The payment provider, another company's service."""

from door import serve
from opentelemetry.trace import SpanKind
from tracing import tracer


def verify(matter, caller):
    with tracer.start_as_current_span("verify the payment", context=caller, kind=SpanKind.SERVER) as span:
        span.set_attribute("payment.status", "settled")
        return "Order 4711 was paid once; the second charge is a reservation that lapses tomorrow."


serve(verify)
