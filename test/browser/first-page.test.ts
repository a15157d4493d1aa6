// The developer's page in a browser: how it looks, and its button, with a script and without.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { openTab, SKIP_REASON } from '../support/browser.ts';
import { DIALECTS } from '../support/fixture.ts';
import { inspect } from './page-check.ts';
import { awaitWords, openPage, openStage, press, type Stage } from './stage.ts';

let stage: Stage;

describe('the first page', { skip: SKIP_REASON }, () => {
  before(async () => {
    stage = await openStage();
  });
  after(() => stage?.close());

  test('it looks as it should, empty and with orders in every state', () =>
    openPage(stage, stage.server.url, async (page) => {
      await awaitWords(page, 'None yet.');
      await inspect(page, 'first-empty');
      const made = async (reference: string, more: object = {}): Promise<void> => {
        const body = { amount: 50_050, reference, ...more };
        assert.equal((await stage.post('/sandbox/orders', body)).status, 200);
      };
      await made('waiting');
      await made('a'.repeat(40), { amount: 99_999_999_999 });
      for (const [order, outcome] of [
        ['paid', 'success'],
        ['tried', 'failure'],
      ] as const) {
        await made(order);
        const paid = await stage.post('/sandbox/pay', { order, method: 'upi', outcome });
        assert.equal(paid.status, 200, paid.text);
      }
      await page.reload();
      await awaitWords(page, 'Tried, not paid yet');
      await page.locator('summary', { hasText: 'PayU' }).click();
      await inspect(page, 'first-orders');
    }));

  for (const javaScriptEnabled of [true, false]) {
    test(`an order of the button comes back paid; script: ${javaScriptEnabled}`, async () => {
      // Programs are told another name of this machine than the reader's browser uses.
      const here = stage.server.url.replace('127.0.0.1', 'localhost');
      const hosts = [stage.server.url, here];
      const tab = await openTab(stage.browser, hosts, { javaScriptEnabled, isHasty: true });
      try {
        await tab.page.goto(here);
        await press(tab.page, 'Make a test order and pay it');
        await payHere(tab.page);
        assert.match(await firstOf(tab.page), /^Test order\n₹500\.00\n[\s\S]*\bPaid$/);
        assert.deepEqual(tab.complaints, []);
      } finally {
        await tab.close();
      }
    });
  }

  test('whoever paid an order of a first call comes back to the page, and makes no other', () =>
    openPage(stage, stage.server.url, async (page) => {
      for (const dialect of DIALECTS) {
        const { key, secret } = stage.merchant;
        const shop = `${stage.server.url}/`;
        const call = dialect.firstCall({ key, secret, shop, reference: `${dialect.name}-1` });
        const { headers, fields: body } = call;
        const more = headers === undefined ? {} : { headers };
        await stage.merchant.ask('POST', call.path, { body, ...more });
        await page.goto(shop);
        await page.getByRole('link', { name: `${dialect.name}-1` }).click();
        await payHere(page, 'Payment received');
        if (JSON.stringify(body).includes(shop)) {
          await page.getByText(/^Continue to /).click();
          await awaitWords(page, 'Dubash is running');
        }
        await page.goto(shop);
        const paid = new RegExp(
          `^${dialect.name}-1\\n₹500\\.00\\n${dialect.title}, [\\s\\S]*\\bPaid$`,
        );
        assert.match(await firstOf(page), paid);
      }
    }));
});

/** Through the simulated bank, until these words are there. */
async function payHere(page: Page, words = 'Dubash is running'): Promise<void> {
  await page.waitForURL(/\/pay\//);
  await press(page, 'Pay ₹500.00');
  await press(page, 'Approve ₹500.00');
  await awaitWords(page, words);
}

async function firstOf(page: Page): Promise<string> {
  const text = await page.getByRole('listitem').first().textContent();
  return (text ?? '').trim();
}
