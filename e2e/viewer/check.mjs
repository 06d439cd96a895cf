// Drives the trace viewer in a browser and says what it saw. Usage: check.mjs <url> <key> <chromium> <images>
import assert from 'node:assert/strict';
import {mkdir} from 'node:fs/promises';
import {chromium} from 'playwright-core';
import {plainTrace, supportTrace} from './example.mjs';
import {checkSessions} from './sessions.mjs';

const [url, key, executablePath, images] = process.argv.slice(2);
const headers = {'content-type': 'application/json', authorization: `Bearer ${key}`};
const SUPPORT = '4bf92f3577b34da6a3ce929d0e0e4736';
const SHORT = '7a3ce929d0e0e47364bf92f3577b34d1';
const EVIL = '0af7651916cd43dd8448eb211c80319c';

let failed = 0;

async function fact(name, check) {
  try {
    await check();
    console.log(`passed  viewer: ${name}`);
  } catch (problem) {
    failed++;
    console.log(`failed  viewer: ${name}: ${problem.message}`);
  }
}

async function send(trace) {
  const answer = await fetch(`${url}/v1/traces`, {method: 'POST', headers, body: JSON.stringify(trace)});
  assert.equal(answer.status, 200, await answer.text());
}

async function call(prompt, more = {}) {
  const body = JSON.stringify({model: 'demo', messages: [{role: 'user', content: prompt}], ...more});
  const answer = await fetch(`${url}/v1/chat/completions`, {method: 'POST', headers, body});
  await answer.text();
}

const browser = await chromium.launch({executablePath, args: ['--no-sandbox']});
const context = await browser.newContext({viewport: {width: 1280, height: 900}, colorScheme: 'light'});
const page = await context.newPage();
page.setDefaultTimeout(20_000);

const requests = [];
const complaints = [];
page.on('request', request => requests.push(request.url()));
page.on('pageerror', error => complaints.push(String(error)));
page.on('console', message => message.type() === 'error' && complaints.push(message.text()));
page.on('dialog', dialog => { complaints.push('a dialog: ' + dialog.message()); return dialog.dismiss(); });

const listed = page.locator('#listed li');
const rows = page.locator('#spans li');
const chosenRow = page.locator('#spans li[aria-selected=true]');
const details = page.locator('#details');
const press = async (...keys) => { for (const one of keys) await page.keyboard.press(one); };

await fact('without the key nothing is shown', async () => {
  const answer = await page.goto(`${url}/traces`);
  assert.equal(answer.status(), 401);
  complaints.length = 0;
});

await fact('the key is wanted once, and leaves the address', async () => {
  await page.goto(`${url}/traces?key=${key}`);
  assert.equal(page.url(), `${url}/traces`);
  await page.locator('#none').waitFor();
});

await fact('a call through Lintel appears by itself', async () => {
  await call('Hello');
  await listed.filter({hasText: 'POST /v1/chat/completions'}).waitFor();
});

await fact('what another service sends appears by itself, newest first', async () => {
  await call('Hello [status 500]');
  await send(plainTrace(EVIL, Date.now(), 'evil', '<img src=x onerror=alert(1)><script>alert(2)</script>'));
  await send(supportTrace(SUPPORT, Date.now() - 3900));
  await listed.first().filter({hasText: 'POST /tickets'}).waitFor();
  assert.match(await listed.first().innerText(), /support-desk, lintel, orders/);
  assert.match(await listed.first().innerText(), /3601 → 180 tokens/);
});

await fact('names with markup are text', async () => {
  await listed.filter({hasText: '<img src=x'}).click();
  await page.locator('h2', {hasText: '<script>alert(2)</script>'}).waitFor();
  assert.equal(await page.locator('main img, main script').count(), 0);
});

await fact('a click opens the waterfall', async () => {
  await listed.filter({hasText: 'POST /tickets'}).click();
  await rows.nth(19).waitFor();
  assert.equal(await rows.count(), 20);
  assert.equal(page.url(), `${url}/traces/${SUPPORT}`);
});

await fact('bars stand where their time is', async () => {
  const lane = await rows.first().locator('.lane').boundingBox();
  const bar = await rows.filter({hasText: 'execute_tool'}).locator('.bar').boundingBox();
  assert.ok(Math.abs((bar.x - lane.x) / lane.width - 1900 / 3900) < 0.01);
  assert.ok(Math.abs(bar.width / lane.width - 650 / 3900) < 0.01);
});

await fact('the first chunk is a mark on the bar', async () => {
  assert.equal(await page.locator('#spans .mark').count(), 3);
});

await fact('errors and cancelled spans look like it', async () => {
  assert.equal(await page.locator('#spans li.error').count(), 1);
  assert.equal(await page.locator('#spans li.cancelled').count(), 3);
  const color = selector => page.locator(selector).first().evaluate(bar => getComputedStyle(bar).backgroundColor);
  assert.equal(await color('li.error .bar'), 'rgb(207, 42, 42)');
  assert.equal(await color('#spans li.cancelled .bar'), 'rgb(139, 148, 161)');
});

await fact('gaps are seen', async () => {
  assert.equal(await rows.filter({hasText: '412 → 38 tokens'}).locator('.gap').count(), 1);
  assert.equal(await rows.filter({hasText: '802 ms'}).locator('.gap').count(), 0);
});

await fact('a click on a span shows its attributes and events', async () => {
  await page.locator('#spans li.error').click();
  await details.getByText('rate limited').first().waitFor();
  assert.match(await details.innerText(), /http\.response\.status_code/);
  assert.match(await details.innerText(), /Event exception/);
});

await fact('the picture in light', async () => {
  await rows.filter({hasText: 'chat gpt-4o-mini'}).nth(1).click();
  await page.selectOption('[name=service]', 'lintel');
  await page.waitForFunction(() => document.querySelectorAll('#listed li').length === 3);
  await mkdir(images, {recursive: true});
  await page.screenshot({path: `${images}/waterfall.png`});
});

await fact('dark is another picture', async () => {
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await paper();
  await page.emulateMedia({colorScheme: 'dark'});
  assert.notEqual(await paper(), light);
  await page.screenshot({path: `${images}/waterfall-dark.png`});
  await page.emulateMedia({colorScheme: 'light'});
  await page.getByText('Clear').click();
  await listed.nth(3).waitFor();
  await page.locator('#spans').focus();
});

await fact('escape goes back step by step', async () => {
  await press('Escape');
  await details.waitFor({state: 'hidden'});
  await press('Escape', 'Escape');
  await page.locator('#trace').waitFor({state: 'hidden'});
  assert.equal(page.url(), `${url}/traces`);
});

await fact('arrows and enter walk through traces and spans', async () => {
  await press('ArrowDown');
  await rows.nth(19).waitFor();
  await press('Enter');
  assert.match(await chosenRow.innerText(), /POST \/tickets/);
  await press('ArrowDown');
  assert.match(await chosenRow.innerText(), /triage/);
  await press('ArrowLeft');
  assert.equal(await rows.count(), 16);
  await press('ArrowRight');
  assert.equal(await rows.count(), 20);
  await press('Enter');
  await details.getByText('gen_ai.agent.name').waitFor();
  await press('ArrowDown');
  await details.getByText('http.response.status_code').waitFor();
  await press('ArrowUp', 'ArrowUp', 'ArrowUp', 'Escape', 'Escape', 'ArrowDown');
  await page.locator('h2', {hasText: '<img'}).waitFor();
});

await fact('a slash searches', async () => {
  await press('/');
  await page.keyboard.type('SEARCH_orders');
  await page.waitForFunction(() => document.querySelectorAll('#listed li').length === 1);
  assert.match(await listed.first().innerText(), /POST \/tickets/);
  assert.match(page.url(), /q=SEARCH_orders/);
  await page.getByText('Clear').click();
  await listed.nth(3).waitFor();
});

for (const [name, choose, expected] of [
  ['service', () => page.selectOption('[name=service]', 'orders'), 'POST /tickets'],
  ['model', () => page.selectOption('[name=model]', 'gpt-4o-mini'), 'POST /tickets'],
  ['attribute', () => page.fill('[name=where]', 'gen_ai.tool.name=search_*'), 'POST /tickets'],
]) {
  await fact(`traces are filtered by ${name}`, async () => {
    await choose();
    await page.waitForFunction(() => document.querySelectorAll('#listed li').length === 1);
    assert.match(await listed.first().innerText(), new RegExp(expected));
    await page.getByText('Clear').click();
    await listed.nth(3).waitFor();
  });
}

// Only one of them takes less: the demo provider waits for longer before it answers.
await fact('traces are filtered by duration', async () => {
  await page.fill('[name=min_duration]', '31ms');
  await page.waitForFunction(() => document.querySelectorAll('#listed li').length === 3);
  assert.equal(await listed.filter({hasText: '<img'}).count(), 0);
  await page.getByText('Clear').click();
  await listed.nth(3).waitFor();
});

await fact('traces are filtered by status', async () => {
  await page.selectOption('[name=status]', 'error');
  await page.waitForFunction(() => document.querySelectorAll('#listed li').length === 2
      && document.querySelectorAll('#listed li.error').length === 2);
  await page.getByText('Clear').click();
  await listed.nth(3).waitFor();
});

await fact('a filter that cannot be is told, and does no harm', async () => {
  await page.fill('[name=min_duration]', 'long');
  await page.locator('#state', {hasText: 'is not a duration such as'}).waitFor();
  await page.getByText('Clear').click();
  await page.waitForFunction(() => document.getElementById('state').textContent === '');
  assert.equal(complaints.filter(complaint => !complaint.includes('400')).length, 0);
  complaints.length = 0;
});

await fact('an open trace grows as its spans come', async () => {
  const late = plainTrace(SUPPORT, Date.now() - 3000, 'late-service', 'came later');
  late.resourceSpans[0].scopeSpans[0].spans[0].spanId = 'f'.repeat(16);
  await listed.filter({hasText: 'POST /tickets'}).click();
  await rows.nth(19).waitFor();
  await send(late);
  await rows.filter({hasText: 'came later'}).waitFor();
});

await fact('an address with a trace and a filter opens both', async () => {
  await page.goto(`${url}/traces/${SUPPORT}?service=orders`);
  await rows.nth(20).waitFor();
  assert.equal(await page.inputValue('[name=service]'), 'orders');
});

await fact('a terminal gets the tree', async () => {
  const answer = await fetch(`${url}/traces/${SUPPORT}`, {headers: {authorization: headers.authorization}});
  assert.match(await answer.text(), /support-desk: POST \/tickets/);
});

for (const [length, width] of [[30, 1280], [30, 820], [0.0021, 1280], [2900, 400], [200000, 640]]) {
  await fact(`times of ${length} ms do not overlap on an axis in ${width} pixels`, async () => {
    await page.setViewportSize({width, height: 900});
    await send(plainTrace(SHORT, Date.now(), 'short', `took ${length}`, length));
    await page.goto(`${url}/traces/${SHORT}`);
    await page.locator('h2', {hasText: `took ${length}`}).waitFor();
    const ticks = await page.locator('#ruler .scale span:visible').all();
    assert.ok(ticks.length >= 2 && ticks.length <= 5, `${ticks.length} ticks`);
    const right = await page.locator('#trace').evaluate(pane => pane.getBoundingClientRect().right);
    let before = 0;
    for (const tick of ticks) {
      const box = await tick.boundingBox();
      assert.ok(box.x >= before, `${await tick.innerText()} begins at ${box.x}, and the one before ends at ${before}`);
      before = box.x + box.width;
    }
    assert.ok(before <= right, `the last ends at ${before} of ${right}`);
  });
}

await checkSessions({page, url, headers, fact, send, images});

await fact('the page has loaded nothing from elsewhere, and complained of nothing', async () => {
  assert.deepEqual(requests.filter(requested => !requested.startsWith(url + '/') && !requested.startsWith('data:')), []);
  assert.deepEqual(complaints, []);
});

await browser.close();
process.exit(failed ? 1 : 0);
