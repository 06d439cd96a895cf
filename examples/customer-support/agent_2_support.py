"""Agent 2 is the customers' technical support, and asks the company's own."""

from door import serve
from opentelemetry.trace import SpanKind
from tracing import ask, ask_model, tracer


def support(trouble, agent_1):
    with tracer.start_as_current_span("check the account", context=agent_1, kind=SpanKind.SERVER):
        finding = ask_model("Say in one sentence what may be wrong with the account.", trouble)
    with tracer.start_as_current_span("ask tech support", context=agent_1, kind=SpanKind.CLIENT):
        ticket = ask_model("Write a ticket of one sentence.", finding)
        return ask("tech-support", ticket)


serve(support)
