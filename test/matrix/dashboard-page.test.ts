// The dashboard's pages as programs see them: what they show and do, for whom, and in which words.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TEST_ADMIN_TOKEN } from '../../src/api/fixtures/index.ts';
import { addOperator } from '../../src/engine/identity/operator.ts';
import { type Hook, openHook } from '../support/account-api.ts';
import { type Session, signIn } from '../support/dashboard.ts';
import { ask, BASIC, KEY, startServer, type TestServer } from '../support/server.ts';

const HOSTILE = `"><script>alert('x')</script>&`;
let server: TestServer;
let hook: Hook;
let session: Session;
before(async () => {
  server = await startServer();
  hook = await openHook();
  session = await signIn(server.url);
  await post('/account/endpoints', {
    ...{ url: `${hook.url}/${encodeURIComponent("'")}`, dialect: 'razorpay' },
    events: ['order.paid'],
  });
});
after(async () => {
  await hook.stop();
  await server.stop();
});

async function post(path: string, body: object): Promise<Readonly<Record<string, string>>> {
  const answer = await ask(`${server.url}${path}`, { headers: { authorization: BASIC }, body });
  assert.equal(answer.status, 200, answer.text);
  return answer.json as Readonly<Record<string, string>>;
}

async function makePaid(reference: string): Promise<string> {
  const { id = '' } = await post('/sandbox/orders', { amount: 50_050, reference });
  await post('/sandbox/pay', { order: reference, method: 'upi', outcome: 'success' });
  return id;
}

const pathOf = (id: string): string => `/dashboard/orders/${KEY}/${id}`;
/** Of the link to a refund: the payment's name. */
async function paymentOf(id: string): Promise<string> {
  const { text } = await session.get(pathOf(id));
  return /refund\?payment=(pay_\w{14})/.exec(text)?.[1] ?? assert.fail(text);
}
const hiddenOf = (text: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(text)?.[1] ?? assert.fail(name);

test('an order is found by every name that somebody may have for it', async () => {
  const id = await makePaid('FIND-1');
  const { text } = await session.get(pathOf(id));
  const payment = await paymentOf(id);
  const number = /data-copy="(\d{10,16})"/.exec(text)?.[1] ?? assert.fail();
  const page = /href="[^"]*\/pay\/([^"]+)"/.exec(text)?.[1] ?? assert.fail();
  for (const name of ['FIND-1', id, id.slice(6), number, page, payment, ` ${id} `]) {
    const found = await session.get(`/dashboard/search?q=${encodeURIComponent(name)}`);
    assert.equal(found.status, 303, name);
    assert.equal(found.headers['location'], pathOf(id), name);
  }
  const accounts = { authorization: `Bearer ${TEST_ADMIN_TOKEN}` };
  for (let at = 0; at < 25; at += 1) {
    const body = { name: `Shop ${at}`, mode: 'sandbox', key: `shop_${at}` };
    const added = await ask(`${server.url}/admin/accounts`, { headers: accounts, body });
    assert.equal(added.status, 200, added.text);
    if (at < 23) continue;
    const { secret } = added.json as { readonly secret: string };
    const basic = Buffer.from(`shop_${at}:${secret}`).toString('base64');
    const headers = { authorization: `Basic ${basic}` };
    const order = { amount: 100, reference: 'TWICE' };
    await ask(`${server.url}/sandbox/orders`, { headers, body: order });
  }
  const twice = await session.get('/dashboard/search?q=TWICE');
  assert.match(twice.text, /Which one\?/);
  assert.equal(twice.text.match(/class="row"/g)?.length, 2);
  const none = await session.get(`/dashboard/search?q=${encodeURIComponent(HOSTILE)}`);
  assert.equal(none.status, 404);
  assert.doesNotMatch(none.text, /<script>alert/);
  assert.equal((await session.get('/dashboard/orders/nobody/order_aaaaaaaaaaaaaa')).status, 404);
  assert.equal((await session.get(`/dashboard/orders/${KEY}/%zz`)).status, 404);
});

test('the list keeps its filters in its address, and goes on behind the last', async () => {
  for (let at = 0; at < 55; at += 1) {
    await post('/sandbox/orders', { amount: 100 + at, reference: `LIST-${at}` });
  }
  const first = await session.get('/dashboard/orders?status=created');
  const next = /href="([^"]+)" rel="next"/.exec(first.text)?.[1]?.replaceAll('&amp;', '&');
  assert.match(next ?? '', /^\/dashboard\/orders\?status=created&before=order_\w{14}$/);
  const second = await session.get(next ?? '');
  const namesOf = (text: string) => [...text.matchAll(/>(LIST-\d+)</g)].map(([, name]) => name);
  const all = [...namesOf(first.text), ...namesOf(second.text)];
  assert.deepEqual(
    all,
    Array.from({ length: 55 }, (_, at) => `LIST-${54 - at}`),
  );
  assert.doesNotMatch(second.text, /rel="next"/);
  const paid = await session.get('/dashboard/orders?status=paid');
  assert.deepEqual(namesOf(paid.text), []);
  const other = await session.get('/dashboard/orders?dialect=payu');
  assert.match(other.text, /No order fits/);
  const past = await session.get('/dashboard/orders?until=2020-01-01&status=nonsense');
  assert.match(past.text, /No order fits/);
  assert.equal((await session.get('/dashboard/orders?account=nobody')).status, 404);
});

test('whatever others wrote is text: names, notes, answers to webhooks', async () => {
  const { id = '' } = await post('/sandbox/orders', {
    amount: 500,
    reference: HOSTILE.slice(0, 40),
  });
  await post('/sandbox/pay', { order: id, method: 'upi', outcome: 'success' });
  await post('/sandbox/settle', {});
  await post('/sandbox/play', { order: id, event: 'webhooks_twice' });
  const list = await session.get('/dashboard/orders');
  const story = await session.get(pathOf(id));
  const webhooks = await session.get('/dashboard/webhooks');
  const [, one = ''] = /hx-get="([^"]+msg_\w{14})"/.exec(story.text) ?? assert.fail(story.text);
  const webhook = await session.get(one);
  for (const { status, text } of [list, story, webhooks, webhook]) {
    assert.equal(status, 200);
    assert.doesNotMatch(text, /<script>alert|"><script/);
  }
  assert.match(webhook.text, /<div id="bytes">/);
  assert.match(webhook.text, /data-copy="curl -X &#39;POST&#39;/);
});

test('a refund is looked at before it is made, made once, and kept with who asked', async () => {
  const id = await makePaid('REFUND-1');
  const path = `${pathOf(id)}/refund`;
  const payment = await paymentOf(id);
  const asked = await session.get(`${path}?payment=${payment}`);
  assert.match(asked.text, /₹500\.50 of/);
  const fields = { payment, reference: hiddenOf(asked.text, 'reference'), amount: '200.50' };
  for (const amount of ['', '0', '-1', '1.001', 'x', '1e9', '500.51']) {
    const confirmed = amount === '500.51' || amount === '1e9' ? { confirmed: 'yes' } : {};
    const refused = await session.post(path, { ...fields, ...confirmed, amount });
    assert.equal(refused.status, 422, amount);
  }
  const looked = await session.post(path, fields);
  assert.match(looked.text, /Give back ₹200\.50/);
  const refundsOf = async () =>
    await server.app.parts.engine.find(
      (await server.app.parts.accounts.find(KEY))?.account ?? assert.fail(),
      { kind: 'findOrder', order: [{ by: 'token', token: id.slice(6) }] },
    );
  const before = await refundsOf();
  assert.ok('aggregate' in before && before.aggregate.refunds.length === 0, 'nothing was done yet');
  const confirmed = { ...fields, confirmed: 'yes' };
  const made = await Promise.all([1, 2, 3].map(() => session.post(path, confirmed)));
  assert.deepEqual(
    made.map(({ status }) => status),
    [303, 303, 303],
  );
  const told = made.map(({ headers }) => String(headers['location']).split('?')[1]).sort();
  assert.deepEqual(told, ['told=refunded', 'told=repeated', 'told=repeated']);
  const found = await refundsOf();
  assert.ok('aggregate' in found);
  assert.deepEqual(
    found.aggregate.refunds.map(({ amountMinor }) => amountMinor),
    [20_050],
  );
  const { text } = await session.get(pathOf(id));
  assert.match(text, /asked for by admin/);
  const audit = await session.get(`/dashboard/audit?account=${KEY}`);
  assert.match(audit.text, /state good">done.*amount: 200\.50, reference: op-/s);
  assert.match(audit.text, />repeated</);
  assert.equal((await session.post(path, { ...confirmed, reference: 'mine' })).status, 404);
});

test('each role sees all and does what it may; the rest is in the audit', async () => {
  const id = await makePaid('ROLE-1');
  const token = await addOperator(
    server.app.parts.store,
    { name: 'asha', role: 'read' },
    Date.now(),
  );
  const reader = await signIn(server.url, token ?? assert.fail());
  const page = await reader.get(pathOf(id));
  assert.match(page.text, /asha <span class="quiet">\(read\)/);
  assert.doesNotMatch(page.text, /refund\?payment/);
  const payment = await paymentOf(id);
  const path = `${pathOf(id)}/refund`;
  assert.equal((await reader.get(`${path}?payment=${payment}`)).status, 403);
  const fields = { payment, reference: `op-${'a'.repeat(20)}`, amount: '1', confirmed: 'yes' };
  const refused = await reader.post(path, fields);
  assert.equal(refused.status, 403);
  assert.match(refused.text, /This needs the role operate/);
  for (const to of ['/sandbox/clock', '/webhooks/replay', `/webhooks/${KEY}/msg_x/replay`]) {
    assert.equal((await reader.post(`/dashboard${to}`, { account: KEY })).status, 403, to);
  }
  const audit = await reader.get('/dashboard/audit?operator=asha');
  assert.match(audit.text, /role too low/);
  assert.match(audit.text, new RegExp(`<td>${KEY}</td><td class="long">order: ${id}<`));
  assert.doesNotMatch(audit.text, /amount:/, 'of what was refused there is the path alone');
  assert.doesNotMatch(audit.text, /csrf:/);
  await server.app.parts.store.revokeOperator('asha', Date.now());
  assert.equal((await reader.get(pathOf(id))).status, 303, 'whoever is revoked is signed out');
});

test('a webhook that failed is sent once more, one by one or all that fit', async () => {
  // There are more accounts than a list without one looks at.
  const listOf = (state: string) => `/dashboard/webhooks?state=${state}&account=${KEY}`;
  hook.answers = 500;
  await makePaid('HOOK-1');
  await makePaid('HOOK-2');
  // Until its schedule is over.
  for (let tries = 0; tries < 40; tries += 1) {
    await post('/sandbox/clock', { advance_seconds: 12 * 3600 });
    await post('/sandbox/settle', {});
    const waiting = await session.get(listOf('waiting'));
    if (/No webhook fits/.test(waiting.text)) break;
  }
  const failed = await session.get(listOf('failed'));
  const [, one = ''] = /class="row" href="([^"]+)"/.exec(failed.text) ?? assert.fail(failed.text);
  assert.match((await session.get(one)).text, /Answered 500/);
  hook.answers = 200;
  const account = await session.get(`/dashboard/accounts/${KEY}`);
  const ends = [...account.text.matchAll(/action="([^"]+endpoints\/ep_\w{14})"/g)];
  assert.ok(ends.length > 0, account.text);
  for (const [, end = ''] of ends) {
    assert.equal((await session.post(end, { active: 'false' })).status, 303);
    assert.match((await session.get(`/dashboard/accounts/${KEY}`)).text, /Resume/);
    assert.equal((await session.post(end, { active: 'true' })).status, 303);
  }
  const told = hook.told.length;
  const replayed = await session.post(`${one}/replay`, {});
  assert.equal(replayed.headers['location'], `${one}?told=replayed`);
  const confirm = await session.get(`/dashboard/webhooks/replay?account=${KEY}&state=failed`);
  assert.match(confirm.text, /are sent once more/);
  const all = await session.post('/dashboard/webhooks/replay', { account: KEY, state: 'failed' });
  assert.equal(all.status, 303, all.text);
  await post('/sandbox/settle', {});
  const failures = failed.text.match(/class="row"/g)?.length ?? 0;
  assert.ok(hook.told.length >= told + failures, `${hook.told.length - told} were sent`);
  assert.match((await session.get(listOf('failed'))).text, /No webhook fits/);
  const every = await session.post('/dashboard/webhooks/replay', { account: KEY, state: '' });
  assert.equal(every.status, 404, 'those that arrived are not sent again in a heap');
});

test('the sandbox makes an order, pays it, has a bad day with it and moves its clock', async () => {
  const made = await session.post('/dashboard/sandbox/order', {
    ...{ account: KEY, amount: '1,234.50', reference: 'SAND-1', dialect: 'payu' },
  });
  const to = String(made.headers['location']);
  assert.match(to, /\?told=made$/);
  const order = (await session.get(to)).text;
  assert.match(order, /₹1,234\.50/);
  const [, here = ''] = /href="(\/dashboard\/sandbox\?[^"]+)"/.exec(order) ?? assert.fail(order);
  const controls = (await session.get(here.replaceAll('&amp;', '&'))).text;
  assert.match(controls, /name="order" value="order_\w{14}"/, 'with its name filled in');
  const again = { account: KEY, amount: '1', reference: 'SAND-1', dialect: 'payu' };
  assert.equal((await session.post('/dashboard/sandbox/order', again)).status, 422);
  for (const reference of ['x'.repeat(41), 'a\0b', 'a\u001bb']) {
    const refused = await session.post('/dashboard/sandbox/order', { ...again, reference });
    assert.equal(refused.status, 422, JSON.stringify(reference));
    assert.match(refused.text, /Nothing was done: Reference must /);
  }
  const pay = { account: KEY, order: 'SAND-1', method: 'card', outcome: 'failure' };
  assert.equal((await session.post('/dashboard/sandbox/pay', pay)).status, 303);
  const paid = await session.post('/dashboard/sandbox/pay', { ...pay, outcome: 'success' });
  assert.match((await session.get(String(paid.headers['location']))).text, /Payment captured/);
  const wrong = await session.post('/dashboard/sandbox/pay', { ...pay, order: 'NONE' });
  assert.equal(wrong.status, 422);
  const play = { account: KEY, order: 'SAND-1', event: 'second_success' };
  const played = await session.post('/dashboard/sandbox/play', play);
  assert.match((await session.get(String(played.headers['location']))).text, /surplus/);
  for (const hours of ['-1', 'x', '1e9']) {
    const refused = await session.post('/dashboard/sandbox/clock', { account: KEY, hours });
    assert.equal(refused.status, 422, hours);
  }
  const moved = await session.post('/dashboard/sandbox/clock', { account: KEY, hours: '48' });
  assert.equal(moved.headers['location'], `/dashboard/sandbox?account=${KEY}&told=moved`);
});

test('a file for spreadsheets runs nothing, and is in the audit', async () => {
  await post('/sandbox/orders', { amount: 123_450, reference: '=HYPERLINK(1)' });
  const file = await session.get('/dashboard/orders.csv?status=created');
  assert.equal(file.headers['content-type'], 'text/csv; charset=utf-8');
  assert.equal(file.headers['content-disposition'], 'attachment; filename="orders.csv"');
  const lines = file.text.split('\r\n');
  assert.equal(lines[0], 'account,order,reference,dialect,status,currency,amount,paid,created_at');
  assert.match(
    lines[1] ?? '',
    /^test_123,order_\w{14},'=HYPERLINK\(1\),\w+,created,INR,1234\.5,0,20/,
  );
  assert.match((await session.get('/dashboard/audit')).text, /GET \/dashboard\/orders\.csv/);
});
