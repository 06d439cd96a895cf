// Drives Lintel with OpenAI's official Node client while a provider is killed and started again, and with keys that have limits.
//
// usage: client.mjs BASE_URL DIRECTORY
//
// Touches node.ready in the directory, begins when there is a file `begin`, and calls until there is one `over`.

import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import OpenAI, { RateLimitError } from "openai";

const [baseURL, directory] = process.argv.slice(2);
const question = { model: "steady", messages: [{ role: "user", content: "Say hello." }] };
const CHUNKS = 10;

const completions = (apiKey, maxRetries = 0) =>
  new OpenAI({ baseURL, apiKey, maxRetries, timeout: 30_000 }).chat.completions;

async function refused(key, retries) {
  try {
    await completions(key, retries).create(question);
  } catch (error) {
    assert.ok(error instanceof RateLimitError, `${error}`);
    assert.equal(error.code, "rate_limit_exceeded");
    return error;
  }
  assert.fail("no error");
}

async function chunksOf(stream) {
  let chunks = 0;
  try {
    for await (const _ of stream) chunks += 1;
  } catch {
    // It had begun: what is there can not be taken back.
    assert.ok(chunks > 0, "a stream broke before anything of it was there");
    return;
  }
  assert.equal(chunks, CHUNKS, `a clean end after ${chunks} chunks`);
}

const checks = {
  "a key beyond its limit is a rate limit error that says when to come back": async () => {
    for (let i = 0; i < 2; i++) {
      const completion = await completions("limited-node").create(question);
      assert.equal(completion.choices[0].message.content, "hello");
    }
    const seconds = Number((await refused("limited-node", 0)).headers.get("retry-after"));
    assert.ok(seconds >= 1 && seconds <= 60, `retry-after is ${seconds}`);
  },

  "what could never pass is not tried again": () => refused("narrow-node", 2),

  "every call is answered by either provider and no broken stream is taken for a whole one": async () => {
    const steady = completions("steady");
    const models = new Set();
    while (!existsSync(`${directory}/over`)) {
      models.add((await steady.create(question)).model);
      await chunksOf(await steady.create({ ...question, stream: true }));
    }
    assert.deepEqual([...models].sort(), ["model-a", "model-b"]);
  },
};

writeFileSync(`${directory}/node.ready`, "");
while (!existsSync(`${directory}/begin`)) await setTimeout(50);
for (const [fact, check] of Object.entries(checks)) {
  try {
    await check();
    console.log(`passed  node: ${fact}`);
  } catch (fault) {
    process.exitCode = 1;
    console.log(`failed  node: ${fact}: ${fault.name}: ${fault.message.split("\n")[0]}`);
  }
}
