// What moves money or opens doors at the dashboard, in Chromium: refunds asked for twice in every
// way, roles, secrets, merchants' links, and a file for spreadsheets.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { addOperator } from '../../src/engine/identity/operator.ts';
import { SKIP_REASON } from '../support/browser.ts';
import { admin } from '../support/chain.ts';
import { ask, KEY } from '../support/server.ts';
import {
  headingOf,
  hear,
  makePaid,
  openSignedIn,
  post,
  readClipboard,
  withClipboard,
} from './dashboard-stage.ts';
import { inspect } from './page-check.ts';
import { awaitWords, FRESH, openPage, openStage, press, type Stage } from './stage.ts';

const ACCOUNT = `/accounts/${KEY}`;

describe('money and doors at the dashboard', { skip: SKIP_REASON }, () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage();
  });
  after(() => stage?.close());

  const open = (path: string, act: (page: Page) => Promise<void>): Promise<void> =>
    openSignedIn(stage, act, { path, options: withClipboard(stage) });

  async function refundsOf(reference: string): Promise<readonly number[]> {
    const { accounts, store } = stage.server.app.parts;
    const known = (await accounts.find(KEY)) ?? assert.fail();
    const order = await store.loadOrderByReference(known.account.id, reference);
    return (order?.refunds ?? assert.fail()).map(({ amountMinor }) => amountMinor);
  }

  /** The page that asks whether it is right. */
  async function beginRefund(page: Page, amount: string): Promise<void> {
    await page.getByRole('link', { name: 'Refund' }).click();
    await page.getByLabel('Amount in INR').fill(amount);
    await press(page, 'Go on');
    await headingOf(page, 'Is this right?');
  }

  test('a refund that is pressed twice is made once', async () => {
    await makePaid(stage, 'TWICE-1');
    await open('/search?q=TWICE-1', async (page) => {
      await beginRefund(page, '1,00.50');
      await page.getByRole('button', { name: 'Give back ₹100.50' }).dblclick();
      await headingOf(page, 'TWICE-1');
      await hear(page, /The refund is saved|was asked for before/);
      assert.deepEqual(await refundsOf('TWICE-1'), [10_050]);
    });
  });

  test('so is one from two tabs, after Back, and after loading again', async () => {
    await makePaid(stage, 'TABS-1');
    await open('/search?q=TABS-1', async (page) => {
      await page.getByRole('link', { name: 'Refund' }).click();
      // Until its page is there the address is the one before.
      await headingOf(page, 'Refund');
      const [other] = await Promise.all([
        page.context().waitForEvent('page'),
        page.evaluate('void open(location.href)'),
      ]);
      const field = other.locator('[name=reference]');
      await field.waitFor({ state: 'attached' });
      const name = await page.locator('[name=reference]').inputValue();
      // As if the whole tab had been copied, form and all.
      await other.evaluate(`document.querySelector('[name=reference]').value = '${name}'`);
      for (const each of [page, other]) {
        await each.getByLabel('Amount in INR').fill('200');
        await press(each, 'Go on');
        await headingOf(each, 'Is this right?');
      }
      await press(page, 'Give back ₹200.00');
      await awaitWords(page, 'The refund is saved');
      await press(other, 'Give back ₹200.00');
      await awaitWords(other, 'This refund was asked for before: no second one was made.');
      await other.close();
      await page.reload();
      await headingOf(page, 'TABS-1');
      await page.goBack();
      await headingOf(page, 'TABS-1');
      assert.deepEqual(await refundsOf('TABS-1'), [20_000]);
      await beginRefund(page, '50');
      await page.reload();
      await headingOf(page, 'TABS-1');
      assert.deepEqual(await refundsOf('TABS-1'), [20_000], 'what was only looked at is not made');
    });
  });

  test('an amount that cannot be is told beside the form; what is left is given back', async () => {
    await makePaid(stage, 'LEFT-1');
    await open('/search?q=LEFT-1', async (page) => {
      await page.getByRole('link', { name: 'Refund' }).click();
      for (const amount of ['nothing', '0', '-5', '0.001']) {
        await page.getByLabel('Amount in INR').fill(amount);
        await press(page, 'Go on');
        // The page that comes has the focus on its heading.
        await page.locator('h1:focus', { hasText: /^Refund$/ }).waitFor();
        await awaitWords(page, 'An amount of INR, such as 500.50, is needed.');
        assert.equal(await page.getByLabel('Amount in INR').inputValue(), amount);
      }
      await page.getByLabel('Amount in INR').fill('500.51');
      await press(page, 'Go on');
      await press(page, 'Give back ₹500.51');
      await page.getByRole('alert').getByText('more than is left').waitFor();
      await inspect(page, 'dashboard-refund-refused');
      await page.getByLabel('Amount in INR').fill('500.50');
      await press(page, 'Go on');
      await press(page, 'Give back ₹500.50');
      await hear(page, 'The refund is saved');
      assert.equal(await page.getByRole('link', { name: 'Refund' }).count(), 0);
      assert.deepEqual(await refundsOf('LEFT-1'), [50_050]);
    });
  });

  test('who may only read is offered nothing, and refused what is asked all the same', async () => {
    await makePaid(stage, 'ROLE-1');
    const { store } = stage.server.app.parts;
    const token = await addOperator(store, { name: 'asha', role: 'read' }, Date.now());
    await openSignedIn(
      stage,
      async (page) => {
        await awaitWords(page, 'asha (read)');
        await headingOf(page, 'ROLE-1');
        assert.equal(await page.getByRole('link', { name: 'Refund' }).count(), 0);
        const csrf = await page.locator('[name=csrf]').first().inputValue();
        const status = await page.evaluate(`fetch('/dashboard/sandbox/clock', { method: 'POST',
          body: new URLSearchParams({ csrf: '${csrf}', account: '${KEY}', hours: '1' })
        }).then(({ status }) => status)`);
        assert.equal(status, 403);
        for (const path of [ACCOUNT, '/sandbox', '/reviews', '/webhooks', '/audit']) {
          await page.goto(`${stage.server.url}/dashboard${path}`);
          assert.equal(await page.locator('main form[method=post]').count(), 0, path);
        }
      },
      { path: '/search?q=ROLE-1', token: token ?? assert.fail() },
    ).catch((error: Error) => {
      // Chromium writes the refusal that was meant to the console.
      assert.match(error.message, /status of 403/);
    });
  });

  test('a secret is rotated: told once, copied, both hold, the old one is taken back', async () => {
    const shop = { name: 'Rotating shop', mode: 'sandbox', key: 'rotating_shop' };
    const former = String((await admin(stage.server, 'POST', '/accounts', shop))['secret']);
    const read = (secret: string) =>
      ask(`${stage.server.url}/account/endpoints`, {
        headers: { authorization: `Basic ${btoa(`${shop.key}:${secret}`)}` },
      });
    await open(`/accounts/${shop.key}`, async (page) => {
      await press(page, 'Make another secret');
      await headingOf(page, 'The secret is made');
      await page.locator('main .copy').click();
      await hear(page, 'Copied');
      const secret = await readClipboard(page);
      assert.deepEqual([(await read(secret)).status, (await read(former)).status], [200, 200]);
      await page.reload();
      await headingOf(page, 'Rotating shop');
      assert.ok(!(await page.content()).includes(secret), 'it is told once');
      const rows = page.locator('[aria-label=Secrets] tbody tr');
      assert.equal(await rows.count(), 2);
      await rows
        .filter({ hasText: /^1\s*holds/ })
        .getByText('Revoke')
        .click();
      await headingOf(page, 'Is this right?');
      assert.equal((await read(former)).status, 200, 'it is only looked at');
      await inspect(page, 'dashboard-revoke');
      await press(page, 'Revoke secret 1');
      await rows.filter({ hasText: /^1\s*revoked/ }).waitFor();
      assert.deepEqual([(await read(secret)).status, (await read(former)).status], [200, 401]);
      await press(page, 'Revoke');
      await press(page, /^Revoke secret \d+$/);
      await headingOf(page, 'Nothing was done');
      await inspect(page, 'dashboard-nothing-done');
      assert.equal((await read(secret)).status, 200);
    });
  });

  test('a merchant’s link that is altered, over or taken back shows nothing', async () => {
    const { links, accounts } = stage.server.app.parts;
    const { account } = (await accounts.find(KEY)) ?? assert.fail();
    const openLink = `${stage.server.url}/dashboard/open?link=`;
    const over = await links.make(account, -1, 'admin');
    let link = '';
    await open(ACCOUNT, async (page) => {
      await press(page, 'Make a link');
      await headingOf(page, 'The link is made');
      await page.locator('main .copy').click();
      await hear(page, 'Copied');
      link = await readClipboard(page);
    });
    await openPage(
      stage,
      link,
      async (page) => {
        await press(page, 'Show them');
        await headingOf(page, 'Orders');
        for (const path of ['', '/accounts', '/audit', '/requests', ACCOUNT, '/orders.csv']) {
          await page.goto(`${stage.server.url}/dashboard${path}`);
          await headingOf(page, path === '' ? 'Orders' : 'Not found');
        }
        await open(ACCOUNT, async (operator) => {
          const rows = operator.locator('[aria-label=Links] tbody tr');
          await rows.filter({ hasText: 'ended' }).waitFor();
          await rows.filter({ hasText: 'holds' }).getByText('Revoke').click();
          await rows.filter({ hasText: 'revoked' }).waitFor();
        });
        await page.getByRole('link', { name: 'Webhooks', exact: true }).click();
        await page.getByLabel('Token').waitFor();
        const altered = link.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
        for (const each of [link, altered, `${openLink}${over}`, openLink]) {
          await page.goto(each);
          await headingOf(page, 'This link shows nothing');
        }
        await inspect(page, 'dashboard-link-over');
      },
      FRESH,
    );
  });

  test('what is exported runs nothing in a spreadsheet, and stands in the audit', async () => {
    const texts = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'];
    const tags = texts.map((text) => `${text} "x", y`);
    for (const reference of tags) await post(stage, '/sandbox/orders', { amount: 7, reference });
    await open('/orders?status=created', async (page) => {
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: 'Download CSV' }).click(),
      ]);
      assert.equal(file.suggestedFilename(), 'orders.csv');
      const text = readFileSync(await file.path(), 'utf8');
      for (const tag of tags) {
        const cell = `"'${tag.replaceAll('"', '""')}"`;
        assert.ok(text.includes(cell), `${cell} in ${text}`);
      }
      assert.match(text, /,INR,0\.07,0,20/);
      await page.goto(`${stage.server.url}/dashboard/audit`);
      await page.getByRole('cell', { name: 'GET /dashboard/orders.csv' }).waitFor();
    });
  });
});
