// The example shops for Pine Labs, each as its own process: a customer pays, fails and leaves.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';
import type { Page, Request } from 'playwright-core';
import { openTab, SKIP_REASON } from '../support/browser.ts';
import { addEndpoint, type Hook, openHook, type Taken } from '../support/pinelabs-receiver.ts';
import { ask, KEY } from '../support/server.ts';
import { awaitWords, openStage, payByUpi, press, SECRET, type Stage } from './stage.ts';

type Event = Readonly<Record<string, unknown>>;

type Example = {
  readonly title: string;
  readonly file: string;
  readonly settings: Readonly<Record<string, string>>;
  /** Names of what its orders are told of. */
  readonly paid: string;
  readonly failed: string;
  readonly nameOf: (event: Event) => unknown;
  /** A signed field of the return and one of the webhook, to be forged. */
  readonly forged: readonly [field: string, text: string];
};

const EXAMPLES: readonly Example[] = [
  {
    title: 'version 3',
    file: 'server.mjs',
    settings: { PINELABS_CLIENT_ID: KEY, PINELABS_CLIENT_SECRET: SECRET },
    paid: 'ORDER_PROCESSED',
    failed: 'PAYMENT_FAILED',
    nameOf: (event) => event['event_type'],
    forged: ['status', 'PAYMENT_FAILED'],
  },
  {
    title: 'version 2',
    file: 'v2.mjs',
    settings: {
      PINELABS_MERCHANT_ID: '106598',
      PINELABS_ACCESS_CODE: KEY,
      PINELABS_SECRET: SECRET,
    },
    paid: 'payment.captured',
    failed: 'payment.failed',
    nameOf: (event) => event['event_name'],
    forged: ['amount_in_paisa', '"-7"'],
  },
];

type Shop = { readonly url: string; readonly child: ChildProcess };

async function startExample(stage: Stage, { file, settings }: Example): Promise<Shop> {
  const script = path.resolve(import.meta.dirname, '../../examples/pinelabs', file);
  const child = spawn(process.execPath, [script], {
    env: { ...settings, PINELABS_BASE_URL: stage.server.url, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const [url] = await once(lines, 'line');
  return { url: String(url), child };
}

/** Buys in a tab of its own; returns the form that the browser brought back. */
async function buy(
  stage: Stage,
  shop: Shop,
  act: (page: Page) => Promise<void>,
  ending: string,
): Promise<URLSearchParams> {
  const hosts = [stage.server.url, shop.url];
  const tab = await openTab(stage.browser, hosts, { isHasty: true });
  try {
    const { page } = tab;
    const returns: Request[] = [];
    page.on('request', (request) => {
      if (request.url() === `${shop.url}/return`) returns.push(request);
    });
    await page.goto(shop.url);
    await press(page, 'Buy for ₹500.50');
    await page.waitForURL(`${stage.server.url}/pay/**`);
    await act(page);
    await page.waitForURL(`${shop.url}/return`);
    await page.getByRole('heading', { name: ending }).waitFor();
    assert.deepEqual(tab.complaints, []);
    assert.equal(returns.length, 1);
    return new URLSearchParams(returns[0]?.postData() ?? '');
  } finally {
    await tab.close();
  }
}

// The page says how it went and returns by itself, so what it says is left to other tests.
const paySuccessfully = (page: Page): Promise<void> => payByUpi(page, 'success@upi');
const leaveAtOnce = (page: Page): Promise<void> => press(page, /^Cancel/);

async function failAndLeave(page: Page): Promise<void> {
  await payByUpi(page, 'failure@upi');
  await awaitWords(page, 'The bank declined this payment.');
  await press(page, /^Cancel/);
}

async function leavePending(page: Page): Promise<void> {
  await payByUpi(page, 'pending@upi');
  await awaitWords(page, 'Payment pending');
  await page.getByRole('link', { name: /^Return to / }).click();
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

async function postReturn(shop: Shop, fields: URLSearchParams): Promise<number> {
  const sent = { headers: FORM, body: fields.toString() };
  return (await ask(`${shop.url}/return`, sent)).status;
}

async function postWebhook(shop: Shop, { headers }: Taken, body: string): Promise<number> {
  const signed = Object.entries(headers).filter(([name]) => /^(webhook-|content-type)/.test(name));
  return (await ask(`${shop.url}/webhook`, { headers: Object.fromEntries(signed), body })).status;
}

async function eventsOf(stage: Stage, shop: Shop): Promise<readonly Event[]> {
  const settled = await stage.post('/sandbox/settle', {});
  assert.equal(settled.status, 200, settled.text);
  return (await ask(`${shop.url}/events`)).json as Event[];
}

/** The text with one bit of one character turned over. */
function flip(text: string, at: number): string {
  const turned = String.fromCodePoint((text.codePointAt(at) ?? 0) ^ 1);
  return text.slice(0, at) + turned + text.slice(at + 1);
}

for (const example of EXAMPLES) {
  describe(`the example shop, ${example.title}`, { skip: SKIP_REASON }, () => {
    const { paid, failed, nameOf, forged } = example;
    let stage: Stage;
    let shop: Shop;
    let hook: Hook;
    before(async () => {
      stage = await openStage();
      shop = await startExample(stage, example);
      hook = await openHook();
      for (const url of [`${shop.url}/webhook`, hook.url]) {
        await addEndpoint(stage.server, KEY, { url });
      }
    });
    after(async () => {
      await hook?.close();
      shop?.child.kill();
      await stage?.close();
    });

    test('a payment comes back, is believed, and the webhook arrives', async () => {
      const back = await buy(stage, shop, paySuccessfully, 'Thank you');
      const names = (await eventsOf(stage, shop)).map(nameOf);
      assert.ok(names.includes(paid), names.join());
      assert.equal(await postReturn(shop, back), 200);
      const [field] = forged;
      back.set(field, flip(back.get(field) ?? '', 0));
      assert.equal(await postReturn(shop, back), 400, 'a forged return');
    });

    test('a failure, a cancellation and a payment that waits are told apart', async () => {
      await Promise.all([
        buy(stage, shop, failAndLeave, 'Not paid'),
        buy(stage, shop, leaveAtOnce, 'Not paid'),
        buy(stage, shop, leavePending, 'Waiting for your bank'),
      ]);
      const names = (await eventsOf(stage, shop)).map(nameOf);
      assert.ok(names.includes(failed), names.join());
    });

    test('a forged webhook is not believed, the same one unforged is', async () => {
      await eventsOf(stage, shop);
      const [, text] = forged;
      const genuine = hook.taken.find(({ body }) => body.includes(text));
      assert.ok(genuine);
      const at = genuine.body.indexOf(text) + 1;
      const before = await eventsOf(stage, shop);
      assert.equal(await postWebhook(shop, genuine, flip(genuine.body, at)), 401);
      assert.deepEqual(await eventsOf(stage, shop), before);
      assert.equal(await postWebhook(shop, genuine, genuine.body), 200);
      assert.equal((await eventsOf(stage, shop)).length, before.length + 1);
    });
  });
}
