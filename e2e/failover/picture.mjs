// Takes pictures of a call that a second provider has answered. Usage: picture.mjs <url> <key> <chromium> <images>
import assert from 'node:assert/strict';
import {chromium} from 'playwright-core';

const [url, key, executablePath, images] = process.argv.slice(2);
const ATTEMPTS = 2;

const found = await fetch(`${url}/traces?where=http.request.resend_count=1&where=gen_ai.response.model&limit=1000`, {
  headers: {accept: 'application/json', authorization: `Bearer ${key}`},
});
assert.equal(found.status, 200);
const {traces} = await found.json();
// The SERVER span, the model's, and the attempts.
const trace = traces.find(one => one.span_count === 2 + ATTEMPTS);
assert.ok(trace, `no call of ${ATTEMPTS} attempts among ${traces.length}`);

const browser = await chromium.launch({executablePath, args: ['--no-sandbox']});
for (const colorScheme of ['light', 'dark']) {
  const context = await browser.newContext({viewport: {width: 1280, height: 720}, colorScheme});
  const page = await context.newPage();
  await page.goto(`${url}/traces?key=${key}`);
  await page.goto(`${url}/traces/${trace.trace_id}`);
  const rows = page.locator('#spans li');
  await rows.nth(1 + ATTEMPTS).waitFor();
  await rows.filter({hasText: 'POST'}).nth(1).click();
  await page.locator('#details').waitFor();
  await page.screenshot({path: `${images}/failover${colorScheme === 'dark' ? '-dark' : ''}.png`});
}
await browser.close();
console.log(`failover.png and failover-dark.png show the trace ${trace.trace_id}`);
