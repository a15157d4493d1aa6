// The example shop for Cashfree as its own process: paid, failed, left, and what it refuses.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';
import type { FrameLocator, Page } from 'playwright-core';
import { openTab, SKIP_REASON } from '../support/browser.ts';
import { type Answered, ask, KEY } from '../support/server.ts';
import { awaitWords, openStage, payByUpi, press, SECRET, type Stage } from './stage.ts';

const root = path.resolve(import.meta.dirname, '../..');

type Example = {
  readonly url: string;
  readonly stop: () => Promise<void>;
};

/** In a folder of its own, where `cashfree-pg` is what npm would have put there. */
async function startExample(stage: Stage): Promise<Example> {
  const folder = mkdtempSync(path.join(tmpdir(), 'dubash-shop-'));
  for (const name of ['server.mjs', 'package.json']) {
    copyFileSync(path.join(root, 'examples/cashfree', name), path.join(folder, name));
  }
  mkdirSync(path.join(folder, 'node_modules'));
  const sdk = path.join(root, 'node_modules/cashfree-pg-6');
  symlinkSync(sdk, path.join(folder, 'node_modules/cashfree-pg'), 'dir');
  const child: ChildProcess = spawn(process.execPath, ['server.mjs'], {
    cwd: folder,
    env: {
      CASHFREE_BASE_URL: `${stage.server.url}/pg`,
      CASHFREE_SCRIPT_URL: `${stage.server.url}/js/v3/cashfree.js`,
      CASHFREE_CLIENT_ID: KEY,
      CASHFREE_CLIENT_SECRET: SECRET,
      PORT: '0',
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(child, 'exit');
  if (child.stdout === null) throw new Error('the shop has no output');
  const [url] = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    ended.then(([code]) => Promise.reject(new Error(`the shop ended with ${code}`))),
  ]);
  return {
    url: String(url),
    stop: async () => {
      child.kill();
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

type Event = {
  readonly type: string;
  readonly order: string;
  readonly payment?: Readonly<Record<string, unknown>>;
  readonly refund?: Readonly<Record<string, unknown>>;
};

let stage: Stage;
let shop: Example;

/** What the shop was told of an order, once everything due was sent. */
async function eventsOf(order: string): Promise<readonly Event[]> {
  assert.equal((await stage.post('/sandbox/settle', {})).status, 200);
  const { json } = await ask(`${shop.url}/events`);
  return (json as Event[]).filter((event) => event.order === order);
}

const typesOf = async (order: string) => (await eventsOf(order)).map(({ type }) => type);

/** Buys in a tab of its own; resolves to the order's id. */
async function buy(button: string, act: (page: Page) => Promise<void>): Promise<string> {
  const tab = await openTab(stage.browser, [stage.server.url, shop.url]);
  try {
    const { page, complaints } = tab;
    // Read on its way: the page that asked for it may be gone a moment later.
    let order = '';
    await page.route(`${shop.url}/orders`, async (route) => {
      const response = await route.fetch();
      ({ order_id: order } = (await response.json()) as { order_id: string });
      await route.fulfill({ response });
    });
    await page.goto(shop.url);
    await press(page, button);
    await act(page);
    assert.deepEqual(complaints, []);
    assert.match(order, /^shoes_/);
    return order;
  } finally {
    await tab.close();
  }
}

const OVERLAY = '[data-checkout-overlay]';
const frameOf = (page: Page): FrameLocator => page.frameLocator(`${OVERLAY} iframe`);
const [HERE, AWAY] = ['Buy here', 'Buy on the payment page'];

async function awaitHeading(page: Page, name: string): Promise<void> {
  await page.waitForURL(`${shop.url}/return?order_id=*`);
  await page.getByRole('heading', { name }).waitFor();
}

async function goBack(page: Page): Promise<void> {
  await page.getByText(/^(Continue|Return) to /).click();
}

const statusOf = async (id: string): Promise<number> =>
  (await ask(`${shop.url}/return?order_id=${encodeURIComponent(id)}`)).status;

describe('the Cashfree shop', { skip: SKIP_REASON, concurrency: 3 }, () => {
  before(async () => {
    stage = await openStage();
    shop = await startExample(stage);
  });
  after(async () => {
    await shop?.stop();
    await stage?.close();
  });

  test('paid in the modal: the page is told, then the server', async () => {
    const order = await buy(HERE, async (page) => {
      await payByUpi(frameOf(page), 'success@upi');
      await awaitWords(frameOf(page), 'Payment received');
      await awaitHeading(page, 'Thank you');
    });
    const [event, ...more] = await eventsOf(order);
    assert.equal(event?.type, 'PAYMENT_SUCCESS_WEBHOOK');
    assert.equal(event.payment?.['payment_amount'], 500.5);
    assert.deepEqual(more, []);
  });

  test('failed in the modal, then paid: both are told', async () => {
    const order = await buy(HERE, async (page) => {
      await payByUpi(frameOf(page), 'failure@upi');
      await awaitWords(frameOf(page), 'The bank declined this payment.');
      await payByUpi(frameOf(page), 'success@upi');
      await awaitHeading(page, 'Thank you');
    });
    const types = await typesOf(order);
    assert.deepEqual(types.sort(), ['PAYMENT_FAILED_WEBHOOK', 'PAYMENT_SUCCESS_WEBHOOK']);
  });

  test('left in the modal: by its cross nothing happened, by our Cancel it dropped', async () => {
    const closed = await buy(HERE, async (page) => {
      await frameOf(page).getByRole('radio', { name: /^UPI/ }).waitFor();
      await press(page, 'Close payment');
      await awaitWords(page, 'The customer closed the checkout');
      assert.equal(await page.locator(OVERLAY).count(), 0);
    });
    assert.deepEqual(await typesOf(closed), []);
    const left = await buy(HERE, async (page) => {
      await press(frameOf(page), /^Cancel/);
      await awaitWords(page, 'The customer closed the checkout');
    });
    assert.deepEqual(await typesOf(left), ['PAYMENT_USER_DROPPED_WEBHOOK']);
  });

  test('on the payment page: paid', async () => {
    const order = await buy(AWAY, async (page) => {
      await page.waitForURL(`${stage.server.url}/pay/**`);
      await payByUpi(page, 'success@upi');
      await goBack(page);
      await awaitHeading(page, 'Thank you');
    });
    assert.deepEqual(await typesOf(order), ['PAYMENT_SUCCESS_WEBHOOK']);
  });

  test('on the payment page: failed and left, cancelled, pending', async () => {
    const ends: readonly (readonly [(page: Page) => Promise<void>, readonly string[]])[] = [
      [
        async (page) => {
          await payByUpi(page, 'failure@upi');
          await awaitWords(page, 'The bank declined this payment.');
          await press(page, /^Cancel/);
        },
        ['PAYMENT_FAILED_WEBHOOK'],
      ],
      [(page) => press(page, /^Cancel/), ['PAYMENT_USER_DROPPED_WEBHOOK']],
      [(page) => payByUpi(page, 'pending@upi'), []],
    ];
    for (const [act, types] of ends) {
      const order = await buy(AWAY, async (page) => {
        await page.waitForURL(`${stage.server.url}/pay/**`);
        await act(page);
        await goBack(page);
        await awaitHeading(page, 'Not paid');
        await awaitWords(page, 'is ACTIVE.');
      });
      assert.deepEqual(await typesOf(order), types);
    }
  });

  test('the shop refuses a flipped byte, on the way back and in a webhook', async () => {
    const order = await buy(AWAY, async (page) => {
      await payByUpi(page, 'success@upi');
      await goBack(page);
      await awaitHeading(page, 'Thank you');
    });
    assert.equal(await statusOf(order), 200);
    assert.equal(await statusOf(order.replace(/.$/, (last) => (last === '0' ? '1' : '0'))), 404);

    const { request } = await webhookOf(order);
    const post = (headers: Readonly<Record<string, string>>, body: string): Promise<Answered> =>
      ask(`${shop.url}/webhook`, { method: 'POST', headers, body });
    assert.equal((await post(request.headers, request.body)).status, 200, 'as it was sent');
    const flipped = request.body.replace('500.50', '500.51');
    assert.notEqual(flipped, request.body);
    assert.equal((await post(request.headers, flipped)).status, 400);
    const reprinted = JSON.stringify(JSON.parse(request.body));
    assert.equal((await post(request.headers, reprinted)).status, 400, 'its zeros are signed');
    const later = { ...request.headers, 'x-webhook-timestamp': '1746427759733' };
    assert.equal((await post(later, request.body)).status, 400);
    assert.deepEqual(await typesOf(order), ['PAYMENT_SUCCESS_WEBHOOK'], 'told twice, taken once');
  });
});

/** The webhook of a paid order as it was sent. */
async function webhookOf(order: string) {
  const { store, accounts } = stage.server.app.parts;
  const known = await accounts.find(KEY);
  assert.ok(known);
  const rows = await store.listWebhooks(known.account.id, {}, 0, 100);
  const row = rows.find(({ request }) => request.body.includes(order));
  assert.ok(row?.state === 'delivered');
  return row;
}
