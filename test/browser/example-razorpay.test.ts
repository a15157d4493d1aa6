// The example shop for Razorpay as its own process: a customer pays, fails and leaves.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';
import type { Page, Request } from 'playwright-core';
import { open29 } from '../clients/razorpay-client.ts';
import { openTab, SKIP_REASON } from '../support/browser.ts';
import { type Came, type Hook, openHook } from '../support/receiver.ts';
import { ask, KEY } from '../support/server.ts';
import { frameOf, payInside, sell } from './razorpay-page.ts';
import { awaitWords, openStage, press, SECRET, type Stage } from './stage.ts';

const HOOK_SECRET = 'hook_secret_123';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

type Event = {
  readonly id: string;
  readonly event: string;
  readonly payload: { readonly payment: { readonly entity: { readonly order_id: string } } };
};

let stage: Stage;
let hook: Hook;
let shop: { readonly url: string; readonly child: ChildProcess };

async function startExample(): Promise<typeof shop> {
  const script = path.resolve(import.meta.dirname, '../../examples/razorpay/server.mjs');
  const child = spawn(process.execPath, [script], {
    env: {
      RAZORPAY_BASE_URL: stage.server.url,
      RAZORPAY_KEY_ID: KEY,
      RAZORPAY_KEY_SECRET: SECRET,
      RAZORPAY_WEBHOOK_SECRET: HOOK_SECRET,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const [url] = await once(lines, 'line');
  return { url: String(url), child };
}

/** Opens the shop and lets the customer act; what the browser brought back meanwhile. */
async function atShop(
  button: 'Buy' | 'Buy by callback',
  act: (page: Page) => Promise<void>,
): Promise<readonly Request[]> {
  const tab = await openTab(stage.browser, [stage.server.url, shop.url]);
  const sent: Request[] = [];
  try {
    tab.page.on('request', (request) => {
      if (/\/(?:verify|callback)$/.test(request.url())) sent.push(request);
    });
    await tab.page.goto(shop.url);
    await tab.page.getByRole('button', { name: button, exact: true }).click();
    await act(tab.page);
    assert.deepEqual(tab.complaints, []);
    return sent;
  } finally {
    await tab.close();
  }
}

/** The text with one bit of one character turned over. */
function flip(text: string, at: number): string {
  const turned = String.fromCodePoint((text.codePointAt(at) ?? 0) ^ 1);
  return text.slice(0, at) + turned + text.slice(at + 1);
}

async function settleEvents(): Promise<readonly Event[]> {
  const settled = await stage.post('/sandbox/settle', {});
  assert.equal(settled.status, 200, settled.text);
  return (await ask(`${shop.url}/events`)).json as Event[];
}

async function postWebhook({ headers }: Came, body: string): Promise<number> {
  return (await ask(`${shop.url}/webhook`, { headers, body })).status;
}

describe('the example shop for Razorpay', { skip: SKIP_REASON }, () => {
  before(async () => {
    stage = await openStage();
    shop = await startExample();
    hook = await openHook();
    const { webhooks } = open29(stage.server.url, SECRET);
    for (const url of [`${shop.url}/webhook`, hook.url]) {
      await webhooks.create({ url, secret: HOOK_SECRET, events: {} } as never);
    }
  });
  after(async () => {
    await hook?.stop();
    shop?.child.kill();
    await stage?.close();
  });

  test('the handler’s answer is verified by the shop, a forged one is not', async () => {
    const [verified] = await atShop('Buy', async (page) => {
      await payInside(page, 'success@razorpay');
      await awaitWords(page, 'Thank you, it is paid');
    });
    const fields = verified?.postDataJSON() as Record<string, string>;
    const verify = async (body: object): Promise<unknown> =>
      (await ask(`${shop.url}/verify`, { body })).json;
    assert.deepEqual(await verify(fields), { paid: true });
    for (const name of Object.keys(fields)) {
      const forged = { ...fields, [name]: flip(fields[name] ?? '', 20) };
      assert.deepEqual(await verify(forged), { paid: false }, name);
    }
    const told = (await settleEvents()).filter(
      ({ payload }) => payload.payment.entity.order_id === fields['razorpay_order_id'],
    );
    const names = told.map(({ event }) => event);
    assert.deepEqual(names, ['payment.authorized', 'payment.captured', 'order.paid']);
  });

  test('the same by a form that is posted to the callback address', async () => {
    const [returned] = await atShop('Buy by callback', async (page) => {
      await payInside(page, 'success@razorpay');
      await page.waitForURL(`${shop.url}/callback`);
      await awaitWords(page, 'Thank you, it is paid');
    });
    const body = returned?.postData() ?? '';
    const back = (form: string) => ask(`${shop.url}/callback`, { headers: FORM, body: form });
    assert.equal((await back(body)).status, 200);
    const at = body.indexOf('razorpay_signature=') + 25;
    assert.equal((await back(flip(body, at))).status, 400);
  });

  test('failures: tried again in the frame, or told to the callback address', async () => {
    const countFailed = async (): Promise<number> =>
      (await settleEvents()).filter(({ event }) => event === 'payment.failed').length;
    const before = await countFailed();
    await atShop('Buy', async (page) => {
      await payInside(page, 'failure@razorpay');
      await awaitWords(page, /^Failed: Your payment did not go through/);
      await payInside(page, 'success@razorpay');
      await awaitWords(page, 'Thank you, it is paid');
    });
    await atShop('Buy by callback', async (page) => {
      await payInside(page, 'failure@razorpay');
      await page.waitForURL(`${shop.url}/callback`);
      await awaitWords(page, 'Not paid');
    });
    assert.equal(await countFailed(), before + 2);
  });

  test('a customer who leaves is back at the shop', async () => {
    await atShop('Buy', async (page) => {
      await press(page, 'Close payment');
      await awaitWords(page, 'You left the payment');
      await press(page, /^Buy$/);
      await frameOf(page)
        .getByRole('button', { name: /^Cancel/ })
        .click();
      await page.locator('[data-checkout-overlay]').waitFor({ state: 'detached' });
      await awaitWords(page, 'You left the payment');
    });
  });

  test('a webhook with one bit turned is not believed, the same one as it came is', async () => {
    const order = await sell(stage);
    await stage.post('/sandbox/pay', { order, method: 'upi' });
    await settleEvents();
    const genuine = hook.came.find(
      ({ body }) => body.includes('"order.paid"') && body.includes(order),
    );
    assert.ok(genuine);
    const before = await settleEvents();
    const at = genuine.body.indexOf('"amount":50050') + 10;
    assert.equal(await postWebhook(genuine, flip(genuine.body, at)), 400);
    const signature = genuine.headers['x-razorpay-signature'] ?? '';
    const resigned = { ...genuine.headers, 'x-razorpay-signature': flip(signature, 3) };
    assert.equal(await postWebhook({ ...genuine, headers: resigned }, genuine.body), 400);
    // A second delivery of the same event is taken, and known by its id.
    assert.equal(await postWebhook(genuine, genuine.body), 200);
    assert.deepEqual(await settleEvents(), before);
  });
});
