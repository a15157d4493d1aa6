// The operator's settings in Chromium: the server's, an account's; many accounts, and no database.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { TEST_ADMIN_TOKEN } from '../../src/api/fixtures/index.ts';
import { Unreachable } from '../../src/store/store.ts';
import { SKIP_REASON } from '../support/browser.ts';
import { KEY } from '../support/server.ts';
import { inspect } from './page-check.ts';
import { awaitWords, FRESH, openStage, press, type Stage } from './stage.ts';

let stage: Stage;

/** Signed in at a page; `meant` is the status of answers that the console may tell of. */
async function open(path: string, act: (page: Page) => Promise<void>, meant = 0): Promise<void> {
  const tab = await stage.open(FRESH);
  try {
    await tab.page.goto(`${stage.server.url}${path}`);
    await tab.page.getByLabel('Token').fill(TEST_ADMIN_TOKEN);
    await press(tab.page, 'Sign in');
    await tab.page.getByRole('heading', { level: 1 }).waitFor();
    await act(tab.page);
    const wrong = tab.complaints.filter((each) => !each.includes(`a status of ${meant} `));
    assert.deepEqual(wrong, []);
  } finally {
    await tab.close();
  }
}

const headingOf = (page: Page, name: string | RegExp) =>
  page.getByRole('heading', { level: 1, name }).waitFor();

describe('the operator’s settings', { skip: SKIP_REASON }, () => {
  before(async () => {
    stage = await openStage();
  });
  after(() => stage?.close());

  test('the server’s are read at a glance, on a phone and on a desk', async () => {
    await open('/dashboard', async (page) => {
      await page.getByRole('link', { name: 'Settings', exact: true }).click();
      await headingOf(page, 'Settings');
      assert.equal(await page.title(), 'Settings · Dubash');
      await awaitWords(page, 'PUBLIC_URL');
      await inspect(page, 'settings');
    });
  });

  test('an account’s are changed by keys alone, once they were asked back', async () => {
    await open(`/dashboard/accounts/${KEY}`, async (page) => {
      const settings = page.locator('dl').getByRole('link', { name: 'Show' }).first();
      await settings.click();
      await headingOf(page, /^Settings of/);
      await inspect(page, 'account-settings');
      await page.getByLabel('Unique references').focus();
      await page.keyboard.press('o');
      await page.keyboard.press('n');
      await page.getByRole('button', { name: 'Look at the changes' }).focus();
      await page.keyboard.press('Enter');
      await headingOf(page, 'Is this right?');
      await inspect(page, 'account-settings-asked');
      await page.getByRole('button', { name: 'Change it' }).focus();
      await page.keyboard.press('Enter');
      await awaitWords(page, 'The settings are changed.');
    });
  });

  test('a wrong one is told beside the form, and what was typed stays', async () => {
    await open(
      `/dashboard/accounts/${KEY}/settings`,
      async (page) => {
        await page.getByLabel('Refunds without proof from').fill('10.0.0.0/8\nnowhere');
        await press(page, 'Look at the changes');
        await page.getByRole('alert').waitFor();
        const typed = page.getByLabel('Refunds without proof from');
        assert.equal(await typed.inputValue(), '10.0.0.0/8\nnowhere');
        await inspect(page, 'account-settings-wrong');
      },
      422,
    );
  });

  test('without a database a page says so, and with it the same session goes on', async () => {
    const store: { listNewest: unknown } = stage.server.app.parts.store;
    const own = store.listNewest;
    await open(
      '/dashboard/accounts',
      async (page) => {
        store.listNewest = () => Promise.reject(new Unreachable('away'));
        await page.goto(`${stage.server.url}/dashboard/orders?status=paid`);
        await headingOf(page, 'The database does not answer');
        await inspect(page, 'away');
        store.listNewest = own;
        await page.getByRole('link', { name: 'Try again' }).click();
        await headingOf(page, 'Orders');
        assert.match(page.url(), /status=paid/);
      },
      503,
    ).finally(() => {
      store.listNewest = own;
    });
  });

  test('of more accounts than one can choose from a key is typed', async () => {
    const { accounts } = stage.server.app.parts;
    for (let at = 0; at < 101; at += 1) {
      const key = `shop_${at}`;
      const account = { key, secret: `secret-of-${key}`, name: `Shop ${at}`, processor: 'sandbox' };
      await accounts.add({ ...account, mode: 'sandbox' });
    }
    await open('/dashboard/accounts', async (page) => {
      await inspect(page, 'accounts-many', false);
      await page.getByRole('link', { name: 'More' }).click();
      await page.getByRole('link', { name: 'First' }).waitFor();
      await page.getByLabel('Key, client id or merchant id').fill('shop_100');
      await press(page, 'Find');
      await headingOf(page, 'Shop 100');
      await page.getByRole('link', { name: 'Orders', exact: true }).click();
      await headingOf(page, 'Orders');
      await page.getByLabel('Account’s key').fill('shop_100');
      await press(page, 'Filter');
      await page.waitForURL(/account=shop_100/);
      await inspect(page, 'orders-many', false);
    });
  });
});
