// The operator's dashboard in Chromium: from a complaint to the bytes of a webhook, a refund, the
// sandbox; by hand, by keys, without a script; each page narrow and wide, light and dark.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { type Hook, openHook } from '../support/account-api.ts';
import { SKIP_REASON } from '../support/browser.ts';
import { KEY } from '../support/server.ts';
import {
  HOSTILE,
  headingOf,
  hear,
  makePaid,
  openSignedIn,
  post,
  readClipboard,
  runCommand,
  signIn,
  withClipboard,
} from './dashboard-stage.ts';
import { inspect } from './page-check.ts';
import { awaitWords, FRESH, openPage, openStage, press, type Stage } from './stage.ts';

let stage: Stage;
let hook: Hook;

const open = (act: (page: Page) => Promise<void>, options: object = FRESH): Promise<void> =>
  openSignedIn(stage, act, { options });

describe('a dashboard of nothing', { skip: SKIP_REASON }, () => {
  before(async () => {
    stage = await openStage();
  });
  after(() => stage?.close());

  test('an empty one says what to do first, with the command filled in', async () => {
    await openPage(
      stage,
      `${stage.server.url}/dashboard`,
      async (page) => {
        await inspect(page, 'dashboard-sign-in');
        await page.getByLabel('Token').fill('wrong');
        await press(page, 'Sign in');
        await awaitWords(page, 'This is no operator’s token');
        await inspect(page, 'dashboard-sign-in-wrong');
        await signIn(page);
        await awaitWords(page, 'No order yet.');
        assert.match((await page.locator('pre').first().textContent()) ?? '', /^curl .*test_123/s);
        await inspect(page, 'dashboard-empty');
      },
      FRESH,
    );
  });

  test('nothing was sent yet: the command that is shown adds an endpoint', async () => {
    const webhooks = { path: '/webhooks', options: withClipboard(stage) };
    await openSignedIn(
      stage,
      async (page) => {
        await awaitWords(page, 'No webhook was sent yet.');
        await inspect(page, 'dashboard-webhooks-empty');
        await press(page, 'Copy');
        await hear(page, 'Copied');
        const command = await readClipboard(page);
        assert.equal(command, await page.locator('pre').textContent());
        const added = JSON.parse(await runCommand(command)) as { readonly id: string };
        await page.goto(`${stage.server.url}/dashboard/accounts/${KEY}`);
        await page.getByRole('row', { name: added.id }).getByText('shop.example/hook').waitFor();
      },
      webhooks,
    );
  });
});

describe('the dashboard', { skip: SKIP_REASON }, () => {
  before(async () => {
    stage = await openStage();
    hook = await openHook();
    await post(stage, '/account/endpoints', {
      ...{ url: `${hook.url}/shop`, dialect: 'razorpay' },
      events: ['order.paid', 'payment.captured'],
    });
    hook.answers = 503;
    await makePaid(stage, 'INV-17');
    await makePaid(stage, HOSTILE);
    await post(stage, '/sandbox/settle', {});
  });
  after(async () => {
    await hook?.stop();
    await stage?.close();
  });

  test('from a complaint’s order to the exact bytes of its webhook in three steps', async () => {
    await open(async (page) => {
      await page.keyboard.press('/');
      await page.keyboard.type('INV-17');
      await page.keyboard.press('Enter');
      await headingOf(page, 'INV-17');
      assert.equal(await page.title(), 'INV-17 · Dubash');
      await page.locator('#live', { hasText: 'INV-17 · Dubash' }).waitFor({ state: 'attached' });
      const line = page.locator('.story > li', { hasText: 'order.paid' });
      await line.getByText('Exact bytes').click();
      await line.getByText('x-razorpay-signature', { exact: false }).waitFor();
      await line.getByText('Answered 503').first().waitFor();
      await page.getByText('Side by side').click();
      await page.locator('#dialects').getByText('GET /v1/orders/:id').waitFor();
      await page.getByText('Side by side').click();
      await inspect(page, 'dashboard-order');
      await line.getByRole('link', { name: 'order.paid' }).click();
      await headingOf(page, 'order.paid');
      await press(page, 'Send once more');
      await awaitWords(page, 'What was chosen is sent once more.');
      assert.match(page.url(), /told=replayed$/);
    });
  });

  test('rows are walked by arrows and opened by Enter; Back comes back', async () => {
    await open(async (page) => {
      await page.getByRole('link', { name: 'Orders', exact: true }).click();
      await headingOf(page, 'Orders');
      await page.getByText(HOSTILE).waitFor();
      await inspect(page, 'dashboard-orders');
      await page.getByRole('link', { name: HOSTILE }).focus();
      await page.keyboard.press('ArrowDown');
      assert.equal(await page.evaluate('document.activeElement.textContent'), 'INV-17');
      await page.keyboard.press('Enter');
      // It is read out once the heading has the focus.
      await hear(page, 'INV-17 · Dubash');
      assert.equal(await page.evaluate('document.activeElement.tagName'), 'H1');
      await page.goBack();
      await headingOf(page, 'Orders');
      await page.getByLabel('Status').focus();
      await page.keyboard.type('pa');
      await page.keyboard.press('Enter');
      await page.waitForURL(/status=paid/);
      assert.equal(await page.locator('nav a[aria-current]').textContent(), 'Orders');
    });
  });

  for (const javaScriptEnabled of [true, false]) {
    test(`a refund, looked at before it is made; script: ${javaScriptEnabled}`, async () => {
      const name = `REFUND-${javaScriptEnabled}`;
      await makePaid(stage, name);
      await open(
        async (page) => {
          await page.getByRole('searchbox').fill(name);
          await page.getByRole('searchbox').press('Enter');
          await headingOf(page, name);
          await page.getByRole('link', { name: 'Refund' }).click();
          await page.getByLabel('Amount in INR').fill('100.50');
          await press(page, 'Go on');
          await headingOf(page, 'Is this right?');
          if (javaScriptEnabled) await inspect(page, 'dashboard-refund');
          await press(page, 'Give back ₹100.50');
          await awaitWords(page, 'The refund is saved');
          await awaitWords(page, 'asked for by admin');
          if (!javaScriptEnabled) {
            await page.getByText('Exact bytes').first().click();
            await page.getByRole('link', { name: 'Show them' }).first().click();
            await awaitWords(page, 'Attempts');
          }
        },
        { javaScriptEnabled },
      );
    });
  }

  test('requests are followed live, paused, and lead to their order', async () => {
    await open(async (page) => {
      await page.getByRole('link', { name: 'Requests', exact: true }).click();
      await headingOf(page, 'Requests');
      await page.getByRole('link', { name: 'Follow live' }).click();
      await page.locator('[data-poll]').waitFor({ state: 'attached' });
      const first = page.locator('tbody .row').first();
      const known = await first.getAttribute('id');
      await first.focus();
      await post(stage, '/sandbox/orders', { amount: 700, reference: 'LIVE-1' });
      await page.locator('#live', { hasText: '1 new request' }).waitFor({ state: 'attached' });
      assert.notEqual(await first.getAttribute('id'), known);
      assert.equal(await page.evaluate('document.activeElement.id'), known, 'focus stays');
      assert.equal(await page.locator('nav a[aria-current]').textContent(), 'Requests');
      await inspect(page, 'dashboard-requests');
      await page.getByRole('link', { name: 'Pause' }).click();
      await page.getByRole('link', { name: 'Follow live' }).waitFor();
      assert.equal(await page.locator('[data-poll]').count(), 0);
      await first.click();
      await headingOf(page, 'createOrder');
      await inspect(page, 'dashboard-request');
      await page.getByRole('link', { name: 'LIVE-1' }).click();
      await headingOf(page, 'LIVE-1');
      await page.getByRole('link', { name: 'Show', exact: true }).click();
      await headingOf(page, 'Requests');
      assert.equal(await page.locator('tbody .row').count(), 1);
    });
  });

  test('the sandbox, from nothing to a paid order', async () => {
    await open(async (page) => {
      await page.getByRole('link', { name: 'Sandbox', exact: true }).click();
      await headingOf(page, 'Sandbox');
      await inspect(page, 'dashboard-sandbox');
      await page.getByLabel('Reference, if it shall have one').fill('SAND-1');
      await press(page, 'Make it');
      await headingOf(page, 'SAND-1');
      await page.getByRole('link', { name: 'Sandbox', exact: true }).click();
      await page.getByLabel('Order, by any name').first().fill('SAND-1');
      await press(page, 'Pay it');
      await headingOf(page, 'SAND-1');
      await awaitWords(page, 'Order paid');
      await page.getByRole('link', { name: 'Sandbox', exact: true }).click();
      await page.getByLabel('Order, by any name').last().fill('SAND-1');
      await page.getByLabel('What happens').selectOption('second_success');
      await press(page, 'Let it happen');
      await headingOf(page, 'SAND-1');
      await awaitWords(page, 'Money too much: it goes back');
      await page.getByRole('link', { name: 'Sandbox', exact: true }).click();
      const clock = page.getByText('The clock of').locator('time');
      const before = Date.parse((await clock.getAttribute('datetime')) ?? '');
      await page.getByLabel('Hours ahead').fill('48');
      await press(page, 'Move it');
      await awaitWords(page, 'Done.');
      const after = Date.parse((await clock.getAttribute('datetime')) ?? '');
      assert.ok(after - before >= 48 * 3600 * 1000, `it moved by ${after - before} ms`);
    });
  });

  test('every other page looks as it should', async () => {
    await open(async (page) => {
      const base = `${stage.server.url}/dashboard`;
      // Sums of minutes are written every five seconds, and looked at for fifteen.
      const times = page.locator('[data-chart=request-times] canvas');
      for (let tries = 0; tries < 20 && (await times.count()) === 0; tries += 1) {
        await page.waitForTimeout(1000);
        await page.reload();
      }
      await times.waitFor();
      await page.locator('[data-chart=chart-data] canvas').waitFor();
      await page.getByText('As a table', { exact: true }).click();
      await page.getByText('Both as a table').click();
      await inspect(page, 'dashboard-overview');
      for (const path of ['webhooks', 'reviews', 'accounts', `accounts/${KEY}`, 'audit']) {
        await page.goto(`${base}/${path}`);
        await inspect(page, `dashboard-${path.replace('/', '-')}`);
      }
      await page.goto(`${base}/orders/${KEY}/INV-17/dialects`);
      await headingOf(page, 'As each dialect shows it');
      await inspect(page, 'dashboard-dialects');
    });
  });

  test('a merchant reads its own account by a link, and nothing else', async () => {
    let link = '';
    await open(async (page) => {
      await page.goto(`${stage.server.url}/dashboard/accounts/${KEY}`);
      await press(page, 'Make a link');
      await headingOf(page, 'The link is made');
      link = (await page.locator('main .copy').textContent()) ?? '';
      await inspect(page, 'dashboard-link-made');
      await page.goto(`${stage.server.url}/dashboard/accounts/${KEY}`);
      await press(page, 'Make another secret');
      await headingOf(page, 'The secret is made');
      await inspect(page, 'dashboard-secret-made');
    });
    await openPage(
      stage,
      link,
      async (page) => {
        await inspect(page, 'dashboard-link');
        await press(page, 'Show them');
        await headingOf(page, 'Orders');
        assert.deepEqual(await page.locator('nav a').allTextContents(), ['Orders', 'Webhooks']);
        await inspect(page, 'dashboard-merchant-orders');
        await page.getByRole('link', { name: 'INV-17' }).click();
        await headingOf(page, 'INV-17');
        await inspect(page, 'dashboard-merchant-order');
      },
      FRESH,
    );
  });

  test('whoever signs out is out, and a session that ended leads to the door', async () => {
    await open(async (page) => {
      await page.getByRole('link', { name: 'Orders', exact: true }).click();
      await headingOf(page, 'Orders');
      const { store } = stage.server.app.parts;
      await store.removeIdleDashboardSessions(Date.now() + 60_000);
      await page.getByRole('link', { name: 'Webhooks', exact: true }).click();
      await page.getByLabel('Token').waitFor();
      assert.match(page.url(), /sign-in\?next=%2Fdashboard%2Fwebhooks$/);
      await signIn(page);
      await headingOf(page, 'Webhooks');
      await press(page, 'Sign out');
      await page.getByLabel('Token').waitFor();
      await page.goBack();
      await page.getByLabel('Token').waitFor();
    });
  });
});
