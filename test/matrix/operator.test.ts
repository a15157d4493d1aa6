// Operators and their roles: each by a token of its own, refused what is beyond its role.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { adminFamily } from '../../src/api/admin/index.ts';
import { addOperator } from '../../src/engine/identity/operator.ts';
import { TEST_ADMIN_TOKEN } from '../../src/api/fixtures/index.ts';
import { mayDo, ROLES, type Role } from '../../src/core/operator.ts';
import type { Texts } from '../support/connection-api.ts';
import { databases } from '../support/database.ts';
import { DIALECTS } from '../support/fixture.ts';
import { ask, KEY, startServer, type TestServer } from '../support/server.ts';
import { typeCommand } from '../support/typed-command.ts';

const { operations } = adminFamily(DIALECTS);

let server: TestServer;
let place: Texts;
before(async () => {
  place = await databases.settings();
  server = await startServer(place);
});
after(() => server.stop());

const type = (...words: readonly string[]) =>
  typeCommand({ ...place, DATA_DIR: server.app.summary.dataDir }, words);

async function add(name: string, role: Role): Promise<string> {
  const { code, out, wrong } = await type('operators', 'add', name, '--role', role, '--json');
  assert.equal(code, 0, wrong);
  return (JSON.parse(out) as { readonly token: string }).token;
}

const askAs = (token: string, method: string, path: string, body?: unknown) =>
  ask(`${server.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body }),
  });

test('every row of the admin API says which role it needs', () => {
  const silent = operations
    .filter(({ role }) => role === undefined)
    .map(({ method, path }) => `${method} ${path}`);
  assert.deepEqual(silent, []);
  const looking = operations.filter(({ method }) => method === 'GET');
  assert.ok(looking.length > 8 && looking.every(({ role }) => role === 'read'));
  const changing = operations.filter(({ role }) => role !== 'read');
  assert.ok(changing.length > 8 && changing.every(({ method }) => method !== 'GET'));
});

test('an operator of each role is let as far as it goes, and no further', async () => {
  const tokens = new Map<Role, string>();
  for (const role of ROLES) tokens.set(role, await add(`a-${role}`, role));
  const unknown = 'x_0aB1cD2eF3gH4i';
  let refused = 0;
  for (const { method, path, role = 'admin' } of operations) {
    const where = `/admin${path.replace(':key', 'nobody').replace(/:\w+/, unknown)}`;
    for (const [own, token] of tokens) {
      // What is not there, or says nothing: nobody changes anything here.
      const { status, json } = await askAs(token, method, where, method === 'GET' ? undefined : {});
      const what = `${own}: ${method} ${path} (${role})`;
      if (mayDo(own, role)) {
        assert.ok(status !== 403 && status !== 401 && status < 500, `${what}: ${status}`);
        continue;
      }
      refused += 1;
      assert.equal(status, 403, what);
      assert.deepEqual(json, {
        status: 'ERROR',
        code: 'ROLE_TOO_LOW',
        message: `This needs the role ${role}, and a-${own} has the role ${own}`,
      });
    }
  }
  assert.ok(refused > 12, `${refused} were refused`);
});

test('the admin token is of the admin, whoever else there is', async () => {
  const named = { name: 'Roles' };
  const changed = await askAs(TEST_ADMIN_TOKEN, 'PATCH', `/admin/accounts/${KEY}`, named);
  assert.equal(changed.status, 200);
});

test('a token that was revoked is wrong at once; its name can be given again', async () => {
  const first = await add('asha', 'read');
  assert.equal((await askAs(first, 'GET', '/admin/accounts')).status, 200);
  const again = await type('operators', 'add', 'asha', '--role', 'admin');
  assert.deepEqual(
    [again.code, again.wrong],
    [1, 'dubash: asha has a token already: revoke it first\n'],
  );
  assert.equal((await type('operators', 'revoke', 'asha')).code, 0);
  assert.equal((await askAs(first, 'GET', '/admin/accounts')).status, 401);
  const gone = await type('operators', 'revoke', 'asha');
  assert.match(gone.wrong, /no operator asha whose token holds/);
  const second = await add('asha', 'operate');
  assert.notEqual(second, first);
  assert.equal((await askAs(first, 'GET', '/admin/accounts')).status, 401);
  assert.equal((await askAs(second, 'GET', '/admin/accounts')).status, 200);
});

test('the list tells who there is, and no token', async () => {
  const token = await add('ravi', 'read');
  await type('operators', 'revoke', 'ravi');
  const { out } = await type('operators', 'list', '--json');
  const { operators } = JSON.parse(out) as { readonly operators: readonly Texts[] };
  const ravi = operators.find(({ name }) => name === 'ravi') ?? assert.fail();
  assert.equal(ravi['role'], 'read');
  assert.ok(ravi['revoked_at'] !== null && !out.includes(token));
  const table = (await type('operators', 'list')).out;
  assert.match(table, /^name +role +added +token\n/);
  assert.match(table, /ravi +read +\S+ +revoked /);
});

test('what was mistyped ends with 2 and adds nobody', async () => {
  const before = (await type('operators', 'list', '--json')).out;
  for (const words of [
    ['operators'],
    ['operators', 'change'],
    ['operators', 'add'],
    ['operators', 'add', 'mira'],
    ['operators', 'add', 'mira', '--role', 'root'],
    ['operators', 'add', 'admin', '--role', 'admin'],
    ['operators', 'add', 'terminal', '--role', 'read'],
    ['operators', 'add', 'Mira', '--role', 'read'],
    ['operators', 'list', 'mira'],
    ['operators', 'revoke'],
  ]) {
    const { code, out } = await type(...words);
    assert.deepEqual([code, out], [2, ''], words.join(' '));
  }
  assert.equal((await type('operators', 'list', '--json')).out, before);
});

test('what one operator asks takes nothing from another', async () => {
  const own = await startServer({ RATE_LIMITS: 'create=5,fetch=5,refund=5' });
  try {
    const { store } = own.app.parts;
    const script = { name: 'a-script', role: 'read' } as const;
    const token = (await addOperator(store, script, Date.now())) ?? assert.fail();
    const statusesOf = async (bearer: string, times: number): Promise<number[]> => {
      const headers = { authorization: `Bearer ${bearer}` };
      const statuses: number[] = [];
      for (let at = 0; at < times; at += 1) {
        statuses.push((await ask(`${own.url}/admin/accounts`, { headers })).status);
      }
      return statuses;
    };
    assert.deepEqual(await statusesOf(token, 6), [200, 200, 200, 200, 200, 429]);
    assert.deepEqual(await statusesOf(TEST_ADMIN_TOKEN, 1), [200]);
  } finally {
    await own.stop();
  }
});

test('wrong tokens are slowed down, and a right one is let in all the same', async () => {
  const own = await startServer({ RATE_LIMITS: 'create=100' });
  try {
    const statuses = new Set<number>();
    for (let at = 0; at < 25; at += 1) {
      const headers = { authorization: `Bearer operator_${at}` };
      statuses.add((await ask(`${own.url}/admin/accounts`, { headers })).status);
    }
    assert.deepEqual([...statuses], [401, 429]);
    const headers = { authorization: `Bearer ${TEST_ADMIN_TOKEN}` };
    assert.equal((await ask(`${own.url}/admin/accounts`, { headers })).status, 200);
  } finally {
    await own.stop();
  }
});
