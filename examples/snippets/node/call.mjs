import { context, propagation } from "@opentelemetry/api";
import OpenAI from "openai";
import { provider, tracer } from "./tracing.mjs";

const client = new OpenAI();

await tracer.startActiveSpan("answer the customer", async (span) => {
  try {
    const headers = { "x-session-id": "conversation-17" };
    propagation.inject(context.active(), headers);
    const completion = await client.chat.completions.create(
      { model: "demo", messages: [{ role: "user", content: "Where is my order?" }] },
      { headers },
    );
    console.log(completion.choices[0].message.content);
  } finally {
    span.end();
  }
});

// Sends the spans that still wait.
await provider.shutdown();
