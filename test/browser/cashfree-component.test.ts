// Components of cashfree.js v3 on a merchant's page: what is typed stays in our frames, and pay()
// takes it.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import decodeQR from 'qr/decode.js';
import type { Page } from 'playwright-core';
import { SKIP_REASON } from '../support/browser.ts';
import { readPng } from '../support/png.ts';
import { ask, KEY } from '../support/server.ts';
import { type CashfreeShop, openCashfreeShop } from './cashfree-shop.ts';
import { awaitTold, CARD, fieldOf, fillWhole, mount, succeed, V3 } from './cashfree-parts.ts';
import { openStage, press, SECRET, type Stage } from './stage.ts';

let stage: Stage;
let shop: CashfreeShop;
const BASIC_OF = `Basic ${Buffer.from(`${KEY}:${SECRET}`).toString('base64')}`;
const FINISHED = { paymentDetails: { paymentMessage: 'Payment finished. Check Order Status' } };

type Result = {
  readonly error?: { readonly code: string; readonly message: string };
  readonly redirect?: boolean;
  readonly paymentDetails?: object;
};

/** Begins pay() with a component, or with a payment method as it is. */
async function startPay(page: Page, method: unknown, options: object): Promise<void> {
  await page.evaluate(
    ([given, more]) => {
      const scope = globalThis as unknown as {
        cashfree: { pay: (options: object) => Promise<unknown> };
        parts: Record<string, unknown>;
        result: Promise<unknown>;
      };
      const paymentMethod = typeof given === 'string' ? scope.parts[given] : given;
      scope.result = scope.cashfree.pay({ paymentMethod, ...(more as object) });
    },
    [method, options] as const,
  );
}

const resultOf = (page: Page): Promise<Result> =>
  page.evaluate(() => (globalThis as unknown as { result: Promise<Result> }).result);
const toldOf = (page: Page): Promise<string[]> =>
  page.evaluate(() => (globalThis as unknown as { told: string[] }).told);

describe('cashfree.js components', { skip: SKIP_REASON, concurrency: 3 }, () => {
  before(async () => {
    stage = await openStage();
    shop = openCashfreeShop(stage, 'PART');
  });
  after(() => stage?.close());

  test('a card: told when complete, read by nobody around, paid at the bank', async () => {
    const { id, session } = await shop.sell();
    await shop.atShop(V3, async (page) => {
      const style = { base: { color: 'rgb(200, 0, 0)', ':focus': { borderColor: 'green' } } };
      await mount(page, { ...CARD, cardNumber: { values: { placeholder: 'Your card' }, style } });
      const number = fieldOf(page, 'cardNumber', 'Card number');
      assert.equal(await number.getAttribute('placeholder'), 'Your card');
      const worn = await number.evaluate((field) => {
        const scope = globalThis as unknown as {
          getComputedStyle: (of: unknown) => { color: string };
        };
        return scope.getComputedStyle(field).color;
      });
      assert.equal(worn, 'rgb(200, 0, 0)');
      await startPay(page, 'cardNumber', { paymentSessionId: session });
      assert.equal((await resultOf(page)).error?.code, 'component_incomplete');
      await number.pressSequentially('4111111111111112');
      await page.waitForFunction(() =>
        (globalThis as unknown as { told: string[] }).told.some((text) => /invalid/.test(text)),
      );
      await number.fill('');
      await fillWhole(page);
      assert.equal(await number.inputValue(), '4111 1111 1111 1111');
      const told = await toldOf(page);
      for (const name of Object.keys(CARD)) {
        assert.ok(
          told.some((text) => text.startsWith(`${name} ready`)),
          name,
        );
        assert.ok(
          told.some((text) => text.startsWith(`${name} complete`)),
          name,
        );
      }
      const all = told.join('\n');
      assert.match(all, /"value":\{"brand":"visa","cvvLength":3\}/);
      assert.match(all, /"cardExpiry":"12\/39"/);
      assert.doesNotMatch(all, /4111|"123"/, 'neither number nor code is told');
      const seen = await page.evaluate(() => {
        const scope = globalThis as unknown as { frames: ArrayLike<{ document: unknown }> };
        return Array.from(scope.frames).map((frame) => {
          try {
            return frame.document !== undefined;
          } catch {
            return false;
          }
        });
      });
      assert.deepEqual(seen, [false, false, false, false]);
      await startPay(page, 'cardNumber', { paymentSessionId: session });
      await succeed(
        page,
        `${stage.shop.url}/${id}/own?order_id=${id}&token=token_${session.slice(8)}`,
      );
    });
    assert.equal(await shop.statusOf(id), 'PAID');
    const { payment_method } = await shop.paymentOf(id);
    assert.equal(
      (payment_method as { card: { card_number: string } }).card.card_number,
      'XXXXXXXXXXXX1111',
    );
  });

  test('returnUrl goes before the order’s own, after the bank as well', async () => {
    const { id, session } = await shop.sell();
    const returnUrl = `${stage.shop.url}/${id}/given?name={order_id}`;
    await shop.atShop(V3, async (page) => {
      await mount(page, CARD);
      await fillWhole(page);
      await startPay(page, 'cardCvv', { paymentSessionId: session, returnUrl });
      await succeed(page, `${stage.shop.url}/${id}/given?name=${id}`);
    });
    assert.equal(await shop.statusOf(id), 'PAID');
  });

  test('mounted again in one place it keeps what was typed; unmounted, it is gone', async () => {
    await shop.atShop(V3, async (page) => {
      await mount(page, CARD);
      await fillWhole(page);
      const [complete, frames, after] = await page.evaluate(async () => {
        type Part = {
          mount: (place: string) => void;
          unmount: () => void;
          isComplete: () => boolean;
        };
        const scope = globalThis as unknown as {
          cashfree: { create: (name: string) => Part };
          document: { querySelectorAll: (selector: string) => { length: number } };
        };
        const again = scope.cashfree.create('cardNumber');
        again.mount('#cardNumber');
        const frames = scope.document.querySelectorAll('#cardNumber iframe').length;
        const complete = again.isComplete();
        again.unmount();
        return [complete, frames, scope.document.querySelectorAll('#cardNumber iframe').length];
      });
      assert.deepEqual([complete, frames, after], [true, 1, 0]);
      const { session } = await shop.sell();
      await startPay(page, 'cardNumber', { paymentSessionId: session });
      assert.equal((await resultOf(page)).error?.code, 'component_not_mounted');
    });
  });

  test('UPI: a collect and a code are waited for; what failed is an end as well', async () => {
    const collects = [
      ['testsuccess@gocash', 'PAID'],
      ['testfailure@gocash', 'ACTIVE'],
    ] as const;
    for (const [upiId, status] of collects) {
      const { id, session } = await shop.sell();
      await shop.atShop(V3, async (page) => {
        await mount(page, { upiCollect: { values: { upiId } } });
        await awaitTold(page, 'upiCollect complete');
        await startPay(page, 'upiCollect', { paymentSessionId: session, redirect: 'if_required' });
        assert.deepEqual(await resultOf(page), FINISHED);
        await awaitTold(page, 'upiCollect paymentrequested');
      });
      assert.equal(await shop.statusOf(id), status);
    }
    const { id, session } = await shop.sell();
    await shop.atShop(V3, async (page) => {
      await mount(page, { upiQr: { values: { size: '220px' } } });
      await awaitTold(page, 'upiQr ready');
      await startPay(page, 'upiQr', { paymentSessionId: session });
      const code = page.frameLocator('#upiQr iframe').getByRole('img', { name: /^UPI QR code/ });
      await code.waitFor();
      const address = decodeQR(readPng((await code.getAttribute('src')) ?? ''));
      assert.equal((await ask(address)).status, 200);
      const body = { order: id, method: 'upi', outcome: 'success' };
      await ask(`${stage.server.url}/sandbox/pay`, { headers: { authorization: BASIC_OF }, body });
      assert.deepEqual(await resultOf(page), FINISHED);
    });
    assert.equal(await shop.statusOf(id), 'PAID');
  });

  test('buttons: a bank and a wallet are clicked, and a method is paid with as it is', async () => {
    const rows = [
      ['netbanking', { netbankingBankName: 'UTIBC', buttonText: 'Axis' }, 'Axis'],
      ['wallet', { provider: 'phonepe', phone: '9876543210', buttonText: 'PhonePe' }, 'PhonePe'],
    ] as const;
    for (const [name, values, text] of rows) {
      const { id, session } = await shop.sell();
      await shop.atShop(V3, async (page) => {
        await mount(page, { [name]: { values } });
        await page.frameLocator(`#${name} iframe`).getByRole('button', { name: text }).click();
        await awaitTold(page, `${name} click`);
        await startPay(page, name, { paymentSessionId: session });
        await page.waitForURL(/\/pay\/.+\/bank$/);
      });
      assert.equal((await shop.paymentOf(id))['payment_status'], 'PENDING');
    }
    const { id, session } = await shop.sell();
    await shop.atShop(V3, async (page) => {
      await mount(page, {});
      const upi = { channel: 'collect', upi_id: 'testsuccess@gocash' };
      await startPay(page, { upi }, { paymentSessionId: session });
      assert.deepEqual(await resultOf(page), FINISHED);
      assert.equal(await page.locator('iframe').count(), 0);
    });
    assert.equal(await shop.statusOf(id), 'PAID');
    // Chromium writes answers of 400 and above to the console: this one is meant.
    await shop
      .atShop(V3, async (page) => {
        await mount(page, {});
        const upi = { channel: 'collect', upi_id: 'testsuccess@gocash' };
        await startPay(page, { upi }, { paymentSessionId: session });
        assert.equal((await resultOf(page)).error?.code, 'order_already_paid');
      })
      .catch((error: unknown) => assert.match(String(error), /status of 400/));
  });

  test('in a modal: the bank’s page above the shop’s, and the end of it', async () => {
    const { id, session } = await shop.sell();
    await shop.atShop(V3, async (page) => {
      await mount(page, { netbanking: { values: { netbankingBankName: 'TESTR' } } });
      await awaitTold(page, 'netbanking ready');
      await startPay(page, 'netbanking', { paymentSessionId: session, redirectTarget: '_modal' });
      await press(page.frameLocator('[data-checkout-overlay] iframe'), /^Approve/);
      assert.deepEqual(await resultOf(page), FINISHED);
      assert.equal(page.url(), `${stage.shop.url}/`);
    });
    assert.equal(await shop.statusOf(id), 'PAID');
  });

  test('what cannot be shown says so: no such place, no phone, not served here', async () => {
    await shop.atShop(V3, async (page) => {
      await mount(page, { upiApp: { values: { upiApp: 'gpay' } }, paylater: {} });
      await awaitTold(page, 'upiApp loaderror');
      await awaitTold(page, 'paylater loaderror');
      assert.equal(await page.locator('iframe').count(), 0);
    });
  });
});
