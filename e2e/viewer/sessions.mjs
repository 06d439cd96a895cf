// What the page shows of sessions and of conversations.
import assert from 'node:assert/strict';
import {LONG, LOOKED_UP, MARKUP, ODD, turnTrace} from './example.mjs';

const TRACE = 'a1b2c3d4e5f60718293a4b5c6d7e8f';
const SHOP = 'shop/8123';
const EVIL = '<b>late</b> & 100%/../x';

export async function checkSessions({page, url, headers, fact, send, images}) {
  const listed = page.locator('#listed li');
  const turns = page.locator('#turns li');
  const rows = page.locator('#spans li');
  const details = page.locator('#details');
  const messages = details.locator('.message');
  const press = async (...keys) => { for (const one of keys) await page.keyboard.press(one); };
  const inBothLights = async name => {
    await page.screenshot({path: `${images}/${name}.png`});
    await page.emulateMedia({colorScheme: 'dark'});
    await page.screenshot({path: `${images}/${name}-dark.png`});
    await page.emulateMedia({colorScheme: 'light'});
  };
  const openChat = async trace => {
    await page.goto(`${url}/traces/${TRACE}${trace}?session=shop/*`);
    await rows.filter({hasText: 'chat gpt-4o-mini'}).click();
    await details.waitFor();
  };

  const start = Date.now() - 60_000;
  await page.setViewportSize({width: 1280, height: 900});
  await send(turnTrace(TRACE + '11', start + 20_000, SHOP, {
    input: 1408, output: 52, cost: 0.2422, content: LOOKED_UP, both: {'lintel.sampling.reason': 'slow', 'lintel.agent.type': 'Explore'}, took: 6400,
  }));
  await send(turnTrace(TRACE + '10', start, SHOP, {content: ODD}));
  await send(turnTrace(TRACE + '12', start + 31_000, SHOP, {
    input: 1500, output: 0, cost: null, failed: 'bad gateway', took: 900, both: {'lintel.sampling.reason': 'error'},
  }));
  await send(turnTrace(TRACE + '30', start + 40_000, 'support-4711', {firstChunk: 0.2, took: 800, both: {'lintel.caller': 'support'}}));
  await send(turnTrace(TRACE + '20', start + 45_000, 'fc5b1d1e-83cf-41b0-9d6e-0d3f6f1f2d34', {cost: 1.5, content: LONG, both: {'lintel.caller': 'team-b'}}));

  await fact('sessions are listed, those with the newest trace first', async () => {
    await page.goto(`${url}/traces`);
    await page.getByRole('link', {name: 'Sessions'}).click();
    await listed.nth(2).filter({hasText: SHOP}).waitFor();
    assert.equal(page.url(), `${url}/traces/sessions`);
    const text = await listed.nth(2).innerText();
    assert.match(text, /31\.90 s/);
    assert.match(text, /team-a · Explore/);
    assert.match(text, /3 turns · 3808 → 112 tokens · USD 0\.242/);
    assert.match(text, /3 errors/);
    assert.match(text, /kept: error/);
    assert.match(text, /kept: slow/);
    assert.match(await listed.nth(0).innerText(), /1 turn · 900 → 60 tokens · USD 1\.5/);
  });

  await fact('a session shows its traces in order', async () => {
    await listed.nth(2).click();
    await turns.nth(2).waitFor();
    assert.equal(page.url(), `${url}/traces/sessions/${encodeURIComponent(SHOP)}`);
    assert.deepEqual(await turns.evaluateAll(items => items.map(item => item.dataset.id.slice(-2))), ['10', '11', '12']);
    const lane = await turns.nth(1).locator('.lane').boundingBox();
    const bar = await turns.nth(1).locator('.bar').boundingBox();
    assert.ok(Math.abs((bar.x - lane.x) / lane.width - 20_000 / 31_900) < 0.01);
    assert.match(await turns.nth(1).innerText(), /kept: slow.*6\.40 s · 1408 → 52 tokens · USD 0\.242/s);
    assert.match(await page.locator('#session-facts').innerText(), /3 turns.*3 traces.*3808 → 112 tokens.*3 errors.*caller team-a/s);
    assert.equal(await page.locator('h2:visible').innerText(), SHOP);
    await inBothLights('session');
  });

  await fact('the picture of sessions', async () => {
    await page.goto(`${url}/traces/sessions`);
    await listed.nth(2).waitFor();
    await inBothLights('sessions');
  });

  await fact('the keyboard walks through a session and back', async () => {
    await press('ArrowDown', 'ArrowDown', 'ArrowDown');
    await turns.nth(2).waitFor();
    await press('Enter', 'ArrowDown');
    assert.equal(await page.locator('#turns li[aria-selected=true]').getAttribute('data-id'), TRACE + '11');
    await press('Enter');
    await rows.nth(2).waitFor();
    assert.equal(page.url(), `${url}/traces/${TRACE}11`);
    await press('Escape');
    await turns.nth(2).waitFor();
    assert.equal(await page.locator('#turns li[aria-selected=true]').getAttribute('data-id'), TRACE + '11');
    await press('Escape', 'Escape');
    await page.locator('#session').waitFor({state: 'hidden'});
    assert.equal(page.url(), `${url}/traces/sessions`);
  });

  await fact('the address of a session opens it, and back leads back', async () => {
    await page.goto(`${url}/traces/sessions/${encodeURIComponent(SHOP)}`);
    await turns.nth(0).click();
    await rows.nth(2).waitFor();
    await page.goBack();
    await turns.nth(2).waitFor();
    assert.equal(await listed.nth(2).getAttribute('aria-selected'), 'true');
  });

  await fact('a trace says its cost, why it was kept, and leads to its session', async () => {
    await page.goto(`${url}/traces/${TRACE}11`);
    await rows.nth(2).waitFor();
    assert.match(await page.locator('#facts').innerText(), /1408 → 52 tokens.*USD 0\.242.*kept: slow/s);
    assert.equal(await page.locator('#spans .kept').count(), 1);
    assert.match(await rows.nth(1).innerText(), /1408 → 52 tokens · USD 0\.242/);
    await page.getByText('session ' + SHOP).click();
    await turns.nth(2).waitFor();
  });

  for (const [name, value, count] of [['session', 'shop/*', 3], ['agent', 'Explore', 1], ['caller', 'team-b', 1]]) {
    await fact(`traces are sought by ${name}`, async () => {
      await page.goto(`${url}/traces`);
      await page.fill(`[name=${name}]`, value);
      await page.waitForFunction(wanted => document.querySelectorAll('#listed li').length === wanted, count);
      assert.match(page.url(), new RegExp(`${name}=`));
    });
  }

  await fact('sessions are sought, too', async () => {
    await page.goto(`${url}/traces/sessions?caller=team-b`);
    await page.waitForFunction(() => document.querySelectorAll('#listed li').length === 1);
    assert.match(await listed.first().innerText(), /fc5b1d1e/);
  });

  await fact('what was said is a conversation, as text', async () => {
    await openChat('11');
    assert.deepEqual(await messages.locator('h5').allInnerTexts(),
        ['system', 'user', 'assistant', 'tool', 'assistant finish reason: stop']);
    assert.match(await messages.nth(1).innerText(), /Where is my order 8123\? It is late\./);
    assert.match(await messages.nth(2).locator('.reasoning').innerText(), /The order has to be looked up first/);
    assert.match(await messages.nth(2).locator('.call').innerText(), /tool call find_order call_1\n\{\n "number": 8123/);
    assert.match(await messages.nth(3).locator('.result').innerText(), /tool result call_1\n\{\n "state": "on its way"/);
    assert.doesNotMatch(await details.locator('dl').allInnerTexts().then(all => all.join()), /gen_ai\.input\.messages/);
  });

  await fact('the picture of a conversation', () => inBothLights('conversation'));

  await fact('the raw JSON is one click away', async () => {
    const raw = details.locator('.raw', {hasText: 'gen_ai.input.messages'});
    assert.equal(await raw.locator('pre').isVisible(), false);
    await raw.locator('summary').click();
    assert.equal(await raw.locator('pre').innerText(), LOOKED_UP['gen_ai.input.messages']);
  });

  await fact('what cannot be read is shown as it is', async () => {
    await openChat('10');
    assert.equal(await details.locator('.message.broken').count(), 2);
    assert.match(await messages.nth(0).innerText(), /gen_ai\.system_instructions, which cannot be read\n+\[\{"type":"text","content":"cut o…/);
    assert.match(await messages.nth(1).innerText(), /user\n+in one piece/);
    assert.match(await messages.nth(2).innerText(), /<i>nobody<\/i>\n+blob\n\{.*image\/png.*bare.*7/s);
    assert.match(await messages.nth(3).innerText(), /no role\n+part\nno message/);
    assert.match(await messages.nth(4).innerText(), /\{"role":"assistant"\}/);
    assert.equal(await page.locator('main i').count(), 0);
  });

  await fact('what would be markup is text, also in the id of a session', async () => {
    await send(turnTrace(TRACE + '40', Date.now(), EVIL, {content: MARKUP}));
    await page.goto(`${url}/traces/sessions/${encodeURIComponent(EVIL)}`);
    await turns.first().click();
    await rows.filter({hasText: 'chat gpt-4o-mini'}).click();
    await page.getByRole('link', {name: 'session ' + EVIL}).waitFor();
    assert.match(await messages.nth(0).innerText(), /<b>bold<\/b> & <img src=x onerror=alert\(3\)>/);
    assert.match(await messages.nth(1).innerText(), /tool call <script>alert\(4\)<\/script>\n<\/pre><b>/);
    assert.equal(await page.locator('main b, main img, main script').count(), 0);
  });

  await fact('of a long conversation the newest is shown', async () => {
    await openChat('20');
    assert.equal(await messages.count(), 500);
    assert.match(await messages.first().innerText(), /line 101/);
    assert.match(await messages.last().innerText(), /line 600/);
    await details.getByText('There is more than is shown here').waitFor();
  });

  await fact('a terminal gets a line of each session', async () => {
    const answer = await fetch(`${url}/traces/sessions?session=shop/*`, {headers: {authorization: headers.authorization}});
    assert.match(await answer.text(), /^shop\/8123 .* 3 traces {2}3 turns .* USD 0\.242 {2}3 errors/);
  });
}
