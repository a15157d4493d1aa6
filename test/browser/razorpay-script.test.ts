// Razorpay's checkout.js on a merchant's page: payments, failures and how the shop hears of them.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { open29 } from '../clients/razorpay-client.ts';
import { SKIP_REASON } from '../support/browser.ts';
import { KEY } from '../support/server.ts';
import {
  assertClosed,
  assertGood,
  awaitHeard,
  type Fields,
  frameOf,
  heard,
  openCheckout,
  payInside,
  sell,
} from './razorpay-page.ts';
import { openStage, SECRET, type Stage, openPage } from './stage.ts';

let stage: Stage;

/** The shop's page, with nothing of an earlier visit in it. */
async function atShop(act: (page: Page) => Promise<void>): Promise<void> {
  await openPage(stage, stage.shop.url, act);
}

describe('checkout.js', { skip: SKIP_REASON, concurrency: 3 }, () => {
  before(async () => {
    stage = await openStage();
  });
  after(() => stage?.close());

  test('the handler gets three fields; prefill and notes are the payment’s', async () => {
    const places = ['/v1', '/api/v2/order/via/rzp/v1'];
    for (const place of places) {
      const id = await sell(stage);
      await atShop(async (page) => {
        const prefill = { name: 'Asha Rao', email: 'asha@example.com', contact: '+919876543210' };
        const notes = { woocommerce_order_id: 7, empty: null };
        const readonly = { contact: true };
        // Without `redirect` the handler is asked, though there is an address as well.
        const callback_url = `${stage.shop.url}/unused`;
        const more = {
          name: 'Shop',
          callback_url,
          prefill,
          notes,
          readonly,
          hidden: { email: true },
        };
        await openCheckout(
          stage,
          page,
          { key: KEY, order_id: id, ...more },
          `${place}/checkout.js?v=1`,
        );
        await payInside(page, 'success@razorpay');
        const [[name, fields] = [], ...others] = await awaitHeard(page, 1);
        await assertClosed(page);
        assert.deepEqual([name, others, (await heard(page)).length], ['handler', [], 1]);
        assertGood(fields as Fields, id);
        const { payments } = open29(stage.server.url, SECRET);
        const payment = await payments.fetch((fields as Fields)['razorpay_payment_id'] ?? '');
        assert.deepEqual(payment.notes, { woocommerce_order_id: '7' });
        assert.deepEqual([payment.email, payment.contact], ['asha@example.com', '+919876543210']);
      });
    }
  });

  test('a failure is told once, and the customer tries again in the same frame', async () => {
    const id = await sell(stage);
    await atShop(async (page) => {
      await openCheckout(stage, page, { key: KEY, order_id: id });
      await payInside(page, 'failure@razorpay');
      const [[name, told] = []] = await awaitHeard(page, 1);
      assert.equal(name, 'failed');
      const { error } = told as { error: Record<string, unknown> };
      assert.deepEqual(Object.keys(error), [
        'code',
        'description',
        'source',
        'step',
        'reason',
        'metadata',
      ]);
      assert.equal(error['reason'], 'payment_failed');
      const { order_id, payment_id } = error['metadata'] as Fields;
      assert.equal(order_id, id);
      assert.match(payment_id ?? '', /^pay_/);
      await payInside(page, 'success@razorpay');
      const all = await awaitHeard(page, 2);
      assert.deepEqual(
        all.map(([each]) => each),
        ['failed', 'handler'],
      );
      assertGood(all[1]?.[1] as Fields, id);
    });
  });

  test('a payment that waits keeps the frame until it is decided', async () => {
    const id = await sell(stage);
    await atShop(async (page) => {
      await openCheckout(stage, page, { key: KEY, order_id: id });
      await payInside(page, 'pending@upi');
      await frameOf(page).getByText('Payment pending').waitFor();
      assert.deepEqual(await heard(page), []);
      await stage.post('/sandbox/pay', { order: id, method: 'upi', outcome: 'success' });
      await frameOf(page).getByText('Check now').click();
      const [[name, fields] = []] = await awaitHeard(page, 1);
      assert.equal(name, 'handler');
      assertGood(fields as Fields, id);
    });
  });

  test('retries end where the shop says: none, or so many', async () => {
    for (const [retry, failures] of [
      [{ enabled: false }, 1],
      [false, 1],
      [{ enabled: true, max_count: 1 }, 2],
    ] as const) {
      const id = await sell(stage);
      await atShop(async (page) => {
        await openCheckout(stage, page, { key: KEY, order_id: id, retry });
        for (let tried = 1; tried <= failures; tried += 1) {
          await payInside(page, 'failure@razorpay');
          await awaitHeard(page, tried);
        }
        await assertClosed(page);
        const names = (await heard(page)).map(([name]) => name);
        assert.deepEqual(names, [...Array(failures).fill('failed'), 'dismissed']);
      });
    }
  });

  test('without a handler the fields are posted to callback_url', async () => {
    const id = await sell(stage);
    const path = `WAY_${id}`;
    await atShop(async (page) => {
      const callback_url = `${stage.shop.url}/${path}/back?cart=5`;
      await openCheckout(stage, page, { key: KEY, order_id: id, callback_url, handler: null });
      await payInside(page, 'success@razorpay');
      await page.waitForURL(callback_url);
      const [back] = stage.shop.requestsOf(path);
      assert.equal(back?.method, 'POST');
      assertGood(Object.fromEntries(back?.values ?? []), id);
    });
  });

  test('with redirect both endings are posted to callback_url', async () => {
    for (const vpa of ['success@razorpay', 'failure@razorpay']) {
      const id = await sell(stage);
      const path = `WAY_${id}`;
      await atShop(async (page) => {
        const callback_url = `${stage.shop.url}/${path}/back`;
        await openCheckout(stage, page, { key: KEY, order_id: id, callback_url, redirect: true });
        await payInside(page, vpa);
        await page.waitForURL(callback_url);
        const fields = Object.fromEntries(stage.shop.requestsOf(path)[0]?.values ?? []);
        if (vpa.startsWith('success')) assertGood(fields, id);
        else {
          assert.equal(fields['error[code]'], 'BAD_REQUEST_ERROR');
          const metadata = JSON.parse(fields['error[metadata]'] ?? '') as Fields;
          assert.equal(metadata['order_id'], id);
        }
      });
    }
  });

  test('an earlier failure is not told again when the checkout is opened anew', async () => {
    const id = await sell(stage);
    await atShop(async (page) => {
      await openCheckout(stage, page, { key: KEY, order_id: id });
      await payInside(page, 'failure@razorpay');
      await awaitHeard(page, 1);
      await page.getByRole('button', { name: 'Close payment' }).click();
      await openCheckout(stage, page, { key: KEY, order_id: id });
      await frameOf(page).getByText('Payment failed').waitFor();
      assert.deepEqual(await heard(page), []);
    });
  });

  test('on, once and off; called without new; opened at once', async () => {
    await atShop(async (page) => {
      await page.addScriptTag({ url: `${stage.server.url}/v1/checkout.js` });
      const calls = await page.evaluate(() => {
        type Checkout = Record<'on' | 'once' | 'off' | 'emit', (...given: unknown[]) => unknown>;
        const { Razorpay } = globalThis as unknown as {
          Razorpay: ((options: object) => Checkout) & { open: unknown };
        };
        const checkout = Razorpay({ key: 'k' });
        const calls: string[] = [];
        const gone = () => calls.push('gone');
        checkout.on('payment.failed', () => calls.push('each'));
        checkout.once('payment.failed', () => calls.push('once'));
        checkout.on('payment.failed', gone);
        checkout.once('payment.failed', gone);
        checkout.off('payment.failed', gone);
        checkout.emit('payment.failed', {});
        checkout.emit('payment.failed', {});
        checkout.off('payment.failed');
        checkout.emit('payment.failed', {});
        return [...calls, checkout instanceof (Razorpay as never), typeof Razorpay.open];
      });
      assert.deepEqual(calls, ['each', 'once', 'each', true, 'function']);
    });
  });

  test('Quick Integration: a button in the form, which is sent with the fields', async () => {
    const id = await sell(stage);
    const path = `WAY_${id}`;
    await atShop(async (page) => {
      await page.setContent(`<form method="post" action="${stage.shop.url}/${path}/charge">
        <input type="hidden" name="hidden" value="mine">
        <script src="${stage.server.url}/v1/checkout.js" data-key="${KEY}" data-order_id="${id}"
          data-amount="50050" data-currency="INR" data-buttontext="Pay with Razorpay"
          data-prefill.email="asha@example.com" data-notes.cart="9" data-theme.color="#123456">
        </script></form>`);
      const button = page.locator('.razorpay-payment-button');
      await button.waitFor();
      assert.equal(await button.inputValue(), 'Pay with Razorpay');
      await button.click();
      await payInside(page, 'success@razorpay');
      await page.waitForURL(`**/${path}/charge`);
      const [sent] = stage.shop.requestsOf(path);
      assert.equal(sent?.values.get('hidden'), 'mine');
      const fields = Object.fromEntries(sent?.values ?? []);
      assertGood(fields, id);
      const { payments } = open29(stage.server.url, SECRET);
      const payment = await payments.fetch(fields['razorpay_payment_id'] ?? '');
      assert.deepEqual([payment.email, payment.notes], ['asha@example.com', { cart: '9' }]);
    });
  });
});
