// The dashboard's door in Chromium: foreign and stolen pages, frames, names that somebody lets
// point here, guesses, and sessions that end.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import type { BrowserContext, Page } from 'playwright-core';
import { IDLE_MS, LONGEST_MS } from '../../src/dashboard/session.ts';
import { sha256Hex } from '../../src/gateways/kit/proof.ts';
import { SKIP_REASON } from '../support/browser.ts';
import { admin } from '../support/chain.ts';
import { ask, KEY, startServer } from '../support/server.ts';
import { goTo, HOSTILE, headingOf, makePaid, openSignedIn, signIn } from './dashboard-stage.ts';
import { inspect } from './page-check.ts';
import { awaitWords, openStage, press, type Stage } from './stage.ts';

describe('at the door of the dashboard', { skip: SKIP_REASON }, () => {
  let stage: Stage;
  let home = '';
  /** What the foreign server answers with, under any name of this machine. */
  let foreignPage = '';
  let foreignPort = 0;
  const foreign = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(foreignPage);
  });
  before(async () => {
    stage = await openStage();
    home = `${stage.server.url}/dashboard`;
    foreign.listen(0, '127.0.0.1');
    await new Promise((resolve) => foreign.once('listening', resolve));
    foreignPort = (foreign.address() as AddressInfo).port;
  });
  after(async () => {
    foreign.closeAllConnections();
    foreign.close();
    await stage?.close();
  });

  /** Another port of this host shares its cookies; another name is another site. */
  const foreignHomes = () => [
    `http://127.0.0.1:${foreignPort}/`,
    `http://evil.localhost:${foreignPort}/`,
  ];

  /** Signed in, where complaints of foreign pages are none of ours. */
  async function within(act: (page: Page, context: BrowserContext) => Promise<void>) {
    const context = await stage.browser.newContext();
    context.setDefaultTimeout(30_000);
    try {
      const page = await context.newPage();
      await page.goto(home);
      await signIn(page);
      await act(page, context);
    } finally {
      await context.close();
    }
  }

  async function refundsOf(reference: string): Promise<number> {
    const { accounts, store } = stage.server.app.parts;
    const known = (await accounts.find(KEY)) ?? assert.fail();
    const order = await store.loadOrderByReference(known.account.id, reference);
    return order?.refunds.length ?? assert.fail();
  }

  test('a stolen page, with its session’s own token, does nothing elsewhere', async () => {
    await makePaid(stage, 'STOLEN-1');
    await within(async (page, context) => {
      await page.goto(`${home}/search?q=STOLEN-1`);
      await page.getByRole('link', { name: 'Refund' }).click();
      await press(page, 'Go on');
      await headingOf(page, 'Is this right?');
      const [form = assert.fail()] = /<form method="post" action="[^"]+refund".*?<\/form>/s.exec(
        await page.content(),
      ) ?? [assert.fail()];
      foreignPage = form.replace('action="', `action="${stage.server.url}`);
      assert.match(foreignPage, /name="csrf" value="\w{43}"/);
      for (const there of foreignHomes()) {
        const stolen = await context.newPage();
        await stolen.goto(there);
        await stolen.getByRole('button').click();
        await headingOf(stolen, 'Nothing was done');
        await stolen.close();
        assert.equal(await refundsOf('STOLEN-1'), 0, there);
      }
      await press(page, 'Give back ₹500.50');
      await headingOf(page, 'STOLEN-1');
      assert.equal(await refundsOf('STOLEN-1'), 1, 'the page itself does it');
    });
  });

  test('a foreign page reads, frames and holds nothing, and sends nobody out', async () => {
    await within(async (page, context) => {
      for (const there of foreignHomes()) {
        foreignPage = `<iframe src="${home}/orders"></iframe>
<form method="post" action="${home}/sign-out"><button>Out</button></form>`;
        const evil = await context.newPage();
        await evil.goto(there);
        for (const mode of ['cors', 'no-cors']) {
          const read = await evil.evaluate(`fetch('${home}/orders',
            { credentials: 'include', mode: '${mode}' }).then(() => 'read', () => 'refused')`);
          assert.equal(read, 'refused', `${mode} from ${there}`);
        }
        const [, frame] = evil.frames();
        assert.doesNotMatch((await frame?.content()) ?? '', /Orders/);
        const [opened] = await Promise.all([
          context.waitForEvent('page'),
          evil.evaluate(`void (globalThis.held = open('${home}/orders'))`),
        ]);
        await opened.getByRole('heading', { level: 1 }).waitFor();
        assert.equal(await evil.evaluate('held.closed'), true, 'the window is out of its hands');
        await opened.close();
        await evil.getByRole('button', { name: 'Out' }).click();
        await headingOf(evil, 'Nothing was done');
        await evil.close();
      }
      await goTo(page, 'Orders');
      await headingOf(page, 'Orders');
      const kept = await page.evaluate(`JSON.stringify([document.cookie,
        { ...localStorage }, { ...sessionStorage, 'htmx-current-path-for-history': '' }])`);
      const none = '["",{},{"htmx-current-path-for-history":""}]';
      assert.equal(kept, none, 'scripts find no cookie, and no page is kept');
    });
  });

  test('whatever others wrote is text on every page', async () => {
    const { server } = stage;
    const shop = await admin(server, 'POST', '/accounts', { name: HOSTILE, mode: 'sandbox' });
    const key = String(shop['key']);
    const headers = { authorization: `Basic ${btoa(`${key}:${shop['secret']}`)}` };
    const order = { amount: 100, currency: 'INR', receipt: HOSTILE, notes: { [HOSTILE]: HOSTILE } };
    const named = encodeURIComponent(HOSTILE);
    for (const [path, body, status] of [
      ['/v1/orders', order, 200],
      [`/v1/orders?q=${named}`, { ...order, amount: HOSTILE }, 400],
      ['/sandbox/pay', { order: HOSTILE, method: 'upi', outcome: 'success' }, 200],
    ] as const) {
      const answer = await ask(server.url + path, { headers, body });
      assert.equal(answer.status, status, answer.text);
    }
    await openSignedIn(stage, async (page) => {
      page.on('dialog', (dialog) => assert.fail(`${dialog.message()} was run`));
      for (const path of [
        ...['', '/orders', `/orders/${key}/${named}`, `/orders/${key}/${named}/dialects`],
        ...['/accounts', `/accounts/${key}`, '/requests', `/requests?operation=${named}`],
        ...[`/search?q=${named}x`, `/audit?operator=${named}`, '/webhooks', '/sandbox'],
      ]) {
        await page.goto(`${home}${path}`);
        await page.getByRole('heading', { level: 1 }).waitFor();
        assert.equal(await page.locator('img, iframe, main script:not([id])').count(), 0, path);
      }
      await page.goto(`${home}/orders/${key}/${named}`);
      await headingOf(page, HOSTILE);
      await awaitWords(page, `Note: ${HOSTILE}`);
      for (const refused of ['false', 'true']) {
        await page.goto(`${home}/requests?account=${key}&refused=${refused}`);
        await page.locator('tbody .row').last().click();
        await awaitWords(page, 'What was said');
        assert.equal(await page.locator('img, main script').count(), 0);
      }
    });
  });

  test('a name that somebody lets point here shows nothing, whatever cookie comes', async () => {
    const { port } = new URL(home);
    await within(async (page, context) => {
      const [cookie = assert.fail()] = await context.cookies();
      assert.deepEqual(
        [cookie.name, cookie.httpOnly, cookie.sameSite],
        [`dubash-${port}`, true, 'Strict'],
      );
      const { name, value } = cookie;
      await context.addCookies([{ name, value, domain: 'rebound.localhost', path: '/' }]);
      await page.goto(`http://rebound.localhost:${port}/dashboard/orders`);
      await awaitWords(page, 'the dashboard is served at the host of PUBLIC_URL');
      assert.equal(await page.locator('table, form').count(), 0);
      await page.goto(`http://localhost:${port}/dashboard/orders`);
      await page.getByLabel('Token').waitFor();
    });
  });

  test('who guesses is told to wait; the right token is let in all the same', async () => {
    const server = await startServer({ RATE_LIMITS: 'create=100,fetch=300,refund=50' });
    const context = await stage.browser.newContext();
    try {
      const page = await context.newPage();
      await page.goto(`${server.url}/dashboard/orders`);
      const statuses = await page.evaluate(`(async () => {
        const statuses = [];
        for (let tries = 0; tries < 20; tries += 1) {
          const body = new URLSearchParams({ token: 'guess-' + tries });
          statuses.push((await fetch('/dashboard/sign-in', { method: 'POST', body })).status);
        }
        return statuses;
      })()`);
      assert.deepEqual(statuses, Array(20).fill(422));
      await page.getByLabel('Token').fill('guess');
      await press(page, 'Sign in');
      await page
        .getByRole('alert')
        .getByText(/try again in \d+ seconds/)
        .waitFor();
      await inspect(page, 'dashboard-sign-in-wait');
      await signIn(page);
      await headingOf(page, 'Orders');
    } finally {
      await context.close();
      await server.stop();
    }
  });

  for (const [why, ages] of [
    ['half an hour without a request', { usedAt: Date.now() - IDLE_MS - 1 }],
    ['twelve hours', { createdAt: Date.now() - LONGEST_MS - 1 }],
  ] as const) {
    test(`after ${why} the next click leads to the door, and from there on`, async () => {
      await openSignedIn(stage, async (page) => {
        const { store } = stage.server.app.parts;
        const [cookie = assert.fail()] = await page.context().cookies();
        const session =
          (await store.findDashboardSession(sha256Hex(cookie.value))) ?? assert.fail();
        await store.removeDashboardSession(session.digest);
        await store.addDashboardSession({ ...session, ...ages });
        await goTo(page, 'Reviews');
        await page.getByLabel('Token').waitFor();
        assert.equal(await store.findDashboardSession(session.digest), null);
        await signIn(page);
        await headingOf(page, 'Reviews');
      });
    });
  }

  test('signed out in one tab, the other one acts no more', async () => {
    await makePaid(stage, 'TABS-1');
    await openSignedIn(
      stage,
      async (page) => {
        await page.getByRole('link', { name: 'Refund' }).click();
        await press(page, 'Go on');
        await headingOf(page, 'Is this right?');
        const other = await page.context().newPage();
        await other.goto(home);
        await press(other, 'Sign out');
        await other.getByLabel('Token').waitFor();
        await press(page, 'Give back ₹500.50');
        await page.getByLabel('Token').waitFor();
        assert.equal(await refundsOf('TABS-1'), 0);
      },
      { path: '/search?q=TABS-1' },
    );
  });
});
