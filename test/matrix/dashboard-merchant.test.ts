// A merchant's link at the dashboard: one account, to read, until it ends or is taken back.
import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { after, before, test } from 'node:test';
import { TEST_ADMIN_TOKEN } from '../../src/api/fixtures/index.ts';
import type { Account } from '../../src/core/account.ts';
import { addOperator } from '../../src/engine/identity/operator.ts';
import { type Hook, openHook } from '../support/account-api.ts';
import { browserOf, type Seen, send, type Session, signIn } from '../support/dashboard.ts';
import { ask, BASIC, KEY, startServer, type TestServer } from '../support/server.ts';

const OPEN = '/dashboard/open';
const LINKS = `/dashboard/accounts/${KEY}/links`;
const DAY_MS = 24 * 3600 * 1000;
let server: TestServer;
let hook: Hook;
let admin: Session;
let foreignBasic: string;
let own: string;
let foreign: string;

before(async () => {
  server = await startServer();
  hook = await openHook();
  admin = await signIn(server.url);
  const headers = { authorization: `Bearer ${TEST_ADMIN_TOKEN}` };
  const body = { name: 'Other shop', mode: 'sandbox', key: 'other_shop' };
  const added = await ask(`${server.url}/admin/accounts`, { headers, body });
  const { secret } = added.json as { readonly secret: string };
  foreignBasic = `Basic ${Buffer.from(`other_shop:${secret}`).toString('base64')}`;
  own = await makePaid(BASIC, 'OWN-1');
  foreign = await makePaid(foreignBasic, 'FOREIGN-1');
});
after(async () => {
  await hook.stop();
  await server.stop();
});

async function makePaid(authorization: string, reference: string): Promise<string> {
  const headers = { authorization };
  const post = async (path: string, body: object): Promise<Readonly<Record<string, string>>> => {
    const answer = await ask(`${server.url}${path}`, { headers, body });
    assert.equal(answer.status, 200, answer.text);
    return answer.json as Readonly<Record<string, string>>;
  };
  const events = ['order.paid'];
  await post('/account/endpoints', { url: `${hook.url}/x`, dialect: 'razorpay', events });
  const { id = '' } = await post('/sandbox/orders', { amount: 50_050, reference });
  await post('/sandbox/pay', { order: reference, method: 'upi', outcome: 'success' });
  await post('/sandbox/settle', {});
  return id;
}

async function accountOf(key: string): Promise<Account> {
  return (await server.app.parts.accounts.find(key))?.account ?? assert.fail(key);
}

/** As its page shows it once: the name that opens it. */
async function makeLink(session: Session = admin): Promise<string> {
  const made = await session.post(LINKS, { days: '7' });
  assert.equal(made.status, 200, made.text);
  return /\/dashboard\/open\?link=([\w.-]+)/.exec(made.text)?.[1] ?? assert.fail(made.text);
}

const openBy = (link: string, headers: object = browserOf(server.url)): Promise<Seen> =>
  send(`${server.url}${OPEN}`, 'POST', { ...headers }, { link });

type Merchant = Pick<Session, 'get' | 'post'>;

/** Presses the button of the link's page. */
async function enter(link: string): Promise<Merchant> {
  const opened = await openBy(link);
  assert.equal(opened.status, 303, opened.text);
  assert.equal(opened.headers['location'], '/dashboard/orders');
  const [cookie = ''] = String(opened.headers['set-cookie']).split(';');
  const get: Session['get'] = (path, headers = {}) =>
    send(`${server.url}${path}`, 'GET', { cookie, ...headers });
  const { text } = await get('/dashboard/orders');
  const csrf = /name="csrf" value="([^"]+)"/.exec(text)?.[1] ?? assert.fail(text);
  const post: Session['post'] = (path, fields, headers = {}) =>
    send(
      `${server.url}${path}`,
      'POST',
      { cookie, ...browserOf(server.url), ...headers },
      { csrf, ...fields },
    );
  return { get, post };
}

const idOf = (link: string): string => link.slice(0, 16);

async function webhookOf(key: string): Promise<string> {
  const { text } = await admin.get(`/dashboard/webhooks?account=${key}`);
  return new RegExp(`/dashboard/webhooks/${key}/msg_\\w{14}`).exec(text)?.[0] ?? assert.fail(text);
}

test('it shows its account’s orders, their stories and webhooks, and no other page', async () => {
  const link = await makeLink();
  const page = await send(`${server.url}${OPEN}?link=${link}`, 'GET', {});
  assert.equal(page.status, 200);
  assert.equal(page.headers['set-cookie'], undefined, 'whoever looks at it is not signed in');
  const merchant = await enter(link);
  const orders = await merchant.get('/dashboard/orders');
  assert.match(orders.text, /OWN-1/);
  assert.doesNotMatch(orders.text, /FOREIGN-1|Other shop|other_shop|orders\.csv/);
  const nav = /<nav.*?<\/nav>/s.exec(orders.text)?.[0] ?? '';
  const places = [...nav.matchAll(/href="([^"]+)"/g)].map(([, to]) => to);
  assert.deepEqual(places, ['/dashboard/orders', '/dashboard/webhooks']);
  const path = `/dashboard/orders/${KEY}/${own}`;
  for (const shown of [path, `${path}/dialects`, await webhookOf(KEY), '/dashboard/webhooks']) {
    const { status, text } = await merchant.get(shown);
    assert.equal(status, 200, shown);
    assert.doesNotMatch(text, /other_shop|<form method="post" action="(?!\/dashboard\/sign-out)/);
  }
  const story = await merchant.get(path);
  assert.match(story.text, /Order paid/);
  assert.doesNotMatch(story.text, /dashboard\/(?:accounts|exchanges|reviews|requests)/);
  const found = await merchant.get('/dashboard/search?q=OWN-1');
  assert.equal(found.headers['location'], path);
  assert.equal((await merchant.get('/dashboard')).headers['location'], '/dashboard/orders');
  const audit = await admin.get('/dashboard/audit');
  assert.match(audit.text, new RegExp(`link:${idOf(link)} \\(read\\)`), 'that it was opened');
});

test('of another account, and of the operator’s pages, it finds nothing', async () => {
  const merchant = await enter(await makeLink());
  const webhook = await webhookOf('other_shop');
  const exchanges = '/dashboard/exchanges/exch_aaaaaaaaaaaaaa';
  for (const path of [
    ...[`/dashboard/orders/other_shop/${foreign}`, `/dashboard/orders/${KEY}/${foreign}`],
    ...[`/dashboard/orders/other_shop/${foreign}/dialects`, '/dashboard/orders?account=other_shop'],
    ...[webhook, webhook.replace('other_shop', KEY), '/dashboard/webhooks?account=other_shop'],
    ...[`/dashboard/search?q=${foreign}`, '/dashboard/search?q=FOREIGN-1', exchanges],
    ...['/dashboard/orders.csv', '/dashboard/accounts', `/dashboard/accounts/${KEY}`],
    ...['/dashboard/reviews', '/dashboard/audit', '/dashboard/sandbox', '/dashboard/requests'],
    ...[`/dashboard/orders/${KEY}/${own}/refund`, '/dashboard/webhooks/replay?state=failed'],
  ]) {
    const { status, text } = await merchant.get(path);
    assert.equal(status, 404, path);
    assert.doesNotMatch(text, /Other shop|class="amount"/, path);
  }
});

test('it changes nothing, and that it tried stands in the audit', async () => {
  const merchant = await enter(await makeLink());
  const webhook = await webhookOf(KEY);
  const sent = hook.told.length;
  for (const path of [
    ...[`${webhook}/replay`, '/dashboard/webhooks/replay', '/dashboard/sandbox/orders'],
    ...[LINKS, `/dashboard/orders/${KEY}/${own}/refund`],
  ]) {
    const refused = await merchant.post(path, { days: '7', state: 'failed', account: KEY });
    assert.ok([403, 404].includes(refused.status), `${path}: ${refused.status}`);
    assert.equal((await merchant.post(path, {}, { origin: 'https://evil.example' })).status, 403);
  }
  assert.equal((await merchant.post(`${webhook}/replay`, {})).status, 403);
  for (const method of ['PUT', 'DELETE', 'PATCH']) {
    assert.equal((await send(`${server.url}/dashboard/orders`, method, {})).status, 405);
  }
  assert.equal(hook.told.length, sent, 'no webhook was sent again');
  const { text } = await admin.get('/dashboard/audit');
  assert.match(text, /link:[0-9a-f]{16} \(read\).*?role too low/s);
});

test('one that was made up, changed, of no account or over opens nothing', async () => {
  const { links, accounts } = server.app.parts;
  const link = await makeLink();
  const [id = '', account = '', expires = '', tag = ''] = link.split('.');
  const other = await links.make(await accountOf('other_shop'), DAY_MS, 'admin');
  const [, otherAccount = ''] = other.split('.');
  const later = (Number.parseInt(expires, 36) + DAY_MS).toString(36);
  const swapped = tag.startsWith('A') ? `B${tag.slice(1)}` : `A${tag.slice(1)}`;
  const ended = await links.make(await accountOf(KEY), 1, 'admin');
  await wait(5);
  for (const [why, name] of [
    ['nothing', ''],
    ['a name alone', id],
    ['another signature', [id, account, expires, swapped].join('.')],
    ['another account', [id, otherAccount, expires, tag].join('.')],
    ['a later end', [id, account, later, tag].join('.')],
    ['the name of another', [idOf(other), account, expires, tag].join('.')],
    ['something behind it', `${link}x`],
    ['two of them', `${link}.${link}`],
    ['it is over', ended],
  ] as const) {
    const opened = await openBy(name);
    assert.equal(opened.status, 404, why);
    assert.equal(opened.headers['set-cookie'], undefined, why);
    const page = await send(`${server.url}${OPEN}?link=${name}`, 'GET', {});
    assert.equal(page.status, 404, why);
    assert.doesNotMatch(page.text, new RegExp(KEY), why);
  }
  assert.equal((await openBy(link, { origin: 'https://evil.example' })).status, 403);
  assert.equal((await accounts.find(KEY))?.account.key, KEY);
  assert.equal((await openBy(link)).status, 303);
});

test('of an account without orders it says what to do first, on no other page', async () => {
  const headers = { authorization: `Bearer ${TEST_ADMIN_TOKEN}` };
  const body = { name: 'New shop', mode: 'sandbox', key: 'new_shop' };
  await ask(`${server.url}/admin/accounts`, { headers, body });
  const made = await admin.post('/dashboard/accounts/new_shop/links', { days: '1' });
  const link = /\/dashboard\/open\?link=([\w.-]+)/.exec(made.text)?.[1] ?? assert.fail(made.text);
  const { text } = await (await enter(link)).get('/dashboard/orders');
  assert.match(text, /No order yet/);
  assert.doesNotMatch(text, /\/dashboard\/sandbox/);
  const own = await admin.get('/dashboard/orders?account=new_shop');
  assert.match(own.text, /href="\/dashboard\/sandbox\?account=new_shop"/);
});

test('whoever closes it is told how to come back, and asked for no token', async () => {
  const link = await makeLink();
  const merchant = await enter(link);
  const closed = await merchant.post('/dashboard/sign-out', {});
  assert.equal(closed.status, 200);
  assert.match(String(closed.headers['set-cookie']), /=; .*Max-Age=0/);
  assert.match(closed.text, /<h1>Closed<\/h1>/);
  assert.doesNotMatch(closed.text, /Token|admin/);
  assert.equal((await merchant.get('/dashboard/orders')).status, 303, 'the session is over');
});

test('in the browser of an operator it begins a session in the place of that one', async () => {
  const operator = await signIn(server.url);
  const headers = { ...browserOf(server.url), cookie: operator.cookie };
  const link = await makeLink();
  assert.equal((await openBy('made-up', headers)).status, 404);
  assert.equal((await operator.get('/dashboard/audit')).status, 200);
  assert.equal((await openBy(link, headers)).status, 303);
  assert.equal((await operator.get('/dashboard/audit')).status, 303, 'the operator is signed out');
});

test('what it began is over when it is taken back, and when it ends', async () => {
  const link = await makeLink();
  const merchant = await enter(link);
  const listed = await admin.get(`/dashboard/accounts/${KEY}`);
  assert.ok(listed.text.includes(`link:${idOf(link)}`));
  assert.ok(!listed.text.includes(link), 'what opens it is told once');
  const revoke = `${LINKS}/${idOf(link)}/revoke`;
  const elsewhere = revoke.replace(KEY, 'other_shop');
  assert.equal((await admin.post(elsewhere, {})).status, 404, 'by its own account alone');
  assert.equal((await merchant.get('/dashboard/orders')).status, 200);
  assert.equal((await admin.post(revoke, {})).status, 303);
  assert.equal((await merchant.get('/dashboard/orders')).status, 303, 'it is at the door');
  assert.equal((await openBy(link)).status, 404);
  assert.equal((await admin.post(revoke, {})).status, 404, 'once');
  const short = await server.app.parts.links.make(await accountOf(KEY), 1500, 'admin');
  const brief = await enter(short);
  await wait(1600);
  assert.equal((await brief.get('/dashboard/orders')).status, 303);
});

test('an admin makes and revokes them, each with a line in the audit', async () => {
  const { store, now } = server.app.parts;
  const name = 'lata';
  const token = (await addOperator(store, { name, role: 'operate' }, now())) ?? assert.fail();
  const operator = await signIn(server.url, token);
  assert.equal((await operator.post(LINKS, { days: '7' })).status, 403);
  assert.doesNotMatch((await operator.get(`/dashboard/accounts/${KEY}`)).text, /Make a link/);
  assert.equal((await admin.post(LINKS, { days: '36500' })).status, 404, 'for no such time');
  const link = await makeLink();
  await admin.post(`${LINKS}/${idOf(link)}/revoke`, {});
  const { text } = await admin.get('/dashboard/audit');
  assert.match(text, /POST \/dashboard\/accounts\/:account\/links</);
  assert.match(text, new RegExp(`/links/:link/revoke<.*?link: ${idOf(link)}`, 's'));
  assert.match(text, /days: 7/);
  assert.ok(!text.includes(link.slice(17)), 'what opens it is nowhere in it');
  const digits = JSON.stringify(await store.listMerchantLinks((await accountOf(KEY)).id, 50));
  assert.ok(!digits.includes(link.slice(-22)), 'nor in the database');
  assert.ok(!server.logged.some((line) => line.includes(link.slice(-22))), 'nor in the log');
});
