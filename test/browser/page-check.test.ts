// Every state of every page is looked at: nothing for axe-core, nothing cut off; pictures kept.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { SKIP_REASON } from '../support/browser.ts';
import { KEY } from '../support/server.ts';
import { PAYU, RAZORPAY, type DialectDriver } from './dialect-driver.ts';
import { inspect } from './page-check.ts';
import { openExpiringOrder, withdraw } from './order-states.ts';
import {
  awaitWords,
  CARD,
  FRESH,
  openStage,
  payByBank,
  payByCard,
  payByUpi,
  press,
  type Stage,
  openPage,
} from './stage.ts';

let stage: Stage;
let count = 0;

const WRONG_HASH = {
  txnid: 'LOOK_HASH',
  amount: '500.50',
  productinfo: 'Masala chai, 12 cups',
  firstname: 'Asha',
  email: 'asha.rao.with.a.very.long.address@mail.example.com',
  phone: '9876543210',
  furl: 'https://shop.example/failure',
};
/** One pixel of indigo. */
const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mMwN1jcCQACzAFrc5nm9wAAAABJRU5ErkJggg==';

async function lookAt(
  driver: DialectDriver,
  act: (page: Page) => Promise<void>,
  options?: typeof FRESH,
): Promise<void> {
  count += 1;
  const sale = await driver.create(stage.merchant, `LOOK_${count}`);
  await openPage(stage, sale.page, act, options);
}

/** Reaches a page that leaves by itself, and keeps it from counting down. */
async function lookAtHandback(name: string, act: (page: Page) => Promise<void>): Promise<void> {
  const still = async (page: Page): Promise<void> => {
    await page.addInitScript('setInterval = () => 0');
    await act(page);
    await page.getByText(/^Continue to /).waitFor();
    await inspect(page, name);
    await page.getByText(/^Continue to /).waitFor();
  };
  await lookAt(PAYU, still, FRESH);
}

describe('how the pages look', { skip: SKIP_REASON }, () => {
  before(async () => {
    stage = await openStage();
  });
  after(() => stage?.close());

  test('the pay page with each method open', () =>
    lookAt(PAYU, async (page) => {
      await inspect(page, 'pay-upi');
      for (const method of ['Card', 'Netbanking', 'Wallet']) {
        await page.getByRole('radio', { name: new RegExp(`^${method}`) }).check();
        await inspect(page, `pay-${method.toLowerCase()}`);
      }
      await page.getByText('Test details').click();
      await inspect(page, 'pay-test-details');
    }));

  test('the pay page after something went wrong', () =>
    lookAt(PAYU, async (page) => {
      await payByCard(page, '4242 4242 4242 4242');
      await awaitWords(page, 'Only the listed test cards');
      await inspect(page, 'pay-card-wrong');
      await payByUpi(page, 'nobody');
      await awaitWords(page, 'Enter a UPI ID such as');
      await inspect(page, 'pay-upi-wrong');
      await payByUpi(page, 'failure@upi');
      await awaitWords(page, 'The bank declined');
      await inspect(page, 'pay-declined');
    }));

  test('the bank step', () =>
    lookAt(PAYU, async (page) => {
      await payByCard(page, CARD);
      await awaitWords(page, 'Approve this payment?');
      await inspect(page, 'bank');
      await press(page, 'Cancel and go back');
      await awaitWords(page, 'You cancelled the payment.');
      await inspect(page, 'pay-cancelled-at-bank');
      await payByBank(page, 'HDFC Bank');
      await press(page, 'Decline');
      await awaitWords(page, 'The bank declined this payment.');
    }));

  test('a payment that is paid, pending, failed or cancelled', async () => {
    await lookAt(RAZORPAY, async (page) => {
      await inspect(page, 'pay-no-return');
      await press(page, 'Cancel');
      await awaitWords(page, 'Payment cancelled');
      await inspect(page, 'outcome-cancelled');
      await page.getByRole('link', { name: 'Try again' }).click();
      await payByUpi(page, 'failure@upi');
      await awaitWords(page, 'The bank declined');
      await press(page, 'Cancel');
      await awaitWords(page, 'Payment failed');
      await inspect(page, 'outcome-failed');
      await page.getByRole('link', { name: 'Try again' }).click();
      await payByUpi(page, 'success@upi');
      await awaitWords(page, 'Payment received');
      await inspect(page, 'outcome-paid');
    });
    await lookAt(PAYU, async (page) => {
      await payByUpi(page, 'pending@upi');
      await awaitWords(page, 'Payment pending');
      await inspect(page, 'outcome-pending');
    });
  });

  test('the way back to the shop', async () => {
    await lookAtHandback('handback-paid', (page) => payByUpi(page, 'success@upi'));
    await lookAtHandback('handback-cancelled', (page) => press(page, /^Cancel/));
    await lookAtHandback('handback-failed', async (page) => {
      await payByUpi(page, 'failure@upi');
      await awaitWords(page, 'The bank declined');
      await press(page, /^Cancel/);
    });
    await lookAtHandback('handback-pending', async (page) => {
      await payByUpi(page, 'pending@upi');
      await page.goto(page.url().replace('/wait', '/return'));
    });
  });

  test('an order that is over', async () => {
    const short = await openExpiringOrder(stage, 'LOOK_SHORT');
    await stage.wait(21);
    await openPage(stage, short.page, (page) => inspect(page, 'outcome-expired'));
    const gone = await PAYU.create(stage.merchant, 'LOOK_GONE');
    await withdraw(stage, gone);
    await openPage(stage, gone.page, (page) => inspect(page, 'outcome-withdrawn'));
    const nowhere = `${stage.server.url}/pay/nowhere`;
    await openPage(stage, nowhere, (page) => inspect(page, 'missing'));
  });

  test('a payment that a shop could not begin, with all that its hash is over', () =>
    openPage(
      stage,
      stage.server.url,
      async (page) => {
        const fields = { key: KEY, hash: 'ab'.repeat(64), surl: stage.shop.url, ...WRONG_HASH };
        const form = Object.entries(fields).map(
          ([name, value]) => `<input type="hidden" name="${name}" value="${value}">`,
        );
        const action = `${stage.server.url}/_payment`;
        await page.setContent(`<form method="post" action="${action}">${form.join('')}</form>`);
        await page.evaluate('document.forms[0].submit()');
        await awaitWords(page, 'The payment could not be started');
        assert.ok(await page.locator('pre').isVisible());
        await inspect(page, 'message-wrong-hash');
      },
      FRESH,
    ).catch((error: unknown) => {
      // Chromium writes every answer of 400 and above to the console: this one is meant.
      assert.match(String(error), /status of (401|404)/);
    }));

  test('the shop’s own name and picture, and more words than a page has room for', async () => {
    const { accounts } = stage.server.app.parts;
    const known = await accounts.find(KEY);
    assert.ok(known);
    const name = 'Śrī Venkaṭēśvara Traditional Handloom Sarees & Silks of Kanchipuram';
    const picture = { type: 'image/png', bytes: Buffer.from(PIXEL, 'base64') } as const;
    await accounts.changeSettings(known.account, { changes: {}, name, picture });
    try {
      await lookAt(PAYU, async (page) => {
        await awaitWords(page, name);
        const loaded = `document.querySelector('.merchant img').naturalWidth`;
        assert.equal(await page.evaluate(loaded), 1);
        await inspect(page, 'pay-named');
        await payByUpi(page, 'success@upi');
        await awaitWords(page, 'Payment received');
      });
    } finally {
      const back = { changes: {}, name: known.account.name, picture: null };
      await accounts.changeSettings(known.account, back);
    }
  });
});
