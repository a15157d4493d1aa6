// Paying without a mouse and paying without script: both lead to the end.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { SKIP_REASON } from '../support/browser.ts';
import { CASHFREE, lastRequest, PAYU } from './dialect-driver.ts';
import { findOrder } from './order-states.ts';
import {
  awaitWords,
  FRESH,
  openStage,
  payByBank,
  payByUpi,
  press,
  type Stage,
  openPage,
} from './stage.ts';

let stage: Stage;
const NO_SCRIPT = { javaScriptEnabled: false };

/** Presses Tab until the focus is on this id or button; fails when it never gets there. */
async function tabTo(page: Page, name: string): Promise<void> {
  const ask = 'document.activeElement.id || document.activeElement.textContent.trim()';
  for (let presses = 0; presses < 20; presses += 1) {
    await page.keyboard.press('Tab');
    const at = String(await page.evaluate(ask));
    if (at === name) return;
  }
  assert.fail(`Tab never reaches ${name}`);
}

/** The focused element has an outline or a frame that shows where the focus is. */
async function assertFocusShows(page: Page): Promise<void> {
  const style = await page.evaluate('getComputedStyle(document.activeElement).outlineStyle');
  assert.notEqual(style, 'none');
}

describe('paying in other ways', { skip: SKIP_REASON }, () => {
  before(async () => {
    stage = await openStage();
  });
  after(() => stage?.close());

  test('with the keyboard alone, through a refusal, the bank and back to the shop', async () => {
    const sale = await PAYU.create(stage.merchant, 'KEYS_1');
    const act = async (page: Page): Promise<void> => {
      const { keyboard } = page;
      await tabTo(page, 'method-upi');
      await assertFocusShows(page);
      await tabTo(page, 'Enter a UPI ID instead');
      await keyboard.press('Enter');
      await tabTo(page, 'vpa');
      await keyboard.type('failure@upi');
      await keyboard.press('Enter');
      await awaitWords(page, 'The bank declined this payment.');
      // The alert has the focus, so the next Tab goes on from there.
      await tabTo(page, 'method-upi');
      await keyboard.press('ArrowDown');
      await tabTo(page, 'card_number');
      await assertFocusShows(page);
      await keyboard.type('4111111111111111');
      assert.equal(await page.getByLabel('Card number').inputValue(), '4111 1111 1111 1111');
      await tabTo(page, 'card_expiry');
      await keyboard.type('1239');
      await tabTo(page, 'card_cvv');
      await keyboard.type('123');
      await tabTo(page, 'Pay ₹500.50');
      await assertFocusShows(page);
      await keyboard.press('Space');
      await awaitWords(page, 'Approve this payment?');
      await tabTo(page, 'Approve ₹500.50');
      await keyboard.press('Enter');
      await awaitWords(page, 'Payment received');
      await tabTo(page, 'Continue to Sandbox shop');
      await keyboard.press('Enter');
      await page.waitForURL(`${stage.shop.url}/KEYS_1/success`);
    };
    await openPage(stage, sale.page, act, FRESH);
    assert.ok(await PAYU.verify(stage.merchant, lastRequest(stage, sale).values));
  });

  test('a test card is filled in with one press, ready to pay', async () => {
    const sale = await PAYU.create(stage.merchant, 'USE_1');
    await openPage(stage, sale.page, async (page) => {
      await page.getByText('Test details').click();
      await press(page, 'Use 5555555555554444');
      await page.keyboard.press('Enter');
      await awaitWords(page, 'Mastercard card ending 4444');
      await press(page, 'Cancel and go back');
      await awaitWords(page, 'You cancelled the payment.');
    });
  });

  test('without script: a wrong entry, the bank, and a button that goes back', async () => {
    const sale = await PAYU.create(stage.merchant, 'NO_SCRIPT_1');
    const act = async (page: Page): Promise<void> => {
      await payByUpi(page, 'nobody');
      await awaitWords(page, 'Enter a UPI ID such as name@bank');
      await payByBank(page, 'HDFC Bank');
      await press(page, /^Approve/);
      await awaitWords(page, 'Press the button to return to');
      await press(page, /^Continue/);
      await page.waitForURL(`${stage.shop.url}/NO_SCRIPT_1/success`);
    };
    await openPage(stage, sale.page, act, NO_SCRIPT);
    assert.ok(await PAYU.verify(stage.merchant, lastRequest(stage, sale).values));
    assert.equal((await findOrder(stage, 'NO_SCRIPT_1')).order.status, 'paid');
  });

  test('without script: a link that goes back does so by itself', async () => {
    const sale = await CASHFREE.create(stage.merchant, 'NO_SCRIPT_2');
    const act = async (page: Page): Promise<void> => {
      await press(page, /^Cancel/);
      // Its words stand there for three seconds only.
      await page.waitForURL(`${stage.shop.url}/NO_SCRIPT_2/**`);
    };
    await openPage(stage, sale.page, act, NO_SCRIPT);
    assert.equal(lastRequest(stage, sale).values.get('order_id'), 'NO_SCRIPT_2');
  });

  test('without script: a pending page can be asked again, and says how it ended', async () => {
    const sale = await PAYU.create(stage.merchant, 'NO_SCRIPT_3');
    const act = async (page: Page): Promise<void> => {
      await payByUpi(page, 'pending@upi');
      await awaitWords(page, 'Payment pending');
      const refresh = page.locator('noscript meta, meta[http-equiv=refresh]');
      assert.equal(await refresh.getAttribute('content'), '5');
      await stage.wait(16);
      await page.getByText('Check now').click();
      await awaitWords(page, 'The bank did not hear from you in time.');
    };
    await openPage(stage, sale.page, act, NO_SCRIPT);
  });
});
