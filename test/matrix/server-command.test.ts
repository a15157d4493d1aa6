// Commands that a server does for an operator elsewhere: the same words, the same answers.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { TEST_ADMIN_TOKEN } from '../../src/api/fixtures/index.ts';
import { SERVER_COMMANDS } from '../../src/cli/server-command.ts';
import { COMMANDS } from '../../src/cli/table.ts';
import type { Role } from '../../src/core/operator.ts';
import { connectionApiOf, type Texts } from '../support/connection-api.ts';
import { databases } from '../support/database.ts';
import { ask, KEY, startServer, type TestServer } from '../support/server.ts';
import { type Said, typeCommand } from '../support/typed-command.ts';

let server: TestServer;
let place: Texts;
const folder = mkdtempSync(path.join(tmpdir(), 'dubash-away-'));
before(async () => {
  place = await databases.settings();
  server = await startServer(place);
});
after(async () => {
  rmSync(folder, { recursive: true, force: true });
  await server.stop();
});

const { addAccount } = connectionApiOf(() => server);
const here = (...words: readonly string[]): Promise<Said> =>
  typeCommand({ ...place, DATA_DIR: server.app.summary.dataDir }, words);

/** Where there is no database. */
const away = (words: readonly string[], token = TEST_ADMIN_TOKEN, input = ''): Promise<Said> =>
  typeCommand({ DATA_DIR: folder, DUBASH_SERVER: server.url, DUBASH_TOKEN: token }, words, {
    input,
  });

async function add(name: string, role: Role): Promise<string> {
  const { out } = await here('operators', 'add', name, '--role', role, '--json');
  return (JSON.parse(out) as { readonly token: string }).token;
}

test('every command says what it needs, and all but those of the machine go to a server', () => {
  const given = { operands: [], options: new Map() };
  for (const command of COMMANDS) assert.ok(command.roleOf(given) !== undefined, command.name);
  const local = COMMANDS.filter(({ isLocal }) => isLocal === true).map(({ name }) => name);
  assert.deepEqual(local, [
    'start',
    'run',
    'backup',
    'restore',
    'doctor',
    'sign',
    'verify',
    'rotate-master-key',
  ]);
  const served = new Set(SERVER_COMMANDS.map(({ name }) => name));
  for (const { name, isLocal } of COMMANDS) assert.equal(served.has(name), isLocal !== true, name);
});

test('what a server does says what it would here, with the same exit code', async () => {
  for (const words of [
    ['accounts', 'list'],
    ['accounts', 'list', '--json'],
    ['keys', 'list', '--account', KEY],
    ['orders', 'list'],
    ['webhooks', 'list'],
    ['reviews', 'list'],
    ['connections', 'list', KEY],
    ['exchanges', 'list', KEY],
    ['routes', 'list', KEY],
    ['operators', 'list'],
    ['orders', 'show', 'nobody'],
    ['refund', 'nobody', '--by', 'asha'],
    ['refund', 'nobody'],
    ['orders', 'list', '--count', '0'],
    ['orders'],
    ['orders', 'list', '--staus', 'paid'],
  ]) {
    const there = await away(words);
    const { progress: _here, ...same } = await here(...words);
    const { progress: _there, ...other } = there;
    assert.deepEqual(other, same, words.join(' '));
  }
});

test('what an operator changes so is done, and audited as the operator', async () => {
  const token = await add('asha', 'admin');
  const { code, out, wrong } = await away(['accounts', 'add', 'Chai Point', '--json'], token);
  assert.equal(code, 0, wrong);
  const { key } = JSON.parse(out) as Texts;
  assert.ok((await here('accounts', 'list')).out.includes(`${key}`));
  await away(['accounts', 'disable', String(key)], token);
  const listed = await away(['audit', 'list', '--operator', 'asha', '--json']);
  const { audit } = JSON.parse(listed.out) as { readonly audit: readonly Texts[] };
  const [disabled, added] = audit;
  assert.equal(audit.length, 2);
  assert.deepEqual(
    [added?.['operation'], added?.['from'], added?.['outcome']],
    ['accounts add', 'api', 'done'],
  );
  assert.equal(disabled?.['account'], key);
  assert.match(String(disabled?.['request_id']), /./);
});

test('a command beyond the role is refused, and changes nothing', async () => {
  const token = await add('mira', 'operate');
  assert.equal((await away(['orders', 'list'], token)).code, 0);
  const { code, out, wrong } = await away(['accounts', 'disable', KEY], token);
  assert.deepEqual([code, out], [1, '']);
  const { host } = new URL(server.url);
  const why = 'accounts disable needs the role admin, and mira has the role operate';
  assert.equal(wrong, `dubash: ${host} refused it (403): ${why}\n`);
  assert.match((await here('accounts', 'list')).out, new RegExp(`${KEY} .* on `));
});

test('a file that is named is read where it is typed, never by the server', async () => {
  const { key } = await addAccount();
  const file = path.join(folder, 'routes.json');
  writeFileSync(file, '{"rules": []}');
  const set = await away(['routes', 'set', key, file]);
  assert.deepEqual([set.code, set.wrong], [0, '']);
  const piped = await away(['routes', 'set', key, '-'], TEST_ADMIN_TOKEN, '{"rules": 7}');
  assert.match(piped.wrong, /rules must be a list/);
  const missing = await away(['routes', 'set', key, path.join(folder, 'none.json')]);
  assert.match(missing.wrong, /ENOENT/);
  const connected = await away([
    'connections',
    'add',
    key,
    '--processor',
    'razorpay',
    '--mode',
    'test',
    '--credentials',
    file,
  ]);
  assert.match(connected.wrong, /must be a JSON object of texts/);
  const words = ['routes', 'set', key, '/etc/hostname'];
  const headers = { authorization: `Bearer ${TEST_ADMIN_TOKEN}` };
  const asked = await ask(`${server.url}/admin/commands`, { headers, body: { words } });
  assert.equal(asked.status, 200);
  const { code, complaints } = asked.json as { readonly code: number; readonly complaints: string };
  assert.equal(code, 1);
  assert.match(complaints, /cannot be read|reads no file/);
});

test('commands of the machine are done by no server', async () => {
  const headers = { authorization: `Bearer ${TEST_ADMIN_TOKEN}` };
  for (const name of ['backup', 'restore', 'start', 'doctor', 'rotate-master-key']) {
    const body = { words: [name, path.join(folder, 'x.db')] };
    const { json } = await ask(`${server.url}/admin/commands`, { headers, body });
    const { code, complaints } = json as { readonly code: number; readonly complaints: string };
    assert.equal(code, 2);
    assert.match(complaints, /there is no command/);
    const { wrong } = await away([name, '--server', server.url]);
    assert.match(wrong, /there is no option "--server"/);
  }
});

test('what keeps a command from its server is one sentence, and nothing is done here', async () => {
  const token = { DUBASH_TOKEN: TEST_ADMIN_TOKEN };
  const says = async (env: Texts, words: readonly string[] = ['accounts', 'list']) => {
    const { code, out, wrong } = await typeCommand({ DATA_DIR: folder, ...env }, words);
    assert.deepEqual([code, out], [1, '']);
    return wrong;
  };
  const { host } = new URL(server.url);
  assert.match(await says({ DUBASH_SERVER: server.url }), /^dubash: DUBASH_TOKEN must have/);
  assert.match(await says({ DUBASH_SERVER: 'pay.example', ...token }), /a server is an address/);
  const closed = await says({ DUBASH_SERVER: 'http://127.0.0.1:9', ...token });
  assert.match(closed, /^dubash: 127\.0\.0\.1:9: .+\n$/);
  const wrong = await says({ DUBASH_SERVER: server.url, DUBASH_TOKEN: 'no' });
  assert.equal(wrong, `dubash: ${host} knows no operator with DUBASH_TOKEN\n`);
  // `--server` wins over the setting.
  const words = ['accounts', 'list', '--server', `${server.url}/`];
  const typed = await typeCommand({ DUBASH_SERVER: 'http://127.0.0.1:9', ...token }, words);
  assert.equal(typed.code, 0, typed.wrong);
});

test('the token goes to no other address', async () => {
  const asked: string[] = [];
  const other = createServer((request, answer) => {
    asked.push(String(request.headers.authorization));
    answer.writeHead(307, { location: `${server.url}/admin/commands` }).end();
  });
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = other.address() as AddressInfo;
    const env = { DUBASH_SERVER: `http://127.0.0.1:${port}`, DUBASH_TOKEN: TEST_ADMIN_TOKEN };
    const { code } = await typeCommand(env, ['accounts', 'disable', KEY]);
    assert.deepEqual([code, asked.length], [1, 1]);
    assert.match((await here('accounts', 'list')).out, new RegExp(`${KEY} .* on `));
  } finally {
    other.close();
  }
});
