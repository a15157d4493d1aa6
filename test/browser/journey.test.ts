// A customer's ways through the pages in each dialect, until the merchant knows the end.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { SKIP_REASON } from '../support/browser.ts';
import {
  type Ending,
  lastRequest,
  type CreatedOrder,
  type DialectDriver,
  DIALECT_DRIVERS,
} from './dialect-driver.ts';
import { tamper } from './shop.ts';
import {
  awaitWords,
  CARD,
  CARD_REFUSED,
  HASTY,
  openStage,
  payByBank,
  payByCard,
  payByUpi,
  press,
  stopClock,
  type Stage,
  openPage,
} from './stage.ts';

let stage: Stage;
let count = 0;

async function sell(driver: DialectDriver): Promise<CreatedOrder> {
  count += 1;
  return driver.create(stage.merchant, `SALE_${count}`);
}

/** What the dialect's own fetch says of the order's state. */
async function readWord(driver: DialectDriver, { reference }: CreatedOrder): Promise<string> {
  const [word] = await driver.read(stage.merchant, reference);
  return word;
}

/** Goes back to the shop by hand. */
async function returnToShop(page: Page): Promise<void> {
  await page.getByText(/^Continue to /).click();
  await page.waitForURL(`${stage.shop.url}/**`);
}

/** The merchant was told this ending at the right address, under a seal that covers it. */
async function assertTold(
  driver: DialectDriver,
  sale: CreatedOrder,
  ending: Ending,
): Promise<void> {
  const { method, path, values } = lastRequest(stage, sale);
  assert.equal(path, `/${sale.reference}/${driver.returns?.[ending]}`);
  assert.equal(method, driver.method);
  assert.equal(driver.readReference(values), sale.reference);
  assert.equal(driver.readEnding(values) ?? ending, ending);
  assert.ok(await driver.verify(stage.merchant, values), 'the seal is good');
  for (const [field, at] of driver.signed) {
    const forged = tamper(values, field, at);
    assert.ok(!(await driver.verify(stage.merchant, forged)), `${field} can be forged at ${at}`);
  }
}

/** After success: back at the shop where there is one, and paid for whoever asks. */
async function assertPaid(page: Page, driver: DialectDriver, sale: CreatedOrder): Promise<void> {
  await awaitWords(page, 'Payment received');
  if (driver.returns !== null) {
    await returnToShop(page);
    await assertTold(driver, sale, 'paid');
  }
  assert.equal(await readWord(driver, sale), driver.words.paid);
}

async function payWithoutStops(driver: DialectDriver): Promise<void> {
  const sale = await sell(driver);
  const act = async (page: Page): Promise<void> => {
    await stopClock(page);
    await payByUpi(page, 'success@upi');
    await awaitWords(page, 'Payment received');
    if (driver.returns !== null) {
      // The page goes by itself after three seconds: here the browser's clock makes them pass.
      const back = page.waitForURL(`${stage.shop.url}/**`);
      await page.clock.runFor(3100).catch(() => undefined);
      await back;
      await assertTold(driver, sale, 'paid');
    }
  };
  await openPage(stage, sale.page, act, HASTY);
  assert.equal(await readWord(driver, sale), driver.words.paid);
}

async function payThroughBank(driver: DialectDriver): Promise<void> {
  const sale = await sell(driver);
  await openPage(stage, sale.page, async (page) => {
    await payByCard(page, CARD);
    await awaitWords(page, 'Visa card ending 1111');
    await press(page, 'Approve ₹500.50');
    await assertPaid(page, driver, sale);
  });
}

async function payAtSecondTry(driver: DialectDriver): Promise<void> {
  const sale = await sell(driver);
  await openPage(stage, sale.page, async (page) => {
    await payByCard(page, CARD_REFUSED);
    await awaitWords(page, 'The bank declined this payment. Try again, or use another method.');
    assert.notEqual(await readWord(driver, sale), driver.words.paid);
    await payByBank(page, 'State Bank of India');
    await press(page, /^Approve/);
    await assertPaid(page, driver, sale);
  });
}

async function cancelAtOnce(driver: DialectDriver): Promise<void> {
  const sale = await sell(driver);
  await openPage(stage, sale.page, async (page) => {
    await press(page, /^Cancel/);
    await awaitWords(page, 'Payment cancelled');
    if (driver.returns === null) await page.getByText('Try again').first().waitFor();
    else await returnToShop(page);
  });
  if (driver.returns !== null) await assertTold(driver, sale, 'cancelled');
  assert.notEqual(await readWord(driver, sale), driver.words.paid);
}

async function giveUpAfterDecline(driver: DialectDriver): Promise<void> {
  const sale = await sell(driver);
  await openPage(stage, sale.page, async (page) => {
    await payByUpi(page, 'failure@upi');
    await awaitWords(page, 'The bank declined this payment.');
    await press(page, /^Cancel/);
    await awaitWords(page, 'Payment failed');
    if (driver.returns !== null) await returnToShop(page);
  });
  if (driver.returns !== null) await assertTold(driver, sale, 'failed');
}

async function stayPending(driver: DialectDriver): Promise<void> {
  const sale = await sell(driver);
  await openPage(stage, sale.page, async (page) => {
    await payByUpi(page, 'pending@upi');
    await awaitWords(page, 'Payment pending');
    await awaitWords(page, 'Do not pay again.');
    if (driver.returns !== null) {
      await page.getByRole('link', { name: /^Return to / }).click();
      await page.waitForURL(`${stage.shop.url}/**`);
      await assertTold(driver, sale, 'pending');
      await page.goto(sale.page);
    }
    await stage.wait(16);
    await page.getByText('Check now').click();
    await awaitWords(page, 'The bank did not hear from you in time.');
    await page.getByRole('button', { name: /^Pay ₹/ }).waitFor();
    if (driver.returns !== null) {
      await press(page, /^Cancel/);
      await returnToShop(page);
      await assertTold(driver, sale, 'failed');
    }
  });
  assert.notEqual(await readWord(driver, sale), driver.words.paid);
}

describe('a customer pays', { skip: SKIP_REASON }, () => {
  before(async () => {
    stage = await openStage();
  });
  after(() => stage?.close());

  describe('in one go', { concurrency: 2 }, () => {
    for (const driver of DIALECT_DRIVERS) {
      test(`${driver.title}: UPI succeeds, and the page returns by itself`, () =>
        payWithoutStops(driver));
      test(`${driver.title}: a card passes the bank's step`, () => payThroughBank(driver));
      test(`${driver.title}: declined, then paid with another method`, () =>
        payAtSecondTry(driver));
      test(`${driver.title}: cancelled on the page`, () => cancelAtOnce(driver));
      test(`${driver.title}: left after a failure`, () => giveUpAfterDecline(driver));
    }
  });

  // These move the clock, which would end what the others have begun.
  describe('after a while', () => {
    for (const driver of DIALECT_DRIVERS) {
      test(`${driver.title}: pending until its time is over`, () => stayPending(driver));
    }
  });
});
