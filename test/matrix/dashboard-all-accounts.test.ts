// Pages that name no account are about all of them, however many there are.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Account } from '../../src/core/account.ts';
import { orderOf } from '../../src/api/sandbox/order.ts';
import { isFailure } from '../../src/core/failure.ts';
import { commitOf } from '../conformance/store.ts';
import { webhookRow } from '../conformance/store-webhook.ts';
import { type Session, signIn } from '../support/dashboard.ts';
import { startServer, type TestServer } from '../support/server.ts';

/** With the first one more than a list to choose from can have. */
const COUNT = 120;
let server: TestServer;
let session: Session;
const accounts: Account[] = [];

before(async () => {
  server = await startServer();
  const { parts } = server.app;
  for (let at = 0; at < COUNT; at += 1) {
    const key = `shop_${String(at).padStart(3, '0')}`;
    const account = { key, secret: `secret-of-${key}`, name: '', processor: 'sandbox' };
    accounts.push((await parts.accounts.add({ ...account, mode: 'sandbox' })).account);
  }
  for (const [at, account] of accounts.entries()) await addTo(account, at);
  session = await signIn(server.url);
});
after(() => server.stop());

/** An order and two webhooks; each tenth order is paid, and each seventh webhook failed. */
async function addTo(account: Account, at: number): Promise<void> {
  const { parts, road } = server.app;
  const [dialect = ''] = parts.dialects.keys();
  const asked = { amountMinor: 100, currency: 'INR', reference: 'SAME-1', description: null };
  const made = await road.dispatch<'createOrder'>(account, orderOf({ ...asked, dialect }), null);
  assert.ok(!isFailure(made));
  const { order } = made.aggregate;
  if (at % 10 === 0) {
    const named = [{ by: 'token', token: order.id.token }] as const;
    const pay = { kind: 'payOrder', order: named, method: 'upi', instrument: null } as const;
    await road.dispatch(account, { ...pay, outcome: 'success' }, null);
  }
  const webhooks = (['delivered', at % 7 === 0 ? 'failed' : 'delivered'] as const).map((state) => {
    const id = parts.ids.next(Date.now());
    const row = { account: account.id, id: id.key, token: id.token, orderKey: order.id.key };
    return webhookRow({ ...row, state, event: `of.${account.key}` });
  });
  await parts.store.save(commitOf({ account: account.id, webhooks }));
}

/** What `pattern` finds on each page, from the first to the last. */
async function walk(path: string, pattern: RegExp): Promise<readonly (readonly string[])[]> {
  const pages: (readonly string[])[] = [];
  for (let next: string | undefined = path; next !== undefined; ) {
    const { status, text } = await session.get(next);
    assert.equal(status, 200, next);
    pages.push([...text.matchAll(pattern)].map(([, found = '']) => found));
    next = /<a href="([^"]+)" rel="next"/.exec(text)?.[1]?.replaceAll('&amp;', '&');
    assert.ok(pages.length < 20, 'an end');
  }
  return pages;
}

const ORDER = /class="row" href="\/dashboard\/orders\/([^/"]+)\//g;
const WEBHOOK = /class="row" href="\/dashboard\/webhooks\/([^/"]+)\//g;
const newestFirst = () => accounts.map(({ key }) => key).toReversed();

test('orders of all accounts are listed, newest first, page by page', async () => {
  const pages = await walk('/dashboard/orders', ORDER);
  assert.deepEqual(pages.flat(), newestFirst());
  assert.deepEqual(
    pages.map(({ length }) => length),
    [50, 50, 20],
  );
});

test('orders of all accounts are listed by state and day', async () => {
  const paid = (await walk('/dashboard/orders?status=paid', ORDER)).flat();
  assert.deepEqual(
    paid,
    newestFirst().filter((key) => key.endsWith('0')),
  );
  const created = (await walk('/dashboard/orders?status=created', ORDER)).flat();
  assert.equal(created.length, COUNT - paid.length);
  assert.deepEqual((await walk('/dashboard/orders?until=2026-01-01', ORDER)).flat(), []);
});

test('a download has the orders of all accounts', async () => {
  const { text } = await session.get('/dashboard/orders.csv');
  const rows = text.trimEnd().split('\r\n').slice(1);
  assert.deepEqual(
    rows.map((row) => row.split(',')[0]),
    newestFirst(),
  );
});

test('webhooks of all accounts are listed, newest first, page by page', async () => {
  const pages = await walk('/dashboard/webhooks', WEBHOOK);
  assert.deepEqual(
    pages.flat(),
    newestFirst().flatMap((key) => [key, key]),
  );
  const failed = (await walk('/dashboard/webhooks?state=failed', WEBHOOK)).flat();
  assert.deepEqual(
    failed,
    newestFirst().filter((_, at) => (COUNT - 1 - at) % 7 === 0),
  );
});

test('the overview counts the orders of all accounts', async () => {
  const { text } = await session.get('/dashboard');
  assert.match(text, new RegExp(`Orders</span><b>${COUNT}</b>`));
  assert.match(text, /Paid<\/span><b>12<\/b>/);
  assert.doesNotMatch(text, /more orders in this time/);
  const one = await session.get(`/dashboard?account=${accounts.at(-10)?.key}`);
  assert.match(one.text, /Orders<\/span><b>1<\/b>/);
});

test('a search goes through all accounts, and says when it shows the first only', async () => {
  const last = accounts.at(-1);
  const { parts } = server.app;
  assert.ok(last);
  const aggregate = await parts.store.loadOrderByReference(last.id, 'SAME-1');
  const name = `order_${aggregate?.order.id.token}`;
  const found = await session.get(`/dashboard/search?q=${name}`);
  assert.equal(found.headers['location'], `/dashboard/orders/${last.key}/${name}`);
  const { status, text } = await session.get('/dashboard/search?q=SAME-1');
  assert.equal(status, 200);
  assert.equal([...text.matchAll(ORDER)].length, 100);
  assert.match(text, /More than 100 accounts have one of this name/);
});

test('an account that no list shows is named by its key, at each page', async () => {
  const last = accounts.at(-1)?.key ?? '';
  for (const page of ['orders', 'webhooks', 'requests', 'sandbox']) {
    const { status, text } = await session.get(`/dashboard/${page}?account=${last}`);
    assert.equal(status, 200, page);
    assert.match(text, new RegExp(`<input name="account" value="${last}"`), page);
  }
  const strange = await session.get('/dashboard/orders?account=nobody');
  assert.equal(strange.status, 404);
});

test('accounts are listed page by page, and found by name', async () => {
  const keys = /class="row" href="\/dashboard\/accounts\/(shop_\d{3})"/g;
  const pages = await walk('/dashboard/accounts', keys);
  assert.deepEqual(pages.flat().toSorted(), newestFirst().toReversed());
  assert.equal(pages.length, 2);
  const last = accounts.at(-1);
  const found = await session.get(`/dashboard/accounts?account=${last?.aliases.clientId}`);
  assert.equal(found.headers['location'], `/dashboard/accounts/${last?.key}`);
  const none = await session.get('/dashboard/accounts?account=nobody');
  assert.deepEqual([none.status, /No account is called nobody/.test(none.text)], [404, true]);
});

test('requests about an order are found in whichever account has it', async () => {
  const last = accounts.at(-1);
  assert.ok(last);
  const authorization = `Basic ${btoa(`${last.key}:secret-of-${last.key}`)}`;
  const body = JSON.stringify({ amount: 700, reference: 'LAST-1' });
  const headers = { authorization, 'content-type': 'application/json' };
  const made = await fetch(`${server.url}/sandbox/orders`, { method: 'POST', headers, body });
  assert.equal(made.status, 200);
  const { text } = await session.get('/dashboard/requests?order=LAST-1');
  assert.match(text, /id="request_\w{14}"/);
  assert.match(text, new RegExp(`<span class="cut">${last.key}</span>`));
  assert.match(text, /Name an account/, 'what of them is not searched is said');
});

test('the overview of a time without orders leads to those that are older', async () => {
  const { parts, road } = server.app;
  const given = { key: 'shop_old', secret: 'secret-of-shop_old', name: '', processor: 'sandbox' };
  const { account } = await parts.accounts.add({ ...given, mode: 'sandbox' });
  const overview = async () => (await session.get('/dashboard?account=shop_old')).text;
  assert.match(await overview(), /No order yet/);
  // Its clock is behind, so that what is made now is three days old.
  const past = { ...account, clockOffsetMs: -3 * 24 * 3600 * 1000 };
  const [dialect = ''] = parts.dialects.keys();
  const asked = { amountMinor: 100, currency: 'INR', reference: 'OLD-1', description: null };
  const made = await road.dispatch<'createOrder'>(past, orderOf({ ...asked, dialect }), null);
  assert.ok(!isFailure(made));
  const shown = await overview();
  assert.match(shown, /No order in this time/);
  assert.match(shown, /href="\/dashboard\/orders\?account=shop_old">Show all orders/);
});
