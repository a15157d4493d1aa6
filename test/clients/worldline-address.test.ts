// Refunds that nothing proves: from the addresses that an account has named, and from no others.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Answered, ask, BASIC, startServer, type TestServer } from '../support/server.ts';
import { transaction } from './worldline-client.ts';

const PROXY = '127.0.0.1';
const MERCHANT = '203.0.113.7';

let server: TestServer;
/** One that stands behind a proxy on this machine. */
let behind: TestServer;
before(async () => {
  [server, behind] = await Promise.all([startServer(), startServer({ TRUSTED_PROXIES: PROXY })]);
});
after(() => Promise.all([server.stop(), behind.stop()]));

type Headers = Readonly<Record<string, string>>;
const FACTS = { identifier: 'X_1', token: '5403993715527185', amount: '1' };

function send(at: TestServer, type: string, key: string, headers: Headers = {}): Promise<Answered> {
  const body = transaction(type, FACTS, { merchant: { identifier: key } });
  return ask(`${at.url}/api/paynimoV2.req`, { headers, body });
}

type Mode = 'sandbox' | 'live';
let count = 0;

async function addAccount(at: TestServer, mode: Mode, addresses?: readonly string[]) {
  count += 1;
  const [key, secret] = [`wl_${count}`, `secret_of_${count}`];
  const settings = addresses === undefined ? {} : { unsignedRefundAddresses: addresses };
  const shop = { key, secret, name: key, mode, processor: 'sandbox', settings };
  await at.app.parts.accounts.add(shop);
  return { key, authorization: `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}` };
}

async function statusesOf(at: TestServer, key: string, headers: Headers = {}) {
  const answers = await Promise.all(['R', 'O', 'S'].map((type) => send(at, type, key, headers)));
  return answers.map(({ status }) => status);
}

test('the account that the server makes takes them from everywhere at first', async () => {
  const own = { authorization: BASIC };
  const url = `${server.url}/account/settings`;
  const { json } = await ask(url, { headers: own });
  const { unsigned_refund_addresses: before } = json as { unsigned_refund_addresses: unknown };
  assert.deepEqual(before, ['0.0.0.0/0', '::/0']);
  assert.deepEqual(await statusesOf(server, 'test_123'), [200, 200, 200]);
  for (const [unsigned_refund_addresses, expected] of [
    [[], 401],
    [[MERCHANT], 401],
    [['127.0.0.0/8'], 200],
    [before, 200],
  ] as const) {
    const body = { unsigned_refund_addresses };
    const changed = await ask(url, { method: 'PATCH', headers: own, body });
    assert.equal(changed.status, 200, changed.text);
    assert.equal((await send(server, 'R', 'test_123')).status, expected);
    assert.equal((await send(server, 'R', 'test_123', own)).status, 200);
  }
});

test('no other account takes one without its credentials unless it says so', async () => {
  for (const mode of ['sandbox', 'live'] as const) {
    const { key, authorization } = await addAccount(server, mode);
    const looked = mode === 'sandbox' ? 200 : 401;
    assert.deepEqual(await statusesOf(server, key), [401, looked, 200], mode);
    assert.deepEqual(await statusesOf(server, key, { authorization }), [200, 200, 200], mode);
  }
});

test('a live account’s own addresses may ask everything, others nothing more', async () => {
  const named = await addAccount(server, 'live', ['2001:db8::/32', '127.0.0.1']);
  assert.deepEqual(await statusesOf(server, named.key), [200, 200, 200]);
  const elsewhere = await addAccount(server, 'live', [MERCHANT, '10.0.0.0/8']);
  assert.deepEqual(await statusesOf(server, elsewhere.key), [401, 401, 200]);
  const wrong = { authorization: `${named.authorization.slice(0, -4)}AAAA` };
  assert.deepEqual(await statusesOf(server, named.key, wrong), [401, 401, 401]);
});

test('who is asking is told by a trusted proxy alone, and by its right-most stranger', async () => {
  const there = await addAccount(server, 'live', [MERCHANT]);
  const claim = { 'x-forwarded-for': MERCHANT };
  assert.equal((await send(server, 'R', there.key, claim)).status, 401);

  const { key } = await addAccount(behind, 'live', [MERCHANT]);
  for (const [forwarded, expected] of [
    [MERCHANT, 200],
    [`198.51.100.9, ${MERCHANT}`, 200],
    [`${MERCHANT}, 127.0.0.1`, 200],
    [`::ffff:${MERCHANT}`, 200],
    [`${MERCHANT}, 198.51.100.9`, 401],
    [`${MERCHANT}, unknown`, 401],
    ['198.51.100.9', 401],
  ] as const) {
    const headers = { 'x-forwarded-for': forwarded };
    assert.equal((await send(behind, 'R', key, headers)).status, expected, forwarded);
  }
  assert.equal((await send(behind, 'R', key)).status, 401);
});

test('a list of proxies that is none stops the start with one sentence', async () => {
  await assert.rejects(
    startServer({ TRUSTED_PROXIES: '10.0.0.1/8' }),
    /TRUSTED_PROXIES: "10.0.0.1/,
  );
});
