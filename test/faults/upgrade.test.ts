// A database of the first version, on both engines: today's code opens it, tells everything as it
// was told then, and works on with it.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import postgres from 'postgres';
import { admin } from '../support/chain.ts';
import { type Kept, spellAgain, spellKept } from '../support/kept-answer.ts';
import { killBefore } from '../support/kill.ts';
import { openHook } from '../support/receiver.ts';
import { makeDatabase, withoutPostgres } from '../support/postgres.ts';
import { ask, BASIC, KEY, SECRET, spawnServer, startServer } from '../support/server.ts';

const FIXTURE = path.resolve(import.meta.dirname, '../fixtures/database-v1');

type Secrets = { readonly key: string; readonly secret: string };
type Expected = {
  /** When the last of these answers was given. */
  readonly madeAt: number;
  readonly publicUrl: string;
  readonly accounts: { readonly first: Secrets; readonly second: Secrets };
  /** What can still be worked on. */
  readonly open: {
    readonly captured: { readonly payment: string; readonly leftMinor: number };
    readonly authorized: string;
    readonly pending: string;
    readonly pineAuthorized: string;
    readonly endpoint: { readonly id: string; readonly secret: string };
  };
  readonly answers: readonly Kept[];
};
type Engine = 'sqlite' | 'postgres';
type Json = Readonly<Record<string, unknown>>;

const EXPECTED = JSON.parse(readFileSync(path.join(FIXTURE, 'expected.json'), 'utf8')) as Readonly<
  Record<Engine, Expected>
>;

/** The settings of a server on a copy of the fixture. */
async function copyFixture(engine: Engine, cleanup: (work: () => void | Promise<void>) => void) {
  const folder = mkdtempSync(path.join(tmpdir(), 'dubash-upgrade-'));
  cleanup(() => rmSync(folder, { recursive: true, force: true }));
  copyFileSync(path.join(FIXTURE, 'master.key'), path.join(folder, 'master.key'));
  if (engine === 'sqlite') {
    const packed = readFileSync(path.join(FIXTURE, 'dubash.db.gz'));
    writeFileSync(path.join(folder, 'dubash.db'), gunzipSync(packed));
    return { DATA_DIR: folder };
  }
  const { url, remove } = await makeDatabase();
  cleanup(remove);
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  await sql.unsafe(readFileSync(path.join(FIXTURE, 'database.sql'), 'utf8'));
  await sql.end();
  return { DATA_DIR: folder, DATABASE_URL: url };
}

/**
 * Set back to when the fixture was made: otherwise its orders would expire, its saved answers end
 * after a day and its notices be purged after thirty. The server takes the time from `Date.now`.
 */
function setClockBack(ageMs: number): string {
  const code = `const now = Date.now; Date.now = () => now() - ${ageMs};`;
  return `--import=data:text/javascript,${encodeURIComponent(code)}`;
}

// Statements of the upgrade on both engines, in their order.
const KILLED_AT = [
  'RENAME TO webhooks',
  'ALTER TABLE payments ADD COLUMN status',
  'UPDATE payments SET status',
  'CREATE INDEX refunds_status',
];

const basicOf = ({ key, secret }: Secrets): string =>
  `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`;

async function buyToken(url: string, { key, secret }: Secrets): Promise<string> {
  const client = { client_id: key, client_secret: secret, grant_type: 'client_credentials' };
  const { json } = await ask(`${url}/api/auth/v1/token`, { body: client });
  return `Bearer ${(json as Json)['access_token']}`;
}

/** Sends a kept request once more. */
function askAgain(url: string, bearer: string, { accounts }: Expected, kept: Kept) {
  const { first, second } = accounts;
  const proofs = {
    first: { authorization: basicOf(first) },
    second: { authorization: basicOf(second) },
    bearer: { authorization: bearer },
    cashfree: { 'x-client-id': first.key, 'x-client-secret': first.secret },
  };
  const { request, proof, version, key, json, form } = kept;
  const [method = '', tail = ''] = request.split(' ');
  const headers = {
    ...(proof === undefined ? {} : proofs[proof]),
    ...(version === undefined ? {} : { 'x-api-version': version }),
    ...(key === undefined ? {} : { 'x-idempotency-key': key }),
    ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
  };
  const body = json ?? form;
  return ask(url + tail, { method, headers, ...(body === undefined ? {} : { body }) });
}

/** Asks everything again, and lists what is answered otherwise. */
async function findChanges(url: string, bearer: string, expected: Expected) {
  const changes: string[] = [];
  for (const kept of expected.answers) {
    const is = spellAgain(await askAgain(url, bearer, expected, kept), kept);
    const was = spellKept(kept);
    if (is !== was) changes.push(`${kept.name}\n  was ${was}\n  is  ${is}`);
  }
  return changes;
}

/** What merchants do with what was open then, by their own gateway's requests. */
function merchantOf(url: string, bearer: string, { first }: Expected['accounts']) {
  const send = async (method: string, tail: string, headers: Json, body?: object) => {
    const sent = { method, headers: headers as Record<string, string> };
    const answered = await ask(url + tail, body === undefined ? sent : { ...sent, body });
    return { status: answered.status, json: answered.json as Json };
  };
  const own = { authorization: basicOf(first) };
  const cashfree = { 'x-client-id': first.key, 'x-client-secret': first.secret };
  const versioned = { ...cashfree, 'x-api-version': '2025-01-01' };
  return {
    own: (method: string, tail: string, body?: object) => send(method, tail, own, body),
    keyed: (tail: string, key: string, body: object) =>
      send('POST', tail, { ...own, 'x-idempotency-key': key }, body),
    cashfree: (method: string, tail: string, body?: object) => send(method, tail, versioned, body),
    token: (method: string, tail: string, body?: object) =>
      send(method, tail, { authorization: bearer }, body),
  };
}
type Merchant = ReturnType<typeof merchantOf>;

async function finishOpenWork({ own, cashfree, token }: Merchant, { open }: Expected) {
  const capture = `/v1/payments/${open.authorized}/capture`;
  const captured = await own('POST', capture, { amount: 50000, currency: 'INR' });
  assert.deepEqual([captured.status, captured.json['status']], [200, 'captured']);
  const pine = await token('PUT', `/api/pay/v1/orders/${open.pineAuthorized}/capture`, {
    merchant_capture_reference: 'late',
  });
  assert.equal((pine.json['data'] as Json)['status'], 'PROCESSED');
  const preauth = { action: 'CAPTURE', amount: 500.5 };
  const authorized = await cashfree('POST', '/pg/orders/cf-preauth/authorization', preauth);
  assert.equal(authorized.json['payment_status'], 'SUCCESS');
  const decided = await own('POST', '/sandbox/pay', { order: open.pending, method: 'upi' });
  assert.deepEqual([decided.status, decided.json['status']], [200, 'captured']);
}

async function refundRest({ own, cashfree }: Merchant, { open }: Expected): Promise<void> {
  const { payment, leftMinor } = open.captured;
  const path = `/v1/payments/${payment}/refund`;
  assert.equal((await own('POST', path, { amount: leftMinor + 1 })).status, 400, 'too much');
  const refund = await own('POST', path, { amount: leftMinor });
  assert.equal(refund.status, 200);
  assert.equal((await own('POST', path, { amount: 100 })).status, 400, 'nothing is left');
  await own('POST', '/sandbox/settle', {});
  const settled = await own('GET', `/v1/refunds/${refund.json['id']}`);
  assert.equal(settled.json['status'], 'processed');
  // One of 100.25 is processed and one of 50 is pending, of 500.50.
  const rest = { refund_id: 'cf-refund-late', refund_amount: 350.26 };
  assert.equal((await cashfree('POST', '/pg/orders/cf-paid/refunds', rest)).status, 400);
  const fits = { ...rest, refund_amount: 350.25 };
  assert.equal((await cashfree('POST', '/pg/orders/cf-paid/refunds', fits)).status, 200);
}

/** What is unique stays so: a reference, a refund's, a customer, a saved answer's key. */
async function repeatNames({ own, keyed, cashfree }: Merchant): Promise<void> {
  const customer_details = { customer_id: 'c-1', customer_phone: '9999999999' };
  const order = { order_id: 'cf-paid', order_amount: 1, order_currency: 'INR', customer_details };
  assert.equal((await cashfree('POST', '/pg/orders', order)).status, 409);
  const refund = { refund_id: 'cf-refund-1', refund_amount: 1 };
  const again = await cashfree('POST', '/pg/orders/cf-paid/refunds', refund);
  assert.deepEqual([again.status, again.json['message']], [400, 'Duplicate Merchant Refund Id']);
  const known = { name: 'Asha Rao', email: 'asha@example.com', contact: '9876543210' };
  assert.equal((await own('POST', '/v1/customers', known)).status, 400);
  const other = await keyed('/v1/orders', 'fixture-rzp', { amount: 100, currency: 'INR' });
  assert.equal(other.status, 409);
  assert.match(JSON.stringify(other.json), /Different request with the same idempotency key/);
}

/** A new sale beside the old ones, told to an endpoint of then with its secret of then. */
async function sellMore({ own }: Merchant, { open }: Expected): Promise<void> {
  const hook = await openHook();
  try {
    const { id: endpoint, secret } = open.endpoint;
    const moved = await own('PATCH', `/account/endpoints/${endpoint}`, { url: `${hook.url}/new` });
    assert.equal(moved.status, 200);
    const made = await own('POST', '/v1/orders', { amount: 100, currency: 'INR', receipt: 'new' });
    const { items } = (await own('GET', '/v1/orders?count=1')).json as { items: readonly Json[] };
    assert.deepEqual(items[0]?.['id'], made.json['id'], 'the newest stands first');
    await own('POST', '/sandbox/pay', { order: made.json['id'], method: 'upi' });
    await own('POST', '/sandbox/settle', {});
    // The refunds before may be told in the same moment.
    const [came, ...more] = hook.came.filter(({ body }) => body.includes('"event":"order.paid"'));
    assert.ok(came !== undefined && more.length === 0, 'told once');
    const signature = createHmac('sha256', secret).update(came.body).digest('hex');
    assert.equal(came.headers['x-razorpay-signature'], signature);
    assert.equal(JSON.parse(came.body).payload.order.entity.id, made.json['id']);
  } finally {
    await hook.stop();
  }
}

/** A live account with a connection beside the old ones: its payment is paid where that leads. */
async function sellByConnection(url: string): Promise<void> {
  const far = await startServer();
  try {
    const server = { url };
    const made = await admin(server, 'POST', '/accounts', { name: 'New shop', mode: 'live' });
    const [key, secret] = [String(made['key']), String(made['secret'])];
    await admin(server, 'POST', `/accounts/${key}/connections`, {
      ...{ processor: 'razorpay', mode: 'test', base_url: far.url },
      credentials: { key_id: KEY, key_secret: SECRET, webhook_secret: 'hook_secret_1' },
    });
    const headers = { authorization: basicOf({ key, secret }) };
    const order = { amount: 50050, currency: 'INR', receipt: 'by-connection' };
    const { id } = (await ask(`${url}/v1/orders`, { headers, body: order })).json as Json;
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const opened = await ask(`${url}/v1/checkout/embedded`, {
      ...{ method: 'POST', headers: form, body: `key_id=${key}&order_id=${String(id)}` },
    });
    const page = `${url}${new URL(opened.headers.get('location') ?? '', url).pathname}`;
    const pressed = await ask(`${page}/go`, { method: 'POST', headers: form, body: '' });
    assert.ok(pressed.status < 400, pressed.text);
    const payments = async () => {
      const { items } = (await ask(`${url}/v1/orders/${String(id)}/payments`, { headers }))
        .json as { readonly items: readonly Json[] };
      return items;
    };
    const [begun] = await payments();
    const name = String(begun?.['id']).replace('pay_', '');
    await ask(`${far.url}/sandbox/pay`, {
      headers: { authorization: BASIC },
      body: { order: name, method: 'card' },
    });
    await ask(`${page}/back`);
    assert.deepEqual(
      (await payments()).map(({ status }) => status),
      ['captured'],
    );
  } finally {
    await far.stop();
  }
}

for (const engine of ['sqlite', 'postgres'] as const) {
  const skip = engine === 'postgres' ? withoutPostgres : undefined;
  test(`${engine}: a database of the first version, its upgrade killed again and again`, {
    skip: skip ?? false,
  }, async (context) => {
    const expected = EXPECTED[engine];
    const place = await copyFixture(engine, (work) => context.after(work));
    const clock = setClockBack(Date.now() - expected.madeAt);
    const settings = {
      ...place,
      PUBLIC_URL: expected.publicUrl,
      // The first account and its secret are those of the database.
      SANDBOX_KEY: '',
      SANDBOX_SECRET: '',
    };
    for (const text of KILLED_AT) {
      const starting = spawnServer({ ...settings, NODE_OPTIONS: `${clock} ${killBefore(text)}` });
      await assert.rejects(starting, /stopped with null before it served/, text);
    }
    const { summary, child } = await spawnServer({ ...settings, NODE_OPTIONS: clock });
    const url = summary.listening;
    const { first } = expected.accounts;
    try {
      assert.deepEqual([summary.key, summary.secret], [first.key, null]);
      const headers = { authorization: basicOf(first) };
      assert.equal((await ask(`${url}/account/settings`, { headers })).status, 200);
      const bearer = await buyToken(url, first);
      assert.ok(expected.answers.length > 100);
      await context.test('everything is told as it was', async () => {
        assert.equal((await findChanges(url, bearer, expected)).join('\n'), '');
      });
      const merchant = merchantOf(url, bearer, expected.accounts);
      await context.test('connections are added beside it', () => sellByConnection(url));
      await context.test('what was open is finished', () => finishOpenWork(merchant, expected));
      await context.test('what is left is refunded', () => refundRest(merchant, expected));
      await context.test('what is unique stays so', () => repeatNames(merchant));
      await context.test('a new sale is told to an old endpoint', () =>
        sellMore(merchant, expected),
      );
    } finally {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
  });
}
