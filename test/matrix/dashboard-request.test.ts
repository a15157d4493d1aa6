// The dashboard's requests: filters that stand together in the address, pages, one request's bytes,
// the way to its order and back, and following; with whatever strangers wrote shown as text.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TEST_ADMIN_TOKEN } from '../../src/api/fixtures/index.ts';
import { addOperator } from '../../src/engine/identity/operator.ts';
import { addAccount } from '../support/account-api.ts';
import { type Session, signIn } from '../support/dashboard.ts';
import { databases } from '../support/database.ts';
import { type Answered, ask, BASIC, KEY, startServer, type TestServer } from '../support/server.ts';

const HOSTILE = `"><script>alert('x')</script>&`;
const OWN = { authorization: BASIC };
const PATH = '/dashboard/requests';
let server: TestServer;
let session: Session;
let other: Readonly<Record<string, string>> = {};
before(async () => {
  server = await startServer(await databases.settings());
  session = await signIn(server.url);
  other = await addAccount(server, 'other_shop', 'sandbox');
});
after(() => server.stop());

const post = (path: string, body: unknown, headers: object = OWN): Promise<Answered> =>
  ask(server.url + path, { headers: { ...headers } as typeof OWN, body });

async function makeOrder(receipt: string, headers: object = OWN): Promise<string> {
  const answer = await post('/v1/orders', { amount: 50_000, currency: 'INR', receipt }, headers);
  assert.equal(answer.status, 200, answer.text);
  return (answer.json as { readonly id: string }).id;
}

async function read(query: string): Promise<string> {
  const { status, text } = await session.get(`${PATH}?${query}`);
  assert.equal(status, 200, text);
  return text;
}
/** What is listed: of each row what was asked, and how it was answered. */
const rowsOf = (text: string): readonly string[] =>
  [...text.matchAll(/<span class="cut">([^<]*)<\/span><\/a><\/td><td><[^>]*>(\d+)</g)].map(
    ([, name, status]) => `${name} ${status}`,
  );
const linksOf = (text: string): readonly string[] =>
  [...text.matchAll(/class="row" id="\w+" href="([^"]+)"/g)].map(([, href = '']) => href);
const plain = (text = ''): string => text.replaceAll('&amp;', '&');

test('an order’s page leads to its requests, and each of them to its page', async () => {
  const id = await makeOrder('REQ-1');
  await post('/sandbox/pay', { order: 'REQ-1', method: 'upi', outcome: 'success' });
  await post('/v1/orders', { amount: 'x', currency: 'INR', receipt: 'REQ-1' });
  const order = `/dashboard/orders/${KEY}/${id}`;
  const page = await session.get(order);
  const to = /href="([^"]*\/requests\?[^"]*)"/.exec(page.text)?.[1];
  assert.equal(plain(to), `${PATH}?account=${KEY}&order=${id}`);
  const list = await session.get(plain(to));
  assert.deepEqual(rowsOf(list.text), ['POST /v1/orders 400', 'payOrder 200', 'createOrder 200']);
  for (const link of linksOf(list.text)) {
    const { status, text } = await session.get(link);
    assert.equal(status, 200, text);
    assert.ok(text.includes(`<a href="${order}">REQ-1</a>`), link);
  }
  assert.deepEqual(rowsOf(await read('order=REQ-1')).length, 3, 'of all accounts without a name');
});

test('a name that only looks like an order’s leads to none', async () => {
  await makeOrder('REQ-2');
  const notes = { other_order_id: 'REQ-2' };
  const body = { amount: 50_000, currency: 'INR', receipt: 'REQ-3', notes };
  const third = await post('/v1/orders', body);
  const { id } = third.json as { readonly id: string };
  const [newest = ''] = linksOf(await read('operation=createOrder'));
  const { text } = await session.get(newest);
  assert.ok(text.includes(`<a href="/dashboard/orders/${KEY}/${id}">REQ-3</a>`));
  assert.doesNotMatch(text, />REQ-2<\/a>/);
  const refusal = { amount: -1, currency: 'INR', receipt: 'REQ-never', notes };
  assert.equal((await post('/v1/orders', refusal)).status, 400);
  const [refused = ''] = linksOf(await read('refused=true&order=REQ-never'));
  assert.doesNotMatch((await session.get(refused)).text, /<dt>Order<\/dt>/);
});

test('filters stand in the address, each with every other', async () => {
  await makeOrder('CROSS-1');
  await makeOrder('CROSS-2', other);
  await post('/v1/orders', { amount: -1, currency: 'INR', receipt: 'CROSS-3' }, other);
  await ask(`${server.url}/admin/accounts`, {
    headers: { authorization: `Bearer ${TEST_ADMIN_TOKEN}` },
    body: { name: '', mode: 'nonsense' },
  });
  const count = async (query: string): Promise<number> => rowsOf(await read(query)).length;
  assert.equal(await count('account=other_shop'), 2);
  assert.equal(await count('account=other_shop&status=2xx'), 1);
  assert.equal(await count('account=other_shop&status=4XX&refused=true'), 1);
  assert.equal(await count('account=other_shop&status=400&refused=false'), 0);
  assert.equal(await count('account=other_shop&dialect=razorpay&operation=createOrder'), 1);
  assert.equal(await count('account=other_shop&dialect=payu'), 0);
  assert.equal(await count('account=other_shop&order=CROSS-1'), 0, 'it is another account’s');
  assert.equal(await count('order=CROSS-2'), 1);
  assert.equal(await count('account=other_shop&until=2020-01-01'), 0);
  assert.equal(await count('account=other_shop&since=2020-01-01&until=2999-01-01'), 2);
  assert.equal(await count('account=other_shop&dialect=nonsense&refused=x'), 2, 'means nothing');
  assert.ok((await count('account=operator&dialect=admin')) >= 1);
  const text = await read('account=other_shop&status=4xx');
  assert.match(text, /<option value="other_shop" selected>/);
  assert.match(text, /name="status" value="4xx"/);
  const wrong = await session.get(`${PATH}?status=40`);
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /A status is such as 400, or 4xx/);
  assert.equal((await session.get(`${PATH}?account=nobody`)).status, 404);
});

test('pages follow each other without a line twice or lost, under the same filters', async () => {
  const names = Array.from({ length: 56 }, (_, at) => `PAGE-${at}`);
  for (const name of names) await makeOrder(name, other);
  const query = 'account=other_shop&operation=createOrder';
  const first = await read(query);
  const next = plain(/href="([^"]+)" rel="next"/.exec(first)?.[1]);
  assert.match(next, /account=other_shop&operation=createOrder&before=request_\w{14}$/);
  await makeOrder('PAGE-new', other);
  const second = await session.get(next);
  const all = [...linksOf(first), ...linksOf(second.text)];
  assert.equal(linksOf(first).length, 50);
  assert.equal(new Set(all).size, all.length);
  assert.ok(all.length >= 56, `${all.length}`);
  assert.doesNotMatch(second.text, /rel="next"/);
  assert.match(second.text, />Newest</);
});

test('one request has the bytes of both sides, as they are kept, and a command', async () => {
  const headers = { ...OWN, 'x-request-id': 'of-the-shop' };
  const notes = { name: HOSTILE, card: '4111111111111111' };
  const body = { amount: 900, currency: 'INR', receipt: 'BYTES-1', notes };
  assert.equal((await post('/v1/orders', body, headers)).status, 200);
  const byId = await session.get(`${PATH}/of-the-shop`);
  assert.equal(byId.status, 200, byId.text);
  assert.match(byId.text, /POST \/v1\/orders/);
  assert.match(byId.text, /<span class="key">&quot;receipt&quot;<\/span>/);
  assert.match(byId.text, /<span class="key">&quot;entity&quot;<\/span>/, 'of the answer too');
  assert.match(byId.text, /data-copy="curl -X POST /);
  assert.match(byId.text, /authorization: …/);
  for (const gone of ['<script>alert', '"><script', '4111111111111111', BASIC.slice(6)]) {
    assert.ok(!byId.text.includes(gone), gone);
  }
  const name = /data-copy="(request_\w{14})"/.exec(byId.text)?.[1] ?? assert.fail(byId.text);
  const typed = await session.get(`${PATH}?request=${name}`);
  assert.equal(typed.headers['location'], `${PATH}/${name}`);
  assert.deepEqual(rowsOf(await read('request=of-the-shop')), ['createOrder 200']);
});

test('a form is read as its fields, and a key that proved nothing is told as such', async () => {
  const fields = { key: KEY, command: 'verify_payment', var1: `FORM & ${HOSTILE}`, hash: 'wrong' };
  const path = '/merchant/postservice.php?form=2';
  await fetch(server.url + path, { method: 'POST', body: new URLSearchParams(fields) });
  const [newest = ''] = linksOf(await read('dialect=payu'));
  const { text } = await session.get(newest);
  assert.match(text, /\nvar1: FORM &amp; &quot;&gt;&lt;script&gt;/);
  assert.match(text, /<dt>Named a key without proof<\/dt><dd>test_123</);
  assert.match(text, /nobody proved to be one/);
  assert.doesNotMatch(text, /hash: wrong|hash=wrong/);
});

test('paths, filters and names of strangers are text', async () => {
  const strange = `/v1/${encodeURIComponent(HOSTILE)}`;
  await post(strange, {}, {});
  await post('/v1/orders', { amount: 1, currency: HOSTILE, receipt: HOSTILE });
  const query = ['operation', 'order', 'request', 'status', 'dialect', 'seen', 'before', 'follow']
    .map((name) => `${name}=${encodeURIComponent(HOSTILE)}`)
    .join('&');
  const [newest = ''] = linksOf(await read('refused=true'));
  const pages = [await session.get(`${PATH}?${query}`), await session.get(newest)];
  const none = await session.get(`${PATH}/${encodeURIComponent(HOSTILE)}`);
  assert.equal(none.status, 404);
  for (const { text } of [...pages, none, await session.get(PATH)]) {
    assert.doesNotMatch(text, /<script>alert|"><script/);
  }
  for (const name of ['%zz', 'request_aaaaaaaaaaaaaa', 'x'.repeat(500)]) {
    assert.equal((await session.get(`${PATH}/${name}`)).status, 404, name);
  }
});

test('following asks again with the same filters, tells what is new, pauses and ends', async () => {
  const query = 'account=other_shop&status=2xx';
  const still = await read(query);
  assert.doesNotMatch(still, /data-poll/);
  const begin = plain(/id="follow"\s*href="([^"]+)"/.exec(still)?.[1]);
  assert.equal(begin, `${PATH}?${query}&follow=on`);
  const live = await session.get(begin);
  assert.match(live.text, /hx-trigger="every 3s"/);
  assert.match(live.text, /id="follow"\s*href="[^"]*status=2xx"\s*>Pause/);
  const again = plain(/data-poll hx-get="([^"]+)"/.exec(live.text)?.[1]);
  assert.match(again, /account=other_shop&status=2xx&follow=\d{13}&seen=\w{14}$/);
  const unchanged = await session.get(again);
  assert.deepEqual([unchanged.status, unchanged.text], [204, ''], 'what is there stays');
  await makeOrder('FOLLOW-1', other);
  await makeOrder('FOLLOW-2', other);
  assert.match((await session.get(again)).text, /data-news="2 new requests"/);
  const over = await session.get(`${PATH}?${query}&follow=1700000000000`);
  assert.doesNotMatch(over.text, /data-poll/);
  assert.match(over.text, /Paused after 15 minutes/);
  assert.match((await session.get(`${PATH}?follow=999999`)).text, /Follow live/);
  const none = await session.get(`${PATH}?operation=refundNothing&follow=on`);
  const quiet = plain(/data-poll hx-get="([^"]+)"/.exec(none.text)?.[1]);
  assert.match(quiet, /seen=\d{13}$/);
  assert.equal((await session.get(quiet)).status, 204);
  const any = quiet.replace('refundNothing', 'createOrder');
  assert.match((await session.get(any)).text, /data-news="\d+ new requests"/);
  const far = await session.get(`${PATH}?follow=9999999999999`);
  const until = Number(/follow=(\d{13})/.exec(far.text)?.[1]);
  assert.ok(until <= Date.now() + 15 * 60_000, 'nobody follows longer by asking for it');
  const many = await session.get(`${PATH}?order=FOLLOW-1&follow=on`);
  assert.doesNotMatch(many.text, /data-poll|Follow live/, 'of many accounts at once nobody polls');
});

test('whoever may read sees it, and nobody else', async () => {
  const operator = { name: 'ravi', role: 'read' } as const;
  const token = await addOperator(server.app.parts.store, operator, Date.now());
  const reader = await signIn(server.url, token ?? assert.fail());
  const [newest = ''] = linksOf(await read(''));
  assert.equal((await reader.get(PATH)).status, 200);
  assert.equal((await reader.get(newest)).status, 200);
  const nobody = { cookie: '' };
  for (const path of [PATH, newest]) {
    const turned = await session.get(path, nobody);
    assert.equal(turned.status, 303, path);
    assert.match(String(turned.headers['location']), /^\/dashboard\/sign-in/);
  }
  await server.app.parts.store.revokeOperator('ravi', Date.now());
  const poll = await reader.get(`${PATH}?follow=3`, { 'hx-request': 'true' });
  assert.match(String(poll.headers['hx-redirect']), /^\/dashboard\/sign-in/);
});

test('a server that keeps nothing says so', async () => {
  const silent = await startServer({ ...(await databases.settings()), REQUEST_LOG: 'off' });
  try {
    const { text } = await (await signIn(silent.url)).get(PATH);
    assert.match(text, /Nothing is written down/);
  } finally {
    await silent.stop();
  }
});
