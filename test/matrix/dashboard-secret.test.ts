// Secrets of an account at the dashboard: rotated and revoked by an admin, each told once.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TEST_ADMIN_TOKEN } from '../../src/api/fixtures/index.ts';
import { addOperator } from '../../src/engine/identity/operator.ts';
import { type Session, signIn } from '../support/dashboard.ts';
import { ask, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let admin: Session;
before(async () => {
  server = await startServer();
  admin = await signIn(server.url);
});
after(() => server.stop());

type Shop = { readonly path: string; readonly first: string; readonly key: string };

async function makeShop(key: string): Promise<Shop> {
  const headers = { authorization: `Bearer ${TEST_ADMIN_TOKEN}` };
  const body = { name: key, mode: 'sandbox', key };
  const added = await ask(`${server.url}/admin/accounts`, { headers, body });
  const { secret } = added.json as { readonly secret: string };
  return { path: `/dashboard/accounts/${key}`, first: secret, key };
}

async function statusWith(key: string, secret: string): Promise<number> {
  const authorization = `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`;
  const headers = { authorization };
  return (await ask(`${server.url}/v1/orders`, { headers, method: 'GET' })).status;
}

/** As the form of its page has it. */
async function newestOf({ path }: Shop): Promise<string> {
  const { text } = await admin.get(path);
  return /name="newest" value="(\d+)"/.exec(text)?.[1] ?? assert.fail(text);
}

async function rotate(shop: Shop, overlap: string): Promise<string> {
  const newest = await newestOf(shop);
  const made = await admin.post(`${shop.path}/secrets`, { overlap, newest });
  assert.equal(made.status, 200, made.text);
  return /data-copy="([0-9a-f]{64})"/.exec(made.text)?.[1] ?? assert.fail(made.text);
}

test('another secret is told once; the former hold on as long as was said', async () => {
  const shop = await makeShop('rotating_shop');
  const second = await rotate(shop, '24');
  for (const secret of [shop.first, second]) {
    assert.equal(await statusWith(shop.key, secret), 200);
  }
  const page = await admin.get(shop.path);
  assert.ok(!page.text.includes(second) && !page.text.includes(shop.first));
  const third = await rotate(shop, '0');
  assert.equal(await statusWith(shop.key, third), 200);
  for (const secret of [shop.first, second]) {
    assert.equal(await statusWith(shop.key, secret), 401);
  }
  const audit = await admin.get('/dashboard/audit');
  assert.match(audit.text, /POST \/dashboard\/accounts\/:account\/secrets</);
  assert.match(audit.text, /overlap: 24/);
  const told = JSON.stringify([audit.text, server.logged]);
  for (const secret of [second, third]) assert.ok(!told.includes(secret), 'it is nowhere else');
});

test('a form that is sent twice, or by twenty at once, makes one secret', async () => {
  const shop = await makeShop('hasty_shop');
  const form = { overlap: '0', newest: await newestOf(shop) };
  const press = () => admin.post(`${shop.path}/secrets`, form);
  const answers = await Promise.all(Array.from({ length: 20 }, press));
  const made = answers.filter(({ status }) => status === 200);
  assert.equal(made.length, 1);
  const again = await press();
  assert.equal(again.status, 422);
  assert.match(again.text, /Another secret was made since this form was shown/);
  const secret = /data-copy="([0-9a-f]{64})"/.exec(made[0]?.text ?? '')?.[1] ?? assert.fail();
  assert.equal(await statusWith(shop.key, secret), 200, 'the one that was told holds');
});

test('one is revoked, and never the last that holds', async () => {
  const shop = await makeShop('revoking_shop');
  const second = await rotate(shop, '');
  const secrets = await server.app.parts.accounts.listSecrets(
    (await server.app.parts.accounts.find(shop.key))?.account ?? assert.fail(),
  );
  const idOf = (secret: string) => secrets.find((each) => each.is(secret))?.id ?? assert.fail();
  const revoke = (id: number | string, fields: Record<string, string> = { confirmed: 'yes' }) =>
    admin.post(`${shop.path}/secrets/${id}/revoke`, fields);
  const looked = await revoke(idOf(shop.first), {});
  assert.match(looked.text, /Is this right\?.*cannot\s+be taken back/s);
  assert.equal(await statusWith(shop.key, shop.first), 200, 'it is only looked at');
  assert.equal((await revoke(idOf(shop.first))).status, 303);
  assert.equal(await statusWith(shop.key, shop.first), 401);
  assert.equal((await revoke(idOf(shop.first))).status, 404, 'once');
  assert.equal((await revoke(99)).status, 404);
  assert.equal((await revoke('x')).status, 404);
  const last = await revoke(idOf(second));
  assert.equal(last.status, 422);
  assert.match(last.text, /the only one that lasts/);
  assert.equal(await statusWith(shop.key, second), 200);
});

test('more than may hold are not made; no other role makes one', async () => {
  const shop = await makeShop('full_shop');
  for (let held = 1; held < 5; held += 1) await rotate(shop, '');
  const newest = await newestOf(shop);
  const full = await admin.post(`${shop.path}/secrets`, { overlap: '', newest });
  assert.equal(full.status, 422);
  assert.match(full.text, /5 secrets of this account hold at once/);
  for (const fields of [{ overlap: '5', newest }, { overlap: '' }, { overlap: '', newest: 'x' }]) {
    assert.equal((await admin.post(`${shop.path}/secrets`, fields)).status, 404);
  }
  const { store, now } = server.app.parts;
  const token = await addOperator(store, { name: 'mohan', role: 'operate' }, now());
  const operator = await signIn(server.url, token ?? assert.fail());
  const refused = await operator.post(`${shop.path}/secrets`, { overlap: '0' });
  assert.equal(refused.status, 403);
  assert.equal(await statusWith(shop.key, shop.first), 200);
  assert.doesNotMatch((await operator.get(shop.path)).text, /Make another secret/);
});
