// Razorpay's razorpay.js: the shop's own form, the bank's page in a window, what the shop hears.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { open29 } from '../clients/razorpay-client.ts';
import { SKIP_REASON } from '../support/browser.ts';
import { KEY } from '../support/server.ts';
import { assertGood, awaitHeard, type Fields, heard, sell } from './razorpay-page.ts';
import { FRESH, openPage, openStage, SECRET, type Stage } from './stage.ts';

let stage: Stage;

const CARD = {
  'card[number]': '4100280000001007',
  'card[name]': 'Asha Rao',
  'card[cvv]': '123',
  'card[expiry_month]': '12',
  'card[expiry_year]': '35',
};
const PERSON = { email: 'asha@example.com', contact: '+919876543210', notes: { table: '7' } };

const dataOf = (order_id: string, more: object) => {
  return { amount: 50050, currency: 'INR', order_id, ...PERSON, ...more };
};

/** The shop's page with its button, which pays so; whatever comes back is noted. */
async function prepare(page: Page, options: object, data: object): Promise<void> {
  await page.addScriptTag({ url: `${stage.server.url}/v1/razorpay.js` });
  await page.evaluate(
    ([given, paying]) => {
      const told: unknown[] = [];
      const scope = globalThis as unknown as Record<string, unknown>;
      type Custom = {
        on: (name: string, listener: (value: unknown) => void) => void;
        createPayment: (data: unknown) => void;
      };
      const Razorpay = scope['Razorpay'] as new (options: unknown) => Custom;
      const custom = new Razorpay(given);
      for (const name of ['ready', 'payment.success', 'payment.error']) {
        custom.on(name, (value) => void told.push([name, value]));
      }
      Object.assign(scope, { heard: told, custom });
      const { addEventListener } = globalThis as unknown as {
        addEventListener: (name: string, listener: () => void) => void;
      };
      // A press anywhere on the page.
      addEventListener('click', () => custom.createPayment(paying));
    },
    [options, data] as const,
  );
  const [[name, told] = []] = await awaitHeard(page, 1);
  const { methods } = told as { readonly methods: Readonly<Record<string, unknown>> };
  assert.deepEqual([name, methods['upi']], ['ready', true]);
}

async function atShop(act: (page: Page) => Promise<void>): Promise<void> {
  await openPage(stage, stage.shop.url, act, FRESH);
}

/** Presses the shop's button and answers for the bank in the window that opens. */
async function press(page: Page, choice: string | null): Promise<void> {
  const opening = page.waitForEvent('popup');
  await page.locator('body').click();
  const window = await opening;
  if (choice === null) return;
  await window.locator(`button[name=outcome][value=${choice}]`).click();
  if (!window.isClosed()) await window.waitForEvent('close');
}

const lastOf = async (page: Page): Promise<readonly [string, Fields]> => {
  return (await awaitHeard(page, 2))[1] as never;
};

describe('razorpay.js', { skip: SKIP_REASON, concurrency: 2 }, () => {
  before(async () => {
    stage = await openStage();
  });
  after(() => stage?.close());

  for (const [method, more] of [
    ['card', CARD],
    ['netbanking', { bank: 'HDFC' }],
    ['upi', { vpa: 'asha@upi' }],
  ] as const) {
    test(`${method}: approved in the window, the page gets three signed fields`, async () => {
      const order = await sell(stage);
      await atShop(async (page) => {
        await prepare(page, { key: KEY }, dataOf(order, { method, ...more }));
        await press(page, 'success');
        const [name, fields] = await lastOf(page);
        assert.equal(name, 'payment.success');
        assertGood(fields, order);
        const { payments } = open29(stage.server.url, SECRET);
        const payment = await payments.fetch(fields['razorpay_payment_id'] ?? '');
        assert.deepEqual(
          [payment.method, payment.email, payment.notes],
          [method, 'asha@example.com', { table: '7' }],
        );
        assert.equal((await heard(page)).length, 2);
      });
    });
  }

  test('what succeeds at once needs no bank', async () => {
    const order = await sell(stage);
    await atShop(async (page) => {
      await prepare(page, { key: KEY }, dataOf(order, { method: 'upi', vpa: 'success@razorpay' }));
      await press(page, null);
      const [name, fields] = await lastOf(page);
      assert.equal(name, 'payment.success');
      assertGood(fields, order);
    });
  });

  test('declined by the bank: an error with its payment, and then it is paid', async () => {
    const order = await sell(stage);
    await atShop(async (page) => {
      await prepare(page, { key: KEY }, dataOf(order, { method: 'card', ...CARD }));
      await press(page, 'failure');
      const [name, told] = await lastOf(page);
      const { error } = told as unknown as { error: Fields & { metadata: Fields } };
      assert.deepEqual([name, error['reason']], ['payment.error', 'payment_failed']);
      assert.match(error.metadata['payment_id'] ?? '', /^pay_/);
      assert.equal(error.metadata['order_id'], order);
      await press(page, 'success');
      const [, , [again, fields] = []] = (await awaitHeard(page, 3)) as never as [
        unknown,
        unknown,
        [string, Fields],
      ];
      assert.equal(again, 'payment.success');
      assertGood(fields ?? {}, order);
    });
  });

  test('a window that is closed is a payment that was cancelled', async () => {
    const order = await sell(stage);
    await atShop(async (page) => {
      await prepare(page, { key: KEY }, dataOf(order, { method: 'netbanking', bank: 'HDFC' }));
      const opening = page.waitForEvent('popup');
      await page.locator('body').click();
      const window = await opening;
      await window.locator('button[value=success]').waitFor();
      await window.close();
      const [name, told] = await lastOf(page);
      const { error } = told as unknown as { error: Fields };
      assert.deepEqual([name, error['reason']], ['payment.error', 'payment_cancelled']);
    });
  });

  test('what is refused is an error with the words of the refusal', async () => {
    const order = await sell(stage);
    const tab = await stage.open(FRESH);
    try {
      const { page } = tab;
      await page.goto(stage.shop.url);
      const data = { ...dataOf(order, { method: 'netbanking', bank: 'HDFC' }), amount: 100 };
      await prepare(page, { key: KEY }, data);
      await press(page, null);
      const [name, told] = await lastOf(page);
      const { error } = told as unknown as { error: Fields };
      assert.equal(name, 'payment.error');
      assert.match(error['description'] ?? '', /different from your order amount/);
      // The browser's own note of the refusal.
      assert.equal(tab.complaints.length, 1, tab.complaints.join());
      assert.match(tab.complaints[0] ?? '', /status of 400/);
    } finally {
      await tab.close();
    }
  });

  test('with a callback_url the page goes to the bank, and comes back as a form', async () => {
    const order = await sell(stage);
    await atShop(async (page) => {
      const callback_url = `${stage.shop.url}/back`;
      const data = dataOf(order, { method: 'card', ...CARD, callback_url });
      await prepare(page, { key: KEY }, data);
      const coming = page.waitForRequest(callback_url);
      await page.locator('body').click();
      await page.locator('button[name=outcome][value=success]').click();
      await page.getByText(/^Continue to /).click();
      const posted = new URLSearchParams((await coming).postData() ?? '');
      assertGood(Object.fromEntries(posted), order);
    });
  });

  test('options of all instances, and whether a UPI address is one', async () => {
    await atShop(async (page) => {
      await page.addScriptTag({ url: `${stage.server.url}/razorpay/v1/razorpay.js` });
      const seen = await page.evaluate(async () => {
        type Custom = {
          options: Record<string, unknown>;
          verifyVpa: (vpa: string) => Promise<unknown>;
        };
        type Class = { new (options: object): Custom; configure: (options: object) => void };
        const { Razorpay } = globalThis as unknown as { Razorpay: Class };
        Razorpay.configure({ key: 'shared', image: 'a' });
        const custom = new Razorpay({ image: 'b' });
        const valid = await custom.verifyVpa('asha@upi').then(() => true);
        const invalid = await custom.verifyVpa('asha').catch(() => false);
        return [custom.options['key'], custom.options['image'], valid, invalid];
      });
      assert.deepEqual(seen, ['shared', 'b', true, false]);
    });
  });
});
