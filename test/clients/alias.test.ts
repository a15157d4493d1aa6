// The aliases of an account, of the shapes that clients check, wherever its key names it.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { Aliases } from '../../src/core/account.ts';
import { greet } from '../../src/cli/greeting.ts';
import { CASHFREE_CREATE, RZP_CREATE } from '../support/documented-example.ts';
import { ask, KEY, SECRET, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let aliases: Aliases;
before(async () => {
  server = await startServer();
  aliases = (await server.app.parts.accounts.find(KEY))?.account.aliases ?? assert.fail();
});
after(() => server.stop());

const post = (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  ask(server.url + path, { method: 'POST', headers, body });

test('their shapes, and the first greeting tells them', () => {
  assert.match(
    aliases.clientId,
    /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
  assert.match(aliases.merchantId, /^[1-9]\d{8}$/);
  assert.deepEqual(server.app.summary.aliases, aliases);
  const told = greet(server.app, true);
  assert.ok(told.includes(aliases.clientId) && told.includes(aliases.merchantId));
  const later = greet({ firstPage: null, summary: { ...server.app.summary, aliases: null } }, true);
  assert.ok(!later.includes(aliases.clientId));
});

test('Basic credentials and headers of the documented paths', async () => {
  for (const [index, name] of Object.values(aliases).entries()) {
    const basic = `Basic ${Buffer.from(`${name}:${SECRET}`).toString('base64')}`;
    const body = { ...RZP_CREATE, receipt: `alias-${index}` };
    const path = '/api/v2/order/via/rzp/create';
    assert.equal((await post(path, body, { authorization: basic })).status, 200);
    const headers = { 'x-client-id': name, 'x-client-secret': SECRET };
    const order = { ...CASHFREE_CREATE, order_id: `alias-order-${index}` };
    assert.equal((await post('/api/v2/pg/via/cashfree/orders', order, headers)).status, 200);
    const wrong = { ...headers, 'x-client-secret': 'wrong_secret' };
    assert.equal((await post('/api/v2/pg/via/cashfree/orders', order, wrong)).status, 401);
  }
});

test('a kit whose merchant id is a number and whose access code is a UUID', async () => {
  const fields: Readonly<Record<string, string>> = {
    ppc_MerchantAccessCode: aliases.clientId,
    ppc_MerchantID: aliases.merchantId,
    ppc_TransactionType: '3',
    ppc_UniqueMerchantTxnID: 'TXN-none',
  };
  const text = Object.keys(fields)
    .sort()
    .map((name) => `${name}=${fields[name]}`)
    .join('&');
  const digest = createHmac('sha256', SECRET).update(text).digest('hex').toUpperCase();
  const body = new URLSearchParams({ ...fields, ppc_DIA_SECRET: digest }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const answered = await post('/api/PG/V2', body, headers);
  assert.match(answered.text, /ppc_PinePGTxnStatus/);
  assert.match(answered.text, new RegExp(`ppc_MerchantID[^\\d]{1,4}${aliases.merchantId}|-6`));
});

test('a token is bought with the UUID as client id', async () => {
  const grant = { client_id: aliases.clientId, client_secret: SECRET };
  const bought = await post('/api/auth/v1/token', { ...grant, grant_type: 'client_credentials' });
  const { access_token: token } = bought.json as { readonly access_token: string };
  const headers = { authorization: `Bearer ${token}` };
  const found = await ask(`${server.url}/api/pay/v1/orders/reference/none`, { headers });
  assert.equal(found.status, 404);
});

test('a public key in the browser, of the account itself only', async () => {
  const preferencesOf = (key: string) => ask(`${server.url}/v1/preferences?key_id=${key}`);
  const [named, keyed] = [await preferencesOf(aliases.clientId), await preferencesOf(KEY)];
  assert.deepEqual([named.status, named.json], [200, keyed.json]);
  assert.equal((await preferencesOf('somebody_else')).status, 401);
});
