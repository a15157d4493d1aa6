// The master key is changed under load, with a kill in the middle: everything that was sealed still
// opens, and nothing needs the former key once the command says so.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, test } from 'node:test';
import { createVault } from '../../src/engine/identity/vault.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import { NOW } from '../support/call.ts';
import { RZP_CREATE } from '../support/documented-example.ts';
import { ask, BASIC, KEY, SECRET, spawnServer, type TestProcess } from '../support/server.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'dubash-master-'));
const file = path.join(folder, 'dubash.db');
const keyFile = path.join(folder, 'master.key');
const OTHERS = 3000;
let server: TestProcess;
before(async () => {
  server = await spawnServer({ DATA_DIR: folder });
});
after(async () => {
  if (server.child.exitCode === null) {
    server.child.kill('SIGTERM');
    await once(server.child, 'exit');
  }
  rmSync(folder, { recursive: true, force: true });
});

function rotate(settings: Readonly<Record<string, string>> = {}): ChildProcess {
  const main = path.resolve(import.meta.dirname, '../../src/cli/main.ts');
  const flags = ['--disable-warning=ExperimentalWarning', main, 'rotate-master-key'];
  const env = { PATH: process.env['PATH'], DATA_DIR: folder, ...settings };
  return spawn(process.execPath, flags, { env, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function finish(child: ChildProcess) {
  const said = { out: '', wrong: '' };
  child.stdout?.on('data', (chunk) => {
    said.out += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    said.wrong += chunk;
  });
  const [code] = await once(child, 'close');
  return { code, ...said };
}

/** How many secrets are sealed by each master key, or by a format that names none. */
function countKeys(): ReadonlyMap<string, number> {
  const database = new DatabaseSync(file, { readOnly: true });
  const rows = database.prepare('SELECT sealed FROM secrets').all();
  database.close();
  const names = rows.map((row) => String(row['sealed']).split('.').slice(0, 2).join('.'));
  return new Map([...Map.groupBy(names, String)].map(([name, all]) => [name, all.length]));
}

const post = (where: string, body: object, more: Readonly<Record<string, string>> = {}) =>
  ask(`${server.summary.url}${where}`, { headers: { authorization: BASIC, ...more }, body });

/** Accounts of before, so that there is something to seal again. */
async function addOthers(): Promise<void> {
  const vault = createVault(Buffer.from(readFileSync(keyFile, 'utf8').trim(), 'hex'));
  const store = openSqlite(file);
  const sample = (await store.findAccount(KEY)) ?? assert.fail();
  const rows = Array.from({ length: OTHERS }, (_, index) => {
    const [id, key] = [index + 1, `other_${index}`];
    const sealed = vault.seal(`secret of ${key}`, { id, key });
    const aliases = { clientId: `client-${index}`, merchantId: `m-${index}` };
    const secret = { id: 1, sealed, createdAt: NOW, expiresAt: null, revokedAt: null };
    return { ...sample, id, key, aliases, secrets: [secret] };
  });
  const added = await Promise.all(rows.map((row) => store.addAccount(row)));
  assert.ok(added.every((each) => each));
  await store.close();
}

async function untilSome(former: string): Promise<void> {
  for (const end = Date.now() + 20_000; Date.now() < end; ) {
    const left = countKeys().get(former) ?? 0;
    if (left < OTHERS - 100 && left > 200) return;
    assert.ok(left > 200, 'it was too fast to be killed in the middle');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  assert.fail('nothing was sealed again');
}

test('under load a rotation that is killed is ended by the next', async (context) => {
  await addOthers();
  const made = await post(
    '/account/endpoints',
    {
      url: 'https://shop.example/hook',
      dialect: 'razorpay',
      events: ['order.paid'],
    },
    { 'x-idempotency-key': 'endpoint-1' },
  );
  assert.equal(made.status, 200, made.text);
  const order = await post('/api/v2/order/via/rzp/create', { ...RZP_CREATE, receipt: 'before' });
  const [former = ''] = countKeys().keys();
  const page = await ask(`${server.summary.url}/pg/orders`, {
    headers: { 'x-client-id': KEY, 'x-client-secret': SECRET, 'x-api-version': '2023-08-01' },
    body: {
      order_id: 'page-1',
      order_amount: 1,
      order_currency: 'INR',
      customer_details: { customer_id: 'c', customer_phone: '9876543210' },
    },
  });
  const { payment_session_id: session } = page.json as Readonly<Record<string, string>>;
  const pageName = String(session).replace('session_', '');

  let running = true;
  context.after(() => {
    running = false;
  });
  const failures: string[] = [];
  let done = 0;
  const load = Promise.all(
    [0, 1, 2].map(async (client) => {
      while (running) {
        done += 1;
        const name = `load-${client}-${done}`;
        const sent = await post('/api/v2/order/via/rzp/create', { ...RZP_CREATE, receipt: name });
        if (sent.status !== 200) failures.push(sent.text);
        const other = `other_${(done * 7) % OTHERS}`;
        const basic = Buffer.from(`${other}:secret of ${other}`).toString('base64');
        const asked = await ask(`${server.summary.url}/account/settings`, {
          headers: { authorization: `Basic ${basic}` },
        });
        if (asked.status !== 200) failures.push(`${other}: ${asked.text}`);
      }
    }),
  );

  const first = rotate();
  const firstEnded = finish(first);
  await untilSome(former);
  first.kill('SIGKILL');
  assert.notEqual((await firstEnded).code, 0);
  const lines = readFileSync(keyFile, 'utf8').trim().split('\n');
  assert.equal(lines.length, 2);
  const left = countKeys().get(former) ?? 0;
  assert.ok(left > 0 && left < OTHERS, `${left} are left`);
  const second = await finish(rotate());
  assert.deepEqual([second.code, second.wrong], [0, '']);
  assert.match(second.out, /can go from there from 20\d\d-/);
  assert.equal(readFileSync(keyFile, 'utf8').trim().split('\n').length, 2, 'no third key');
  running = false;
  await load;
  assert.deepEqual(failures, []);
  assert.ok(done > 20, `${done}`);
  assert.equal(countKeys().get(former), undefined);
  assert.equal(countKeys().size, 1);

  // What the running server seals now, it seals with the new key.
  const later = await post('/account/endpoints', {
    url: 'https://shop.example/later',
    dialect: 'razorpay',
    events: ['order.paid'],
  });
  assert.equal(later.status, 200, later.text);
  const database = new DatabaseSync(file, { readOnly: true });
  const bodies = database.prepare("SELECT body FROM records WHERE kind = 'endpoint'").all();
  database.close();
  const [current = ''] = countKeys().keys();
  assert.equal(bodies.length, 2);
  for (const { body } of bodies) assert.ok(String(body).includes(`"${current}.`), String(body));

  // Saved answers and pages of before, which need the former key.
  const again = await post(
    '/account/endpoints',
    {
      url: 'https://shop.example/hook',
      dialect: 'razorpay',
      events: ['order.paid'],
    },
    { 'x-idempotency-key': 'endpoint-1' },
  );
  assert.equal(again.text, made.text);
  assert.equal(again.headers.get('x-idempotency-replayed'), 'true');
  assert.equal((await ask(`${server.summary.url}/pay/${pageName}`)).status, 200);
  assert.equal(order.status, 200);
});

test('without the former key a server starts, and everything that lasts opens', async () => {
  server.child.kill('SIGTERM');
  await once(server.child, 'exit');
  const [newest = '', former = ''] = readFileSync(keyFile, 'utf8').trim().split('\n');
  writeFileSync(keyFile, `${newest}\n`);
  server = await spawnServer({ DATA_DIR: folder });
  assert.equal(
    (await post('/api/v2/order/via/rzp/create', { ...RZP_CREATE, receipt: 'new' })).status,
    200,
  );
  const basic = Buffer.from('other_5:secret of other_5').toString('base64');
  const headers = { authorization: `Basic ${basic}` };
  assert.equal((await ask(`${server.summary.url}/account/settings`, { headers })).status, 200);
  server.child.kill('SIGTERM');
  await once(server.child, 'exit');
  // Only the former key: refused, as any key that the database was not made with.
  await assert.rejects(spawnServer({ DATA_DIR: folder, MASTER_KEY: former }));
  const both = `${newest},${former}`;
  server = await spawnServer({ DATA_DIR: folder, MASTER_KEY: both });
});

test('with MASTER_KEY the new key is put there first', async () => {
  const [newest = ''] = readFileSync(keyFile, 'utf8').trim().split('\n');
  const refused = await finish(rotate({ MASTER_KEY: newest }));
  assert.deepEqual([refused.code, refused.out], [1, '']);
  assert.match(refused.wrong, /^dubash: MASTER_KEY has no new key: [^\n]+\n$/);
  const fresh = 'ef'.repeat(32);
  server.child.kill('SIGTERM');
  await once(server.child, 'exit');
  server = await spawnServer({ DATA_DIR: folder, MASTER_KEY: `${fresh},${newest}` });
  const before = [...countKeys().keys()];
  const ended = await finish(rotate({ MASTER_KEY: `${fresh},${newest}` }));
  assert.deepEqual([ended.code, ended.wrong], [0, '']);
  assert.notDeepEqual([...countKeys().keys()], before);
  assert.equal(
    (await post('/api/v2/order/via/rzp/create', { ...RZP_CREATE, receipt: 'last' })).status,
    200,
  );
});
