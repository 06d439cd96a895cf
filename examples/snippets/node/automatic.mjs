import { registerInstrumentations } from "@opentelemetry/instrumentation";
import { UndiciInstrumentation } from "@opentelemetry/instrumentation-undici";
import OpenAI from "openai";
import { provider, tracer } from "./tracing.mjs";

// For Node's own fetch, which the OpenAI client uses too.
registerInstrumentations({ instrumentations: [new UndiciInstrumentation()] });

await tracer.startActiveSpan("answer the customer", async (span) => {
  try {
    const stock = await fetch(process.env.NEXT_URL);
    const completion = await new OpenAI().chat.completions.create({
      model: "demo",
      messages: [{ role: "user", content: `Is it there? ${await stock.text()}` }],
    });
    console.log(completion.choices[0].message.content);
  } finally {
    span.end();
  }
});

await provider.shutdown();
