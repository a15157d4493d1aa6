// At the dashboard: reviews decided with a reason, connections and their health, routes tried dry.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { commitOf } from '../conformance/store.ts';
import { connectionApiOf } from '../support/connection-api.ts';
import { type Session, signIn } from '../support/dashboard.ts';
import { ask, BASIC, KEY, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let session: Session;
before(async () => {
  server = await startServer();
  session = await signIn(server.url);
});
after(() => server.stop());

const { api, addAccount, connect } = connectionApiOf(() => server);

/** Of a payment of the sandbox, as one of a connection would have it. */
async function openReview(reference: string): Promise<string> {
  const post = (path: string, body: object) =>
    ask(`${server.url}${path}`, { headers: { authorization: BASIC }, body });
  await post('/sandbox/orders', { amount: 500, reference });
  await post('/sandbox/pay', { order: reference, method: 'upi', outcome: 'success' });
  const { store, ids, accounts } = server.app.parts;
  const known = await accounts.find(KEY);
  assert.ok(known);
  const { id: account } = known.account;
  const found = await store.loadOrderByReference(account, reference);
  const [payment] = found?.payments ?? [];
  assert.ok(found && payment);
  const id = ids.next(Date.now());
  const said = {
    ...({ payment: payment.id.token, refund: null, state: 'captured' } as const),
    raw: '<b>less</b>',
    ...{ amountMinor: 499, currency: 'INR', reference: null, bankReference: null },
  } as const;
  const review = {
    ...{ id, orderKey: found.order.id.key, paymentKey: payment.id.key, refundKey: null, said },
    ...({ reason: 'amount_mismatch', openedAt: Date.now(), decided: null } as const),
  };
  assert.equal(await store.save(commitOf({ account, reviews: [review] })), 'saved');
  return `/dashboard/reviews/rev_${id.token}`;
}

test('a review is listed, read, and decided once, with a reason and a name', async () => {
  const path = await openReview('REV-1');
  const list = await session.get('/dashboard/reviews');
  assert.match(list.text, new RegExp(`class="row" href="${path}"`));
  const page = await session.get(path);
  assert.match(page.text, /Another amount or currency was taken/);
  assert.doesNotMatch(page.text, /<b>less/);
  const silent = await session.post(path, { decision: 'dismiss', note: ' ' });
  assert.equal(silent.status, 422);
  assert.match(silent.text, /Say why/);
  assert.equal((await session.post(path, { decision: 'nonsense', note: 'x' })).status, 404);
  for (const fields of [{ note: 'a\0' }, { note: 'x'.repeat(501) }, { reference: '\u001b[31m' }]) {
    const refused = await session.post(path, { decision: 'dismiss', note: 'x', ...fields });
    assert.equal(refused.status, 422, JSON.stringify(fields));
    assert.match(refused.text, /It was not decided: (?:Note|Reference) must /);
  }
  const lines = await session.post(path, { decision: 'dismiss', note: 'a\r\n'.repeat(200) });
  assert.equal(lines.status, 200, 'lines count as the page counts them');
  const decision = { decision: 'dismiss', note: 'seen "there"' };
  const looked = await session.post(path, decision);
  assert.match(looked.text, /Is this right\?.*Nothing is to be done here/s);
  assert.match((await session.get(path)).text, /name="decision"/, 'it is only looked at');
  const decided = await session.post(path, { ...decision, confirmed: 'yes' });
  assert.equal(decided.headers['location'], `${path}?told=decided`);
  const after = await session.get(path);
  assert.match(after.text, /<dd>admin<\/dd>/);
  assert.match(after.text, /seen &quot;there&quot;/);
  assert.doesNotMatch(after.text, /name="decision"/);
  assert.match((await session.get('/dashboard/reviews')).text, /Nothing waits for you/);
  assert.match((await session.get('/dashboard/reviews?state=decided')).text, /amount mismatch/);
  const story = await session.get('/dashboard/search?q=REV-1');
  const order = await session.get(String(story.headers['location']));
  assert.match(order.text, /dismiss by admin: seen/);
});

test('an account shows its connections, and where a payment would go', async () => {
  const { key } = await addAccount();
  const path = `/dashboard/accounts/${key}`;
  assert.match((await session.get(path)).text, /Nobody carries its payments yet/);
  const first = String((await connect(key, { label: 'One' }))['id']);
  const second = String((await connect(key, { label: 'Two' }))['id']);
  const small = { name: 'Small', methods: ['upi'], currency: 'INR', max: '2000', to: second };
  const set = await api('PUT', `/${key}/routes`, { rules: [small], default: first });
  assert.equal(set.status, 200, set.text);
  const { text } = await session.get(path);
  for (const each of [first, second, 'testbank, One', '1. Small: UPI up to ₹2,000']) {
    assert.ok(text.includes(each), each);
  }
  assert.doesNotMatch(text, /canary/);
  const by = async (query: string): Promise<string> =>
    (await session.get(`${path}?${query}`)).text.replaceAll('\n', '');
  const upi = await by('amount=500&currency=INR&method=upi');
  assert.match(upi, new RegExp(`${second}</button></td><td class="long">rule 1: Small`));
  const card = await by('amount=500&currency=INR&method=card');
  assert.match(card, new RegExp(`${first}</button></td><td class="long">default`));
  assert.match(await by('amount=x&currency=INR'), /That is no amount of INR/);
  const checked = await session.post(`${path}/check/${first}`, {});
  assert.equal(checked.status, 200);
  assert.match(checked.text, /testbank: (accepted|refused|unknown)/);
  assert.equal((await session.post(`${path}/check/conn_aaaaaaaaaaaaaa`, {})).status, 404);
  assert.match((await session.get('/dashboard/accounts')).text, /1 rule</);
});

test('what was said to a processor stands in the story, and its bytes as text', async () => {
  await openReview('SAID-1');
  const { store, ids, accounts } = server.app.parts;
  const known = await accounts.find(KEY);
  assert.ok(known);
  const { id: account } = known.account;
  const found = await store.loadOrderByReference(account, 'SAID-1');
  assert.ok(found);
  const id = ids.next(Date.now());
  const request = {
    method: 'POST',
    url: 'https://bank.example/x',
    headers: { a: '…' },
    body: 'a=1',
  };
  const reply = '{"state":"<script>alert(1)</script>"}';
  await store.addTranscripts([
    {
      ...{ account, id, connection: 7, orderKey: found.order.id.key, paymentKey: null },
      ...{ direction: 'out', operation: 'inquire', at: Date.now(), durationMs: 12, status: 200 },
      ...{ event: null, request, reply, error: null },
    },
  ]);
  const path = `/dashboard/exchanges/exch_${id.token}`;
  const moved = await session.get('/dashboard/search?q=SAID-1');
  const story = await session.get(String(moved.headers['location']));
  assert.match(story.text, new RegExp(`Asked the processor: inquire[\\s\\S]*hx-get="${path}"`));
  const page = await session.get(path);
  assert.match(page.text, /POST https:\/\/bank\.example\/x\na: …/);
  assert.match(page.text, /&lt;script&gt;alert/);
  assert.doesNotMatch(page.text, /<script>alert/);
  assert.equal((await session.get('/dashboard/exchanges/exch_aaaaaaaaaaaaaa')).status, 404);
});
