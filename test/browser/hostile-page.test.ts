// What customers do by accident (twice, back, in two tabs, mistyped) costs and leaks nothing.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import type { Payment } from '../../src/core/payment.ts';
import { SKIP_REASON } from '../support/browser.ts';
import { ask } from '../support/server.ts';
import { lastRequest, PAYU, type CreatedOrder } from './dialect-driver.ts';
import { findOrder } from './order-states.ts';
import {
  awaitWords,
  CARD,
  FRESH,
  openStage,
  payByCard,
  payByUpi,
  press,
  type Stage,
  openPage,
  openVpa,
} from './stage.ts';

let stage: Stage;

async function paymentsOf({ reference }: CreatedOrder): Promise<readonly Payment[]> {
  return (await findOrder(stage, reference)).payments;
}

async function assertPaidOnce(sale: CreatedOrder): Promise<void> {
  const states = (await paymentsOf(sale)).map(({ status }) => status);
  assert.deepEqual(states, ['captured']);
}

/** Every file of the data folder (the database, its log) and every line that was logged. */
function everythingKept(): string {
  const { dataDir } = stage.server.app.summary;
  const files = readdirSync(dataDir).map((name) => readFileSync(path.join(dataDir, name)));
  assert.ok(files.length > 0);
  return [...files.map((bytes) => bytes.toString('latin1')), ...stage.server.logged].join('\n');
}

describe('no harm is done', { skip: SKIP_REASON }, () => {
  before(async () => {
    stage = await openStage();
  });
  after(() => stage?.close());

  test('a card that is not accepted is refused in words, and nothing of it is kept', async () => {
    const sale = await PAYU.create(stage.merchant, 'WRONG_CARD_1');
    await openPage(stage, sale.page, async (page) => {
      await payByCard(page, '4000 0566 5566 5556');
      const field = page.getByLabel('Card number');
      await awaitWords(page, 'Only the listed test cards work in the sandbox');
      assert.equal(await field.getAttribute('aria-invalid'), 'true');
      assert.equal(await field.inputValue(), '');
      assert.equal(await page.getByLabel('CVV').inputValue(), '');
      assert.equal(await page.getByLabel('Name on card').inputValue(), 'Asha Rao');
      assert.ok(!(await page.content()).includes('5556'));
      await press(page, /^Pay ₹/);
      await awaitWords(page, 'Enter the 3 or 4 digits from the card');
    });
    assert.deepEqual(await paymentsOf(sale), []);
    assert.doesNotMatch(everythingKept(), /4000 ?0566 ?5566 ?5556|Asha Rao/);
  });

  test('of a card that paid only the last four digits are kept', async () => {
    const sale = await PAYU.create(stage.merchant, 'CARD_1');
    await openPage(stage, sale.page, async (page) => {
      await payByCard(page, CARD);
      await press(page, /^Approve/);
      await awaitWords(page, 'Payment received');
    });
    await assertPaidOnce(sale);
    const kept = everythingKept();
    assert.match(kept, /CARD_1/);
    assert.match(kept, /Asha Rao/);
    assert.doesNotMatch(kept, /4111[ -]?1111|1111[ -]?1111|12 ?\/ ?(20)?39/);
  });

  test('a double click on Pay makes one payment', async () => {
    const sale = await PAYU.create(stage.merchant, 'DOUBLE_1');
    await openPage(stage, sale.page, async (page) => {
      await (await openVpa(page)).fill('success@upi');
      await page.getByRole('button', { name: /^Pay ₹/ }).dblclick();
      await awaitWords(page, 'Payment received');
    });
    await assertPaidOnce(sale);
  });

  test('a double click without script, and ten at once, make one payment', async () => {
    const sale = await PAYU.create(stage.merchant, 'DOUBLE_2');
    const act = async (page: Page): Promise<void> => {
      await (await openVpa(page)).fill('success@upi');
      await page.getByRole('button', { name: /^Pay ₹/ }).dblclick();
      await awaitWords(page, 'Payment received');
    };
    await openPage(stage, sale.page, act, { javaScriptEnabled: false });
    await assertPaidOnce(sale);
    const other = await PAYU.create(stage.merchant, 'TEN_1');
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const body = 'method=upi&vpa=success%40upi';
    const sent = { method: 'POST', headers, body };
    await Promise.all(Array.from({ length: 10 }, () => ask(other.page, sent)));
    await assertPaidOnce(other);
  });

  test('Back and reload are harmless at every step', async () => {
    const sale = await PAYU.create(stage.merchant, 'BACK_1');
    const act = async (page: Page): Promise<void> => {
      await payByCard(page, CARD);
      await awaitWords(page, 'Approve this payment?');
      await page.reload();
      await awaitWords(page, 'Approve this payment?');
      await page.goBack();
      // The payment is under way, so the form is not offered again: the way out is to cancel it.
      await press(page, 'Cancel and go back');
      await awaitWords(page, 'You cancelled the payment.');
      await page.goBack();
      await awaitWords(page, 'You cancelled the payment.');
      await payByCard(page, CARD);
      await press(page, /^Approve/);
      await awaitWords(page, 'Payment received');
      await page.reload();
      await press(page, /^Continue/);
      await page.waitForURL(`${stage.shop.url}/BACK_1/success`);
      await page.goBack();
      // Who comes back decides alone when to go again.
      await awaitWords(page, 'Press the button to return to');
      await press(page, /^Continue/);
      await page.waitForURL(`${stage.shop.url}/BACK_1/success`);
    };
    await openPage(stage, sale.page, act, FRESH);
    const states = (await paymentsOf(sale)).map(({ status }) => status);
    assert.deepEqual(states, ['failed', 'captured']);
    const [first, ...others] = stage.shop.requestsOf('BACK_1');
    for (const other of others) assert.deepEqual(other.values, first?.values);
  });

  test('Back from the shop after cancelling leads to a page that can still be paid', async () => {
    const sale = await PAYU.create(stage.merchant, 'BACK_2');
    const act = async (page: Page): Promise<void> => {
      await press(page, 'Cancel and return');
      await awaitWords(page, 'Payment cancelled');
      await page.reload();
      await press(page, /^Continue/);
      await page.waitForURL(`${stage.shop.url}/BACK_2/failure`);
      await page.goBack();
      await awaitWords(page, 'Payment cancelled');
      await page.goto(sale.page);
      await awaitWords(page, 'You cancelled the payment.');
      await payByUpi(page, 'success@upi');
      await press(page, /^Continue/);
      await page.waitForURL(`${stage.shop.url}/BACK_2/success`);
    };
    await openPage(stage, sale.page, act, FRESH);
    assert.equal(lastRequest(stage, sale).values.get('status'), 'success');
    assert.equal((await paymentsOf(sale)).length, 2);
  });

  test('two tabs that pay at once capture once, and both say paid', async () => {
    const sale = await PAYU.create(stage.merchant, 'TABS_1');
    const [one, other] = await Promise.all([stage.open(), stage.open()]);
    await Promise.all([one.page.goto(sale.page), other.page.goto(sale.page)]);
    await Promise.all([payByUpi(one.page, 'success@upi'), payByUpi(other.page, 'success@upi')]);
    await Promise.all([
      awaitWords(one.page, 'Payment received'),
      awaitWords(other.page, 'Payment received'),
    ]);
    assert.deepEqual([...one.complaints, ...other.complaints], []);
    await Promise.all([one.close(), other.close()]);
    await assertPaidOnce(sale);
  });

  test('two tabs with a card meet at one bank step, and only the first answer counts', async () => {
    const sale = await PAYU.create(stage.merchant, 'TABS_2');
    await openPage(stage, sale.page, async (one) => {
      await openPage(stage, sale.page, async (other) => {
        await payByCard(one, CARD);
        await awaitWords(one, 'Approve this payment?');
        await payByUpi(other, 'success@upi');
        await awaitWords(other, 'Approve this payment?');
        await press(one, /^Approve/);
        await awaitWords(one, 'Payment received');
        await press(other, 'Decline');
        await awaitWords(other, 'Payment received');
      });
    });
    await assertPaidOnce(sale);
  });
});
