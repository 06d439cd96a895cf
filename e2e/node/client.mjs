// Drives Lintel with the official Node client of OpenAI.
//
// usage: client.mjs BASE_URL TRACEPARENT

import assert from "node:assert/strict";
import OpenAI, { BadRequestError, RateLimitError } from "openai";

const [baseURL, traceparent] = process.argv.slice(2);
const traceId = traceparent.split("-")[1];
const client = new OpenAI({
  baseURL,
  apiKey: "unused",
  maxRetries: 0,
  timeout: 30_000,
  defaultHeaders: { traceparent },
});
const question = { model: "demo", messages: [{ role: "user", content: "Say hello." }] };

function assertTraced(headers) {
  const answered = headers.get("traceresponse");
  assert.equal(answered?.split("-")[1], traceId, `traceresponse is ${answered}`);
}

async function traced(call) {
  const { data, response } = await call.withResponse();
  assertTraced(response.headers);
  return data;
}

function streamed(body, options) {
  return traced(client.chat.completions.create({ ...question, stream: true, ...body }, options));
}

async function collected(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

function assertWhole(chunks) {
  const choices = chunks.flatMap((chunk) => chunk.choices);
  assert.ok(choices.length > 2, `${choices.length} chunks`);
  assert.ok(choices.map((choice) => choice.delta.content ?? "").join(""), "no content");
  assert.equal(choices.at(-1).finish_reason, "stop");
}

const checks = {
  "models contain demo": async () => {
    const models = await traced(client.models.list());
    assert.ok(models.data.some((model) => model.id === "demo"), JSON.stringify(models.data));
  },

  "a completion has content and usage": async () => {
    const completion = await traced(client.chat.completions.create(question));
    assert.ok(completion.choices[0].message.content, "no content");
    assert.ok(completion.usage.total_tokens > 0, JSON.stringify(completion.usage));
  },

  "a stream comes in chunks without usage": async () => {
    const chunks = await collected(await streamed());
    assertWhole(chunks);
    assert.ok(!chunks.some((chunk) => chunk.usage), "usage that was not asked for");
  },

  "a stream ends with the usage it asked for": async () => {
    const chunks = await collected(await streamed({ stream_options: { include_usage: true } }));
    assertWhole(chunks);
    assert.ok(chunks.at(-1).usage?.total_tokens > 0, `usage is ${JSON.stringify(chunks.at(-1).usage)}`);
  },

  "a missing model is a bad request": async () => {
    await assert.rejects(client.post("/chat/completions", { body: { messages: question.messages } }), (error) => {
      assert.ok(error instanceof BadRequestError, `${error}`);
      assertTraced(error.headers);
      assert.ok(error.type && error.error.message && "code" in error.error, JSON.stringify(error.error));
      return true;
    });
  },

  "the provider's 429 is a rate limit error": async () => {
    const call = client.chat.completions.create(question, { headers: { "x-demo": "status 429" } });
    await assert.rejects(call, (error) => {
      assert.ok(error instanceof RateLimitError, `${error}`);
      assertTraced(error.headers);
      return true;
    });
  },

  "a broken stream is an error": async () => {
    const stream = await streamed({}, { headers: { "x-demo": "break 2" } });
    await assert.rejects(collected(stream), "a clean end");
  },
};

for (const [fact, check] of Object.entries(checks)) {
  try {
    await check();
    console.log(`passed  node: ${fact}`);
  } catch (fault) {
    process.exitCode = 1;
    console.log(`failed  node: ${fact}: ${fault.name}: ${fault.message.split("\n")[0]}`);
  }
}
