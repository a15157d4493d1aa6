// A customer's ways through the pages in each dialect, until the merchant knows the end.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { SKIP_REASON } from '../support/browser.ts';
import { type Ending, lastVisit, type Sale, type Speech, SPEECHES } from './dialect-driver.ts';
import { tamper } from './shop.ts';
import {
  awaitWords,
  CARD,
  CARD_REFUSED,
  FRESH,
  openStage,
  payByBank,
  payByCard,
  payByUpi,
  press,
  type Stage,
  visit,
} from './stage.ts';

let stage: Stage;
let count = 0;

async function sell(speech: Speech): Promise<Sale> {
  count += 1;
  return speech.create(stage, `SALE_${count}`);
}

/** Goes back to the shop without waiting for the page to do so. */
async function returnToShop(page: Page): Promise<void> {
  await page.getByText(/^Continue to /).click();
  await page.waitForURL(`${stage.shop.url}/**`);
}

/** The merchant was told this ending at the right address, under a seal that covers it. */
async function assertTold(speech: Speech, sale: Sale, ending: Ending): Promise<void> {
  const { method, path, values } = lastVisit(stage, sale);
  assert.equal(path, `/${sale.reference}/${speech.returns?.[ending]}`);
  assert.equal(method, speech.title === 'Cashfree' ? 'GET' : 'POST');
  assert.equal(speech.readReference(values), sale.reference);
  assert.equal(speech.readEnding(values) ?? ending, ending);
  assert.ok(await speech.verify(stage, values), 'the seal is good');
  for (const [field, at] of speech.sealed) {
    const forged = tamper(values, field, at);
    assert.ok(!(await speech.verify(stage, forged)), `${field} can be forged at ${at}`);
  }
}

/** After success: back at the shop where there is one, and paid for whoever asks. */
async function assertPaid(page: Page, speech: Speech, sale: Sale): Promise<void> {
  await awaitWords(page, 'Payment received');
  if (speech.returns !== null) {
    await returnToShop(page);
    await assertTold(speech, sale, 'paid');
  }
  assert.equal(await speech.fetchWord(stage, sale), speech.paidWord);
}

async function payWithoutStops(speech: Speech): Promise<void> {
  const sale = await sell(speech);
  const act = async (page: Page): Promise<void> => {
    await page.clock.install();
    await payByUpi(page, 'success@upi');
    await awaitWords(page, 'Payment received');
    if (speech.returns !== null) {
      // The page goes by itself after three seconds: here the browser's clock makes them pass.
      const back = page.waitForURL(`${stage.shop.url}/**`);
      await page.clock.runFor(3100).catch(() => undefined);
      await back;
      await assertTold(speech, sale, 'paid');
    }
  };
  await visit(stage, sale.page, act, FRESH);
  assert.equal(await speech.fetchWord(stage, sale), speech.paidWord);
}

async function payThroughBank(speech: Speech): Promise<void> {
  const sale = await sell(speech);
  await visit(stage, sale.page, async (page) => {
    await payByCard(page, CARD);
    await awaitWords(page, 'Visa card ending 1111');
    await press(page, 'Approve ₹500.50');
    await assertPaid(page, speech, sale);
  });
}

async function payAtSecondTry(speech: Speech): Promise<void> {
  const sale = await sell(speech);
  await visit(stage, sale.page, async (page) => {
    await payByCard(page, CARD_REFUSED);
    await awaitWords(page, 'The bank declined this payment. Try again, or use another method.');
    assert.notEqual(await speech.fetchWord(stage, sale), speech.paidWord);
    await payByBank(page, 'State Bank of India');
    await press(page, /^Approve/);
    await assertPaid(page, speech, sale);
  });
}

async function cancelAtOnce(speech: Speech): Promise<void> {
  const sale = await sell(speech);
  await visit(stage, sale.page, async (page) => {
    await press(page, /^Cancel/);
    await awaitWords(page, 'Payment cancelled');
    if (speech.returns === null) await page.getByText('Try again').first().waitFor();
    else await returnToShop(page);
  });
  if (speech.returns !== null) await assertTold(speech, sale, 'cancelled');
  assert.notEqual(await speech.fetchWord(stage, sale), speech.paidWord);
}

async function giveUpAfterDecline(speech: Speech): Promise<void> {
  const sale = await sell(speech);
  await visit(stage, sale.page, async (page) => {
    await payByUpi(page, 'failure@upi');
    await awaitWords(page, 'The bank declined this payment.');
    await press(page, /^Cancel/);
    await awaitWords(page, 'Payment failed');
    if (speech.returns !== null) await returnToShop(page);
  });
  if (speech.returns !== null) await assertTold(speech, sale, 'failed');
}

async function stayPending(speech: Speech): Promise<void> {
  const sale = await sell(speech);
  await visit(stage, sale.page, async (page) => {
    await payByUpi(page, 'pending@upi');
    await awaitWords(page, 'Payment pending');
    await awaitWords(page, 'Do not pay again.');
    if (speech.returns !== null) {
      await page.getByRole('link', { name: /^Return to / }).click();
      await page.waitForURL(`${stage.shop.url}/**`);
      await assertTold(speech, sale, 'pending');
      await page.goto(sale.page);
    }
    await stage.wait(16);
    await page.getByText('Check now').click();
    await awaitWords(page, 'The bank did not hear from you in time.');
    await page.getByRole('button', { name: /^Pay ₹/ }).waitFor();
    if (speech.returns !== null) {
      await press(page, /^Cancel/);
      await returnToShop(page);
      await assertTold(speech, sale, 'failed');
    }
  });
  assert.notEqual(await speech.fetchWord(stage, sale), speech.paidWord);
}

describe('a customer pays', { skip: SKIP_REASON }, () => {
  before(async () => {
    stage = await openStage();
  });
  after(() => stage?.close());

  describe('in one go', { concurrency: 2 }, () => {
    for (const speech of SPEECHES) {
      test(`${speech.title}: UPI succeeds, and the page returns by itself`, () =>
        payWithoutStops(speech));
      test(`${speech.title}: a card passes the bank's step`, () => payThroughBank(speech));
      test(`${speech.title}: declined, then paid with another method`, () =>
        payAtSecondTry(speech));
      test(`${speech.title}: cancelled on the page`, () => cancelAtOnce(speech));
      test(`${speech.title}: left after a failure`, () => giveUpAfterDecline(speech));
    }
  });

  // These move the clock, which would end what the others have begun.
  describe('after a while', () => {
    for (const speech of SPEECHES) {
      test(`${speech.title}: pending until its time is over`, () => stayPending(speech));
    }
  });
});
