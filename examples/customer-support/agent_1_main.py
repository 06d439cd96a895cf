"""Agent 1 talks to the customer, and has payment, agent 2 and agent 3 help it."""

from door import serve
from opentelemetry.trace import SpanKind
from tracing import ask, ask_model, tracer


def help_customer(question, customer):
    with tracer.start_as_current_span("understand the billing matter", context=customer, kind=SpanKind.SERVER):
        matter = ask_model("Say in one sentence which payment the customer means.", question)
        payment = ask("payment", matter)
        order = ask("agent-3-orders", f"{question} {payment}")
    with tracer.start_as_current_span("hand over to support", context=customer, kind=SpanKind.CLIENT):
        trouble = ask_model("Say in one sentence what the customer cannot do.", question)
        access = ask("agent-2-support", trouble)
    return f"{payment} {order} {access}"


serve(help_customer)
