// UPI as it is paid now: a code on a desk that a phone opens, and apps on the phone itself.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import decodeQR from 'qr/decode.js';
import type { Page } from 'playwright-core';
import { SKIP_REASON } from '../support/browser.ts';
import { lastRequest, PAYU, RAZORPAY } from './dialect-driver.ts';
import { inspect } from './page-check.ts';
import { findOrder } from './order-states.ts';
import { KEY } from '../support/server.ts';
import {
  assertGood,
  awaitHeard,
  type Fields,
  frameOf,
  openCheckout,
  sell,
} from './razorpay-page.ts';
import { awaitWords, FRESH, HASTY, openPage, openStage, press, type Stage } from './stage.ts';

let stage: Stage;
const PHONE = { hasTouch: true, isMobile: true, viewport: { width: 360, height: 740 } };

/** What a camera reads from the page, pixel by pixel. */
async function scan(page: Page, code = page.locator('.qr')): Promise<string> {
  const picture = await code.screenshot();
  const pixels = await page.evaluate<{ width: number; height: number; data: number[] }>(
    `(async () => {
      const image = new Image();
      image.src = 'data:image/png;base64,${picture.toString('base64')}';
      await image.decode();
      const canvas = new OffscreenCanvas(image.width, image.height);
      const context = canvas.getContext('2d');
      context.drawImage(image, 0, 0);
      const { width, height, data } = context.getImageData(0, 0, image.width, image.height);
      return { width, height, data: [...data] };
    })()`,
  );
  return decodeQR({ ...pixels, data: Uint8Array.from(pixels.data) });
}

describe('paying by UPI', { skip: SKIP_REASON }, () => {
  before(async () => {
    stage = await openStage();
  });
  after(() => stage?.close());

  test('the code is scanned and approved on a phone, and the desk goes on by itself', async () => {
    const sale = await PAYU.create(stage.merchant, 'SCAN_1');
    const act = async (desk: Page): Promise<void> => {
      await awaitWords(desk, 'Scan with your phone');
      await awaitWords(desk, /A phone cannot reach 127\.0\.0\.1/);
      const address = await scan(desk);
      assert.equal(address, `${sale.page}/upi`);
      const phoned = async (phone: Page): Promise<void> => {
        await awaitWords(phone, 'Approve this payment?');
        const { payments } = await findOrder(stage, 'SCAN_1');
        assert.equal(payments.length, 0, 'looking begins nothing');
        await inspect(phone, 'upi-scanned');
        await press(phone, /^Approve/);
        await awaitWords(phone, 'Go on where you scanned the code.');
        assert.equal(await phone.getByRole('link').count(), 0);
        assert.doesNotMatch(await phone.content(), /hash|SCAN_1\/success/);
        await inspect(phone, 'upi-scanned-paid');
      };
      await openPage(stage, address, phoned, PHONE);
      await desk.waitForURL(`${stage.shop.url}/SCAN_1/success`);
    };
    await openPage(stage, sale.page, act, HASTY);
    const { values } = lastRequest(stage, sale);
    assert.ok(await PAYU.verify(stage.merchant, values));
    assert.equal((await findOrder(stage, 'SCAN_1')).payments.length, 1);
  });

  test('declined, left open and cancelled on the phone: the desk says so', async () => {
    const sale = await PAYU.create(stage.merchant, 'SCAN_2');
    const answer = (words: string | RegExp, then: string) =>
      openPage(
        stage,
        `${sale.page}/upi`,
        async (phone) => {
          await press(phone, words);
          await awaitWords(phone, then);
        },
        PHONE,
      );
    await openPage(stage, sale.page, async (desk) => {
      await answer('Decline', 'The bank declined this payment.');
      await awaitWords(desk, 'The bank declined this payment. Try again, or use another method.');
      await answer('Cancel and go back', 'You cancelled the payment.');
      await awaitWords(desk, 'You cancelled the payment. Try again, or use another method.');
      await answer('Give no answer yet', 'Payment pending');
      await awaitWords(desk, 'Payment pending');
      await answer(/^Approve/, 'Payment received');
      await desk.getByText(/^Continue to /).click();
      await desk.waitForURL(`${stage.shop.url}/SCAN_2/success`);
    });
  });

  test('without script the desk is told by a link', async () => {
    const sale = await RAZORPAY.create(stage.merchant, 'SCAN_3');
    const act = async (desk: Page): Promise<void> => {
      const approve = async (phone: Page) => {
        await press(phone, /^Approve/);
        await awaitWords(phone, 'Payment received');
      };
      await openPage(stage, `${sale.page}/upi`, approve, { ...PHONE, javaScriptEnabled: false });
      await desk.getByText('I have paid').click();
      await awaitWords(desk, 'Payment received');
      await awaitWords(desk, 'Paid with');
    };
    await openPage(stage, sale.page, act, { javaScriptEnabled: false });
  });

  test('on a phone the apps come first; Enter in another field presses none of them', async () => {
    const sale = await PAYU.create(stage.merchant, 'APPS_1');
    const act = async (phone: Page): Promise<void> => {
      await awaitWords(phone, 'Open your UPI app');
      assert.equal(await phone.getByText('Scan with your phone').isVisible(), false);
      await inspect(phone, 'pay-apps', false);
      await phone.getByRole('radio', { name: /^Card/ }).check();
      await phone.getByLabel('Card number').press('Enter');
      await awaitWords(phone, 'Check the number');
      assert.equal((await findOrder(stage, 'APPS_1')).payments.length, 0);
      await phone.getByRole('radio', { name: /^UPI/ }).check();
      await press(phone, 'PhonePe');
      await awaitWords(phone, 'UPI customer@ybl');
      await press(phone, /^Approve/);
      await phone.getByText(/^Continue to /).click();
      await phone.waitForURL(`${stage.shop.url}/APPS_1/success`);
    };
    await openPage(stage, sale.page, act, PHONE);
  });

  test('scanned from a frame in the shop’s page, the shop’s own code is told', async () => {
    const id = await sell(stage);
    const act = async (page: Page): Promise<void> => {
      await openCheckout(stage, page, { key: KEY, order_id: id });
      const address = await scan(page, frameOf(page).locator('.qr'));
      const approve = async (phone: Page) => {
        await press(phone, /^Approve/);
        await awaitWords(phone, 'Go on where you scanned the code.');
        assert.doesNotMatch(await phone.content(), /signature/);
      };
      await openPage(stage, address, approve, PHONE);
      const [[name, told] = []] = await awaitHeard(page, 1);
      assert.equal(name, 'handler');
      assertGood(told as Fields, id);
    };
    await openPage(stage, stage.shop.url, act, FRESH);
  });

  test('Pay without a UPI ID asks the simulated bank here', async () => {
    const sale = await PAYU.create(stage.merchant, 'HERE_1');
    await openPage(
      stage,
      sale.page,
      async (page) => {
        await press(page, /^Pay ₹/);
        await awaitWords(page, 'Approve this payment?');
        await press(page, /^Approve/);
        await awaitWords(page, 'Payment received');
      },
      FRESH,
    );
  });
});
