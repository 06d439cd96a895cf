// Agent 3 knows the orders, and asks the inventory. It is in another language than the others, and streams.

import { createServer } from "node:http";
import { json } from "node:stream/consumers";
import { context, propagation, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { detectResources, envDetector } from "@opentelemetry/resources";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import OpenAI from "openai";

// The service's name and where its spans go stand in the environment: OTEL_SERVICE_NAME, OTEL_EXPORTER_OTLP_ENDPOINT.
const provider = new NodeTracerProvider({
  resource: detectResources({ detectors: [envDetector] }),
  spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
});
provider.register();
const tracer = trace.getTracer("customer-support");

// Lintel has the provider's key; the client only insists on having one.
const client = new OpenAI({ baseURL: `${process.env.LINTEL_URL}/v1`, apiKey: "unused" });

async function takeOrderQuery(question, agent1) {
  const item = await traced("take the order query", SpanKind.SERVER, agent1, () =>
    askModel("Say in one sentence which order is meant.", question),
  );
  return traced("ask inventory", SpanKind.CLIENT, agent1, async () => {
    const goods = await askModel("Name the goods of the order.", item);
    return ask(process.env.INVENTORY_URL, goods);
  });
}

function traced(name, kind, parent, work) {
  return tracer.startActiveSpan(name, { kind }, parent, async (span) => {
    try {
      return await work();
    } catch (fault) {
      span.recordException(fault);
      span.setStatus({ code: SpanStatusCode.ERROR, message: fault.message });
      throw fault;
    } finally {
      span.end();
    }
  });
}

// The headers that hand the current span on as a parent.
function headersOfCurrentSpan() {
  const headers = {};
  propagation.inject(context.active(), headers);
  return headers;
}

async function askModel(instruction, question) {
  const stream = await client.chat.completions.create(
    {
      model: process.env.MODEL,
      messages: [
        { role: "system", content: instruction },
        { role: "user", content: question },
      ],
      stream: true,
    },
    { headers: headersOfCurrentSpan() },
  );
  let text = "";
  for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? "";
  return text;
}

async function ask(address, question) {
  const answer = await fetch(address, {
    method: "POST",
    headers: { "content-type": "application/json", ...headersOfCurrentSpan() },
    body: JSON.stringify({ question }),
  });
  if (!answer.ok) throw new Error(`${address} answers ${answer.status}`);
  return (await answer.json()).answer;
}

const server = createServer(async (request, response) => {
  const caller = propagation.extract(context.active(), request.headers);
  try {
    const { question } = await json(request);
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ answer: await takeOrderQuery(question, caller) }));
  } catch (fault) {
    console.error(fault);
    response.writeHead(500).end(JSON.stringify({ error: fault.message }));
  }
});
server.listen(Number(process.env.PORT), "127.0.0.1");

// An orderly exit sends the spans that still wait.
process.on("SIGTERM", async () => {
  await provider.shutdown();
  process.exit();
});
