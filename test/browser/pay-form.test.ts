// What the pay page does while somebody types: marks, checks, searches; and what a wrong entry
// leaves there.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { SKIP_REASON } from '../support/browser.ts';
import { PAYU } from './dialect-driver.ts';
import { inspect } from './page-check.ts';
import {
  awaitWords,
  fillCard,
  openPage,
  openStage,
  payByCard,
  press,
  type Stage,
} from './stage.ts';

let stage: Stage;
let count = 0;

async function atPage(act: (page: Page) => Promise<void>, options?: object): Promise<void> {
  count += 1;
  const sale = await PAYU.create(stage.merchant, `FORM_${count}`);
  await openPage(stage, sale.page, act, options);
}

const CARDS = [
  ['4111 1111 1111 1111', 'Visa'],
  ['5555 5555 5555 4444', 'Mastercard'],
  ['6082 0153 0957 7308', 'RuPay'],
  ['3702 956610 73669', 'American Express'],
  ['3056', 'Diners Club'],
  ['6759', 'Maestro'],
  ['9', ''],
] as const;

describe('the form to pay with', { skip: SKIP_REASON }, () => {
  before(async () => {
    stage = await openStage();
  });
  after(() => stage?.close());

  test('a card is named while its number is typed', () =>
    atPage(async (page) => {
      await page.getByRole('radio', { name: /^Card/ }).check();
      for (const [number, network] of CARDS) {
        await page.getByLabel('Card number').fill(number);
        assert.equal(await page.locator('.network').textContent(), network);
      }
      await page.getByLabel('Card number').fill('6082 0153 0957 7308');
      await inspect(page, 'pay-card-typed');
    }));

  test('a wrong field is told before anything is sent, and empties nothing', () =>
    atPage(async (page) => {
      const posts: string[] = [];
      page.on('request', (request) => {
        if (request.method() === 'POST') posts.push(request.url());
      });
      const typed = async (): Promise<readonly string[]> =>
        Promise.all(
          ['Card number', 'Expiry', 'CVV', 'Name on card'].map((label) =>
            page.getByLabel(label).inputValue(),
          ),
        );
      await payByCard(page, '4111 1111 1111 1112');
      await awaitWords(page, 'Check the number: it is not that of a card');
      const focused = 'document.activeElement.id';
      assert.equal(await page.evaluate(focused), 'card_number');
      assert.deepEqual(await typed(), ['4111 1111 1111 1112', '12 / 39', '123', 'Asha Rao']);
      await inspect(page, 'pay-card-checked');
      await page.getByLabel('Card number').fill('4111 1111 1111 1111');
      assert.equal(await page.getByText('Check the number').isVisible(), false);
      for (const [label, wrong, says] of [
        ['Expiry', '13 / 30', 'Enter a month and year'],
        ['Expiry', '01 / 20', 'Enter a month and year'],
        ['CVV', '12', 'Enter the 3 or 4 digits'],
      ] as const) {
        await fillCard(page, '4111 1111 1111 1111');
        await page.getByLabel(label).fill(wrong);
        await press(page, /^Pay ₹/);
        await awaitWords(page, says);
        const [number] = await typed();
        assert.equal(number, '4111 1111 1111 1111');
      }
      for (const [method, says] of [
        ['Netbanking', 'Choose a bank from the list'],
        ['Wallet', 'Choose a wallet from the list'],
      ] as const) {
        await page.getByRole('radio', { name: new RegExp(`^${method}`) }).check();
        await press(page, /^Pay ₹/);
        await awaitWords(page, says);
      }
      await inspect(page, 'pay-wallet-checked');
      assert.deepEqual(posts, []);
    }));

  test('without script the server says the same, and keeps expiry and name', () =>
    atPage(
      async (page) => {
        await payByCard(page, '4111 1111 1111 1112');
        await awaitWords(page, 'Only the listed test cards work in the sandbox');
        await awaitWords(page, 'We do not keep a card’s number or CVV.');
        assert.equal(await page.getByLabel('Card number').inputValue(), '');
        assert.equal(await page.getByLabel('CVV').inputValue(), '');
        assert.equal(await page.getByLabel('Expiry').inputValue(), '12 / 39');
        assert.equal(await page.getByLabel('Name on card').inputValue(), 'Asha Rao');
      },
      { javaScriptEnabled: false },
    ));

  test('more wallets are found by their names, and one of them pays', () =>
    atPage(async (page) => {
      await page.getByRole('radio', { name: /^Wallet/ }).check();
      await page.getByText(/^More wallets/).click();
      const search = page.getByLabel('Search wallets');
      await search.fill('airt');
      assert.equal(await page.getByRole('radio', { name: 'Airtel Money' }).isVisible(), true);
      assert.equal(await page.getByRole('radio', { name: 'JioMoney' }).isVisible(), false);
      await inspect(page, 'pay-wallet-search');
      await search.fill('nothing like it');
      await awaitWords(page, 'None has this name.');
      await search.press('Enter');
      await search.fill('airtel');
      await page.getByRole('radio', { name: 'Airtel Money' }).check();
      await press(page, /^Pay ₹/);
      await awaitWords(page, 'airtel wallet');
    }));

  test('what the shop chose before is chosen already, and one button pays', async () => {
    for (const [query, says] of [
      ['method=netbanking&bank=SBIN', 'State Bank of India'],
      ['method=wallet&wallet=jio', 'jio wallet'],
      ['method=upi&vpa=ab@cd', 'UPI ab@cd'],
    ] as const) {
      count += 1;
      const sale = await PAYU.create(stage.merchant, `FORM_${count}`);
      await openPage(stage, `${sale.page}?${query}`, async (page) => {
        await press(page, /^Pay ₹/);
        await awaitWords(page, says);
      });
    }
  });

  test('the test details need no more room than they show, and fill in any method', () =>
    atPage(async (page) => {
      const height = 'document.documentElement.scrollHeight';
      const before = Number(await page.evaluate(height));
      await page.getByText('Test details').click();
      const grown = Number(await page.evaluate(height)) - before;
      assert.ok(grown < 400, `${grown} px more`);
      await page.getByText(/^Razorpay \(/).click();
      await inspect(page, 'pay-test-gateway');
      await press(page, 'Use success@razorpay');
      await press(page, /^Pay ₹/);
      await awaitWords(page, 'Payment received');
    }));

  test('a time is told in the viewer’s zone, with India’s beside it', async () => {
    const rows = [
      [{ timezoneId: 'America/New_York' }, /(EST|EDT|GMT-[45])/],
      [{ timezoneId: 'Asia/Kolkata' }, /(am|pm) IST$/],
      [{ javaScriptEnabled: false, timezoneId: 'America/New_York' }, /(am|pm) IST$/],
    ] as const;
    for (const [options, says] of rows) {
      await atPage(async (page) => {
        await page.addInitScript('setInterval = () => 0');
        await press(page, /^Pay ₹/);
        await press(page, /^Approve/);
        const time = page.locator('time');
        assert.match((await time.textContent()) ?? '', says);
        assert.match((await time.getAttribute('title')) ?? '', /IST$/);
      }, options);
    }
  });
});
