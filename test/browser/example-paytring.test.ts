// The example shop for Paytring as its own process: a customer pays, fails and leaves.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { SKIP_REASON } from '../support/browser.ts';
import { type Hook, openHook } from '../support/receiver.ts';
import { ask, KEY } from '../support/server.ts';
import {
  atShop,
  type Example,
  flip,
  frameOf,
  postForm,
  settleEvents,
  startExample,
} from './example.ts';
import { awaitWords, openStage, payByUpi, press, SECRET, type Stage } from './stage.ts';

let stage: Stage;
let shop: Example;
let hook: Hook;

async function told(): Promise<readonly unknown[]> {
  return (await settleEvents(stage, shop)).map(({ event }) => event);
}

describe('the example shop for Paytring', { skip: SKIP_REASON }, () => {
  before(async () => {
    stage = await openStage();
    shop = await startExample('paytring', {
      PAYTRING_BASE_URL: stage.server.url,
      PAYTRING_KEY: KEY,
      PAYTRING_SECRET: SECRET,
    });
    hook = await openHook();
    const topics = ['order.paid', 'order.failed'];
    for (const url of [`${shop.url}/webhook`, hook.url]) {
      const made = await stage.post('/api/v2/webhook/create', { url, topics });
      assert.equal(made.status, 200, made.text);
    }
  });
  after(async () => {
    await hook?.stop();
    await shop?.stop();
    await stage?.close();
  });

  test('paid: the callback verifies, and with a bit turned it does not', async () => {
    const before = (await told()).length;
    const [returned] = await atShop(stage, shop, '/callback', async (page) => {
      await press(page, /^Buy$/);
      await payByUpi(page, 'success@upi');
      await page.getByText(/^Continue to /).click();
      await awaitWords(page, 'Thank you, it is paid');
    });
    const fields = Object.fromEntries(new URLSearchParams(returned?.postData() ?? ''));
    assert.deepEqual(Object.keys(fields), ['key', 'receipt_id', 'order_id', 'hash']);
    assert.equal(await postForm(`${shop.url}/callback`, fields), 200);
    for (const name of Object.keys(fields)) {
      const forged = { ...fields, [name]: flip(fields[name] ?? '', 2) };
      assert.equal(await postForm(`${shop.url}/callback`, forged), 400, name);
    }
    assert.deepEqual((await told()).slice(before), ['order.paid']);
  });

  test('failed and left: the callback comes, and the order is not paid', async () => {
    const before = (await told()).length;
    await atShop(stage, shop, '/callback', async (page) => {
      await press(page, /^Buy$/);
      await payByUpi(page, 'failure@upi');
      await awaitWords(page, 'The bank declined this payment.');
      await press(page, /^Cancel/);
      await page.getByText(/^Continue to /).click();
      await page.waitForURL(`${shop.url}/callback`);
      await awaitWords(page, 'Not paid');
    });
    await atShop(stage, shop, '/callback', async (page) => {
      await press(page, /^Buy$/);
      await press(page, /^Cancel/);
      await page.getByText(/^Continue to /).click();
      await page.waitForURL(`${shop.url}/callback`);
      await awaitWords(page, 'Not paid');
    });
    assert.deepEqual((await told()).slice(before), ['order.failed', 'order.failed']);
  });

  test('in the frame: paid, failed and left, on the shop’s own page', async () => {
    await atShop(stage, shop, '/verify', async (page) => {
      await press(page, 'Buy on this page');
      await payByUpi(await frameOf(page), 'success@upi');
      await awaitWords(page, 'Thank you, it is paid');
      await press(page, 'Buy on this page');
      await payByUpi(await frameOf(page), 'failure@upi');
      await awaitWords(page, 'Not paid');
      await press(page, 'Buy on this page');
      await (await frameOf(page)).getByRole('button', { name: /^Pay/ }).waitFor();
      await press(page, 'Close payment');
      await awaitWords(page, 'You left the payment');
    });
  });

  test('a webhook with a bit turned is not believed, the same one as it came is', async () => {
    await told();
    const genuine = hook.came.find(({ body }) => body.includes('"order.paid"'));
    assert.ok(genuine);
    const { headers } = genuine;
    const send = async (body: string, signature: string): Promise<number> => {
      const more = { ...headers, 'x-paytring-signature': signature };
      return (await ask(`${shop.url}/webhook`, { method: 'POST', headers: more, body })).status;
    };
    const signature = headers['x-paytring-signature'] ?? '';
    const before = await told();
    const at = genuine.body.indexOf('50050');
    assert.equal(await send(flip(genuine.body, at), signature), 400);
    assert.equal(await send(genuine.body, flip(signature, 7)), 400);
    assert.equal(await send(genuine.body, signature), 200);
    assert.deepEqual(await told(), before);
  });
});
