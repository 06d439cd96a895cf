import { createServer } from "node:http";
import { context, propagation, SpanKind } from "@opentelemetry/api";
import { provider, tracer } from "./tracing.mjs";

const server = createServer((request, response) => {
  const caller = propagation.extract(context.active(), request.headers);
  tracer.startActiveSpan("take the order query", { kind: SpanKind.SERVER }, caller, async (span) => {
    try {
      const headers = {};
      propagation.inject(context.active(), headers);
      const answer = await fetch(process.env.NEXT_URL, { headers });
      response.writeHead(answer.status).end(await answer.text());
    } finally {
      span.end();
    }
  });
});
server.listen(Number(process.env.PORT), "127.0.0.1");

process.on("SIGTERM", async () => {
  await provider.shutdown();
  process.exit();
});
