// A merchant changes its secret under load: nothing fails that should not, and what was revoked is
// refused everywhere within two seconds.
import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import { type Said, typeCommand } from '../support/typed-command.ts';
import { handbackOf, readCheckoutPage } from '../../src/http/checkout-page.ts';
import { type Hook, openHook } from '../support/account-api.ts';
import { databases } from '../support/database.ts';
import { CASHFREE_CREATE } from '../support/documented-example.ts';
import { buyToken, PROVERS, useToken } from '../support/prover.ts';
import { ask, KEY, SECRET, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let hook: Hook;
let place: Readonly<Record<string, string>> = {};
before(async () => {
  place = await databases.settings();
  server = await startServer(place);
  hook = await openHook();
});
after(async () => {
  await server.stop();
  await hook.stop();
});

/** Types a command beside the server. */
function dubash(...words: readonly string[]): Promise<Said> {
  return typeCommand({ ...place, DATA_DIR: server.app.summary.dataDir }, words);
}

type Made = { readonly id: number; readonly secret: string };

async function rotate(overlap: string): Promise<Made> {
  const { code, out, wrong } = await dubash('keys', 'rotate', '--overlap', overlap, '--json');
  assert.equal(code, 0, wrong);
  return JSON.parse(out) as Made;
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
let asked = 0;

/** One that asks again and again with the secret that it has; counts what came of it. */
function startClient(prove: (url: string, secret: string, index: number) => Promise<boolean>) {
  const client = { secret: SECRET, taken: 0, refused: 0, faults: [] as string[], running: true };
  const run = async (): Promise<void> => {
    while (client.running) {
      asked += 1;
      const isTaken = await prove(server.url, client.secret, asked).catch((error: Error) => {
        client.faults.push(error.message);
        return null;
      });
      if (isTaken === true) client.taken += 1;
      if (isTaken === false) client.refused += 1;
      await wait(15);
    }
  };
  const ended = run();
  const stop = (): Promise<void> => {
    client.running = false;
    return ended;
  };
  return { client, stop };
}

test('every proof of every dialect is refused with a wrong secret', async () => {
  for (const { name, prove } of PROVERS) {
    asked += 2;
    assert.equal(await prove(server.url, SECRET, asked), true, name);
    assert.equal(await prove(server.url, 'wrong_secret', asked + 1), false, name);
  }
});

let second: Made;

test('under load, clients change one after the other, and no call fails', async () => {
  const clients = PROVERS.map(({ prove }) => startClient(prove));
  await wait(200);
  second = await rotate('1h');
  for (const { client } of clients) {
    client.secret = second.secret;
    await wait(60);
  }
  await wait(200);
  await Promise.all(clients.map(({ stop }) => stop()));
  for (const [index, { client }] of clients.entries()) {
    const { taken, refused, faults } = client;
    const name = PROVERS[index]?.name ?? '';
    assert.deepEqual([refused, faults], [0, []], name);
    assert.ok(taken >= 3, `${name}: ${taken}`);
  }
});

/** An order by headers, its page's name, and what its webhook and its return are signed by. */
async function createOrder(secret: string, order: string): Promise<{ readonly page: string }> {
  const body = {
    ...CASHFREE_CREATE,
    order_id: order,
    order_meta: { notify_url: `${hook.url}/${order}` },
  };
  const headers = { 'x-client-id': KEY, 'x-client-secret': secret, 'x-api-version': '2023-08-01' };
  const made = await ask(`${server.url}/pg/orders`, { headers, body });
  assert.equal(made.status, 200, made.text);
  const { payment_session_id: session } = made.json as Readonly<Record<string, string>>;
  return { page: String(session).replace('session_', '') };
}

async function payAndRead(order: string, secret: string): Promise<string> {
  const basic = `Basic ${Buffer.from(`${KEY}:${secret}`).toString('base64')}`;
  const headers = { authorization: basic };
  const found = await ask(`${server.url}/pg/orders/${order}`, {
    headers: { 'x-client-id': KEY, 'x-client-secret': secret, 'x-api-version': '2023-08-01' },
  });
  const { cf_order_id: id } = found.json as Readonly<Record<string, string>>;
  const body = { order: String(id), method: 'upi', outcome: 'success' };
  const paid = await ask(`${server.url}/sandbox/pay`, { headers, body });
  assert.equal(paid.status, 200, paid.text);
  await ask(`${server.url}/sandbox/settle`, { headers, body: {} });
  const told =
    hook.told.find(({ path }) => path === `/${order}`) ?? assert.fail('nothing was told');
  return signerOf(told.headers, told.body);
}

function signerOf(headers: Hook['told'][number]['headers'], body: string): string {
  const text = String(headers['x-webhook-timestamp']) + Buffer.from(body, 'latin1').toString();
  const signature = headers['x-webhook-signature'];
  const standard = String(headers['webhook-signature']).replace('v1,', '');
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.`;
  const fits = (secret: string): boolean => {
    const own = createHmac('sha256', secret).update(text).digest('base64');
    const other = createHmac('sha256', secret)
      .update(signed + Buffer.from(body, 'latin1').toString())
      .digest('base64');
    assert.equal(own === signature, other === standard, 'both signatures are of one secret');
    return own === signature;
  };
  return [SECRET, second.secret].find(fits) ?? 'neither';
}

/** The secret that the browser's return of a Paytring order is hashed with. */
async function handbackSigner(page: string): Promise<string> {
  const found = (await readCheckoutPage(server.app.parts, page, '')) ?? assert.fail();
  const back = handbackOf(found);
  if (back === null || back.kind === 'redirect') return assert.fail('the return has no fields');
  const fields = new Map(back.fields);
  const text = ['key', 'order_id', 'receipt_id'].map((name) => fields.get(name) ?? '').join('|');
  const hashOf = (secret: string) => createHash('sha512').update(`${text}|${secret}`).digest('hex');
  return [SECRET, second.secret].find((each) => hashOf(each) === fields.get('hash')) ?? 'neither';
}

async function createPaytring(secret: string, receipt: string): Promise<string> {
  const authorization = `Basic ${Buffer.from(`${KEY}:${secret}`).toString('base64')}`;
  const body = {
    amount: '50000',
    currency: 'INR',
    receipt_id: receipt,
    cname: 'John Doe',
    email: 'john@example.com',
    phone: '9876543210',
    callback_url: 'https://merchant.com/callback',
  };
  const made = await ask(`${server.url}/api/v2/order/create`, { headers: { authorization }, body });
  assert.equal(made.status, 200, made.text);
  const { accounts, engine, pages } = server.app.parts;
  const { account } = (await accounts.find(KEY)) ?? assert.fail();
  const order = [{ by: 'reference', reference: receipt } as const];
  const found = await engine.find(account, { kind: 'findOrder', order });
  return 'failure' in found
    ? assert.fail(found.failure)
    : pages.nameOf(account, found.aggregate.order);
}

test('what is signed goes by the secret that created the order, until it is revoked', async () => {
  for (const order of ['sign-1', 'sign-2']) await createOrder(SECRET, order);
  await createOrder(second.secret, 'sign-3');
  const pages = [
    await createPaytring(SECRET, 'page-1'),
    await createPaytring(second.secret, 'page-2'),
  ] as const;
  assert.equal(await payAndRead('sign-1', second.secret), SECRET);
  assert.equal(await payAndRead('sign-3', SECRET), second.secret);
  assert.equal(await handbackSigner(pages[0]), SECRET);
  assert.equal(await handbackSigner(pages[1]), second.secret);
  const oldToken = (await buyToken(server.url, SECRET)) ?? assert.fail();
  const newToken = (await buyToken(server.url, second.secret)) ?? assert.fail();

  const clients = PROVERS.map(({ prove }) => [startClient(prove), startClient(prove)] as const);
  for (const [, current] of clients) current.client.secret = second.secret;
  await wait(300);
  const { code, out } = await dubash('keys', 'revoke', '--secret', '1');
  assert.equal(code, 0);
  assert.match(out, /refused everywhere within 2 seconds/);
  await wait(2000);
  const counts = clients.map(([old]) => old.client.taken);
  await wait(400);
  await Promise.all(clients.flat().map(({ stop }) => stop()));
  for (const [index, [old, current]] of clients.entries()) {
    const name = PROVERS[index]?.name ?? '';
    // One that was on its way when the two seconds ended may have been answered after them.
    assert.ok(old.client.taken <= (counts[index] ?? 0) + 1, name);
    assert.ok(old.client.refused > 0 && old.client.taken > 0, name);
    assert.deepEqual([current.client.refused, current.client.faults], [0, []], name);
  }
  assert.equal(await useToken(server.url, oldToken, 1), false);
  assert.equal(await useToken(server.url, newToken, 1), true);
  assert.equal(await payAndRead('sign-2', second.secret), second.secret);
  assert.equal(await handbackSigner(pages[0]), second.secret);
});

test('keys list tells the names and never a secret; the last one is not revoked', async () => {
  const listed = await dubash('keys', 'list', '--json');
  const { accounts } = JSON.parse(listed.out) as {
    readonly accounts: readonly { readonly key: string; readonly secrets: readonly unknown[] }[];
  };
  assert.equal(accounts[0]?.key, KEY);
  assert.equal(accounts[0]?.secrets.length, 2);
  const { out } = await dubash('keys', 'list');
  for (const text of [listed.out, out]) {
    assert.ok(!text.includes(SECRET) && !text.includes(second.secret));
    assert.match(text, /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/);
  }
  const refused = await dubash('keys', 'revoke', '--secret', '2');
  assert.deepEqual([refused.code, refused.out], [1, '']);
  assert.match(
    refused.wrong,
    /^dubash: secret 2 is the only one of test_123 that lasts: [^\n]*\n$/,
  );
  for (const words of [
    ['keys', 'revoke', '--secret', '9'],
    ['keys', 'revoke', '--secret', '1'],
    ['keys', 'list', '--account', 'nobody'],
  ]) {
    const { code, wrong } = await dubash(...words);
    assert.equal(code, 1, words.join(' '));
    assert.match(wrong, /^dubash: [^\n]+\n$/);
  }
  for (const words of [['revoke'], ['rotate', '--overlap', 'soon'], ['forget']]) {
    assert.equal((await dubash('keys', ...words)).code, 2, words.join(' '));
  }
  for (let count = 1; count < 5; count += 1) {
    assert.equal((await dubash('keys', 'create')).code, 0);
  }
  assert.match((await dubash('keys', 'create')).wrong, /revoke one first/);
});
