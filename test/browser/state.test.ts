// What a page shows when its order can no longer be paid, was paid already, or is not there at all.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { SKIP_REASON } from '../support/browser.ts';
import { CASHFREE, lastRequest, PAYU, RAZORPAY } from './dialect-driver.ts';
import { openExpiringOrder, withdraw } from './order-states.ts';
import {
  awaitWords,
  CARD,
  HASTY,
  openStage,
  payByCard,
  payByUpi,
  press,
  stopClock,
  type Stage,
  openPage,
} from './stage.ts';

let stage: Stage;

describe('an order that cannot be paid', { skip: SKIP_REASON }, () => {
  before(async () => {
    stage = await openStage();
  });
  after(() => stage?.close());

  test('expired while the customer looked: Pay says so, and the page too', async () => {
    const sale = await openExpiringOrder(stage, 'EXPIRED_1');
    await openPage(stage, sale.page, async (page) => {
      await stage.wait(21);
      await payByUpi(page, 'success@upi');
      await awaitWords(page, 'The time to pay this order is over.');
      await page.reload();
      await awaitWords(page, 'Payment expired');
      assert.equal(await page.getByRole('button').count(), 0);
      await page.getByRole('link', { name: 'Return to Sandbox shop' }).click();
      await page.waitForURL(`${stage.shop.url}/**`);
    });
    assert.equal(lastRequest(stage, sale).values.get('order_id'), 'EXPIRED_1');
    assert.equal((await CASHFREE.read(stage.merchant, sale.reference))[0], 'EXPIRED');
  });

  test('a paid order shows that it is paid, and takes no more', async () => {
    const sale = await PAYU.create(stage.merchant, 'PAID_1');
    await openPage(stage, sale.page, async (page) => {
      await payByUpi(page, 'success@upi');
      await awaitWords(page, 'Payment received');
      await page.goto(sale.page);
      await awaitWords(page, 'Sandbox shop has your payment.');
      assert.equal(await page.getByRole('button').count(), 0);
      await page.getByRole('link', { name: 'Return to Sandbox shop' }).click();
      await page.waitForURL(`${stage.shop.url}/PAID_1/success`);
    });
    assert.ok(await PAYU.verify(stage.merchant, lastRequest(stage, sale).values));
  });

  test('an order that the merchant withdrew says so, also to a page that was open', async () => {
    const sale = await PAYU.create(stage.merchant, 'WITHDRAWN_1');
    await openPage(stage, sale.page, async (page) => {
      await withdraw(stage, sale);
      await payByUpi(page, 'success@upi');
      await awaitWords(page, 'Sandbox shop withdrew this order.');
      assert.equal(await page.getByRole('button').count(), 0);
      await page.getByRole('link', { name: 'Return to Sandbox shop' }).click();
      await page.waitForURL(`${stage.shop.url}/WITHDRAWN_1/failure`);
    });
    const { values } = lastRequest(stage, sale);
    assert.ok(await PAYU.verify(stage.merchant, values));
    assert.equal(values.get('status'), 'failure');
  });

  test('an address that leads nowhere is a page, not JSON', async () => {
    const { page: good } = await RAZORPAY.create(stage.merchant, 'KNOWN_1');
    const forged = `${good.slice(0, -3)}${good.at(-3) === 'A' ? 'B' : 'A'}${good.slice(-2)}`;
    for (const url of [forged, `${good}/nowhere`, `${stage.server.url}/pay/`, `${good}x`]) {
      const tab = await stage.open();
      const answer = await tab.page.goto(url);
      assert.equal(answer?.status(), 404, url);
      await awaitWords(tab.page, 'No payment here');
      assert.deepEqual(tab.complaints, []);
      await tab.close();
    }
  });

  test('a pending payment approved elsewhere takes the customer back by itself', async () => {
    const sale = await PAYU.create(stage.merchant, 'ELSEWHERE_1');
    const act = async (page: Page): Promise<void> => {
      await stopClock(page);
      await payByCard(page, CARD);
      await press(page, 'Give no answer yet');
      await awaitWords(page, 'Payment pending');
      await openPage(stage, sale.page, async (other) => {
        await press(other, /^Approve/);
        await awaitWords(other, 'Payment received');
      });
      await page.clock.runFor(5100).catch(() => undefined);
      await awaitWords(page, 'Payment received');
      const back = page.waitForURL(`${stage.shop.url}/ELSEWHERE_1/success`);
      await page.clock.runFor(3100).catch(() => undefined);
      await back;
    };
    await openPage(stage, sale.page, act, HASTY);
  });
});
