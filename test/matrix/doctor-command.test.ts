// `dubash doctor` beside a running server: what is wrong, what to do about it, nothing changed.
import assert from 'node:assert/strict';
import {
  chmodSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, test } from 'node:test';
import { doctorBy } from '../../src/cli/doctor.ts';
import type { Finding } from '../../src/cli/finding.ts';
import { createCircuits } from '../../src/engine/processing/circuit.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import { connectionApiOf, type Texts } from '../support/connection-api.ts';
import { databases } from '../support/database.ts';
import { TEST_CARRIAGE } from '../support/processor.ts';
import { ask, SECRET, startServer, type TestServer } from '../support/server.ts';
import { typeCommand } from '../support/typed-command.ts';

let server: TestServer;
let place: Texts;
const copies = mkdtempSync(path.join(tmpdir(), 'dubash-doctor-'));
before(async () => {
  place = await databases.settings();
  server = await startServer(place);
});
after(async () => {
  rmSync(server.app.summary.dataDir, { recursive: true, force: true });
  rmSync(copies, { recursive: true, force: true });
});

const { addAccount, api, connect } = connectionApiOf(() => server);

type Found = {
  readonly code: number;
  readonly out: string;
  readonly results: readonly Finding[];
  /** The remedies or words of one check, those that are not ok. */
  readonly of: (check: string) => readonly string[];
};

async function doctor(env: Texts = {}): Promise<Found> {
  const commands = [doctorBy(() => TEST_CARRIAGE)];
  const settings = { ...place, DATA_DIR: server.app.summary.dataDir, ...env };
  const json = await typeCommand(settings, ['doctor', '--json'], { commands });
  const text = await typeCommand(settings, ['doctor'], { commands });
  assert.deepEqual([json.code, json.wrong, text.wrong], [text.code, '', '']);
  const { results } = JSON.parse(json.out) as { readonly results: readonly Finding[] };
  for (const { check, remedy, state } of results) {
    assert.ok(text.out.includes(check) && (remedy === null || text.out.includes(remedy)));
    assert.equal(remedy === null, state === 'ok', `${check}: what is not ok has a remedy`);
  }
  const of = (check: string) =>
    results
      .filter((each) => each.check === check && each.state !== 'ok')
      .map(({ state, says, remedy }) => `${state}: ${says} -> ${remedy}`);
  return { code: json.code, out: text.out + json.out, results, of };
}

/** The data folder as it is, for what must not happen to the server's own. */
function copyFolder(name: string): string {
  const folder = path.join(copies, name);
  cpSync(server.app.summary.dataDir, folder, { recursive: true });
  chmodSync(folder, 0o700);
  return folder;
}

function modesOf(folder: string) {
  return readdirSync(folder)
    .filter((name) => !/-(wal|shm)$/.test(name))
    .map((name) => [name, statSync(path.join(folder, name)).mode & 0o777]);
}

test('of a server that is well nothing is wrong, and nothing of it changes', async () => {
  const { dataDir } = server.app.summary;
  const before = modesOf(dataDir);
  const { code, out, results } = await doctor();
  assert.deepEqual([code, results.filter(({ state }) => state === 'wrong')], [0, []], out);
  const checks = results.map(({ check }) => check);
  for (const check of ['settings', 'disk', 'database', 'clock', 'master key', 'reviews']) {
    assert.ok(checks.includes(check), `${check} in ${out}`);
  }
  assert.match(
    out,
    databases.isRemote ? /PostgreSQL \d+/ : /SQLite 3\.\d+\.\d+, migrations (\d+) of \1/,
  );
  assert.deepEqual(modesOf(dataDir), before);
  for (const secret of [SECRET, place['DATABASE_URL']]) {
    if (secret !== undefined) assert.ok(!out.includes(secret));
  }
});

test('settings that cannot be used are one line, and secrets in them are not shown', async () => {
  const port = await doctor({ PORT: 'abc\u001b[31m' });
  assert.deepEqual([port.code, port.results.length], [1, 1]);
  assert.match(port.of('settings')[0] ?? '', /^wrong: PORT must be 0 to 65535/);
  const token = await doctor({ ADMIN_TOKEN: 'short-canary' });
  assert.equal(token.code, 1);
  assert.ok(!token.out.includes('canary'), token.out);
  const allow = await doctor({ OUTGOING_ALLOW: '10.0.0.0/99' });
  assert.equal(allow.code, 3);
  assert.match(allow.of('OUTGOING_ALLOW')[0] ?? '', /does not start with it/);
});

const ADDRESSES: readonly (readonly [Texts, string, RegExp])[] = [
  [{ PUBLIC_URL: 'http://pay.example.com' }, 'PUBLIC_URL', /^warn: .*is not https/],
  [{ PUBLIC_URL: 'https://pay.example.com:8443' }, 'PUBLIC_URL', /^warn: .*has a port/],
  [{ HOST: '0.0.0.0', OUTGOING_ALLOW: 'none' }, 'PUBLIC_URL', /^warn: it is not set/],
  [{ PUBLIC_URL: 'https://pay.example.com' }, 'TRUSTED_PROXIES', /^warn: it is empty/],
  [
    { PUBLIC_URL: 'https://a.example', HANDOVER_URL: 'https://a.example/h' },
    'HANDOVER_URL',
    /^wrong: it is on the host of PUBLIC_URL/,
  ],
];
for (const [env, check, says] of ADDRESSES) {
  test(`${JSON.stringify(env)} is found`, async () => {
    const found = await doctor(env);
    assert.match(found.of(check)[0] ?? '', says);
    assert.equal(found.code, says.source.startsWith('^wrong') ? 3 : 0);
  });
}

test('a folder that others may read stays as it is, and is found', async () => {
  const folder = copyFolder('open');
  chmodSync(folder, 0o755);
  chmodSync(path.join(folder, 'master.key'), 0o644);
  const { code, of } = await doctor({ DATA_DIR: folder });
  assert.equal(code, 3);
  assert.deepEqual(of('data folder'), [
    `wrong: others may read ${folder} -> chmod 700 ${folder}`,
    `wrong: others may read ${folder}/master.key -> chmod 600 ${folder}/master.key`,
  ]);
  assert.equal(statSync(path.join(folder, 'master.key')).mode & 0o777, 0o644);
});

test('another master key, none, and one that opens not all are found', async () => {
  const other = await doctor({ MASTER_KEY: 'ab'.repeat(32) });
  assert.equal(other.code, 1);
  assert.match(other.of('master key')[0] ?? '', /not the one that this database was made with/);
  const folder = copyFolder('keyless');
  const key = readFileSync(path.join(folder, 'master.key'), 'utf8').trim();
  rmSync(path.join(folder, 'master.key'));
  const none = await doctor({ DATA_DIR: folder });
  assert.equal(none.code, 1);
  assert.match(none.of('master key')[0] ?? '', /it is not there/);
  assert.ok(!readdirSync(folder).includes('master.key'), 'none is made');
  assert.equal((await doctor({ DATA_DIR: folder, MASTER_KEY: key })).code, 0);
  assert.ok(!none.out.includes(key));
});

const LATEST = 'SELECT MAX(number) FROM migrations';

test('a database of another version, a strange file and no folder at all are found', async (t) => {
  if (databases.isRemote) return t.skip('these are files of SQLite');
  for (const [name, change, says] of [
    ['older', `DELETE FROM migrations WHERE number = (${LATEST})`, /of an older version/],
    ['newer', `INSERT INTO migrations VALUES ((${LATEST}) + 1, 'later.sql')`, /of a newer version/],
  ] as const) {
    const folder = copyFolder(name);
    const database = new DatabaseSync(path.join(folder, 'dubash.db'));
    database.exec(change);
    database.close();
    const { code, of } = await doctor({ DATA_DIR: folder });
    assert.equal(code, 1);
    assert.match(of('database')[0] ?? '', says);
  }
  const gone = await doctor({ DATA_DIR: path.join(copies, 'nowhere') });
  assert.equal(gone.code, 1);
  assert.match(gone.of('data folder')[0] ?? '', /is not there/);
  assert.match(gone.of('database')[0] ?? '', /there is none/);
});

test('a database that cannot be reached is found', async () => {
  const url = 'postgres://canary:canary-word@127.0.0.1:1/none';
  const { code, of, out } = await doctor({ DATABASE_URL: url });
  assert.equal(code, 1);
  assert.match(of('database')[0] ?? '', /^wrong: /);
  assert.ok(!out.includes('canary-word'), out);
});

test('clocks that differ are found', async (t) => {
  if (databases.isRemote) t.diagnostic('against the clock of the database');
  const commands = [doctorBy(() => TEST_CARRIAGE)];
  const settings = { ...place, DATA_DIR: server.app.summary.dataDir };
  const now = Date.now;
  Date.now = () => now() - 3_600_000;
  try {
    const { code, out } = await typeCommand(settings, ['doctor'], { commands });
    assert.equal(code, 3, out);
    assert.match(out, /^wrong +clock/m);
  } finally {
    Date.now = now;
  }
});

test('addresses are asked for while an account that moves money is not switched off', async () => {
  const { key } = await addAccount();
  assert.match((await doctor()).of('live addresses')[0] ?? '', /set PUBLIC_URL/);
  assert.equal((await api('PATCH', `/${key}`, { disabled: true })).status, 200);
  assert.deepEqual((await doctor()).of('live addresses'), []);
});

test('without a server, connections, circuits, endpoints and overdue work are found', async () => {
  const { key, owner } = await addAccount();
  const connection = await connect(key, { mode: 'live' });
  const { store, accounts } = server.app.parts;
  const { account } = (await accounts.find(key)) ?? assert.fail();
  const [record = assert.fail()] = await store.listRecords(account.id, 'connection', 0, 1);
  await createCircuits(store, Date.now).open(account.id, record.id.key, 'start', 'no answer');
  const headers = owner;
  const endpoint = { url: 'http://127.0.0.1:9/', dialect: 'razorpay' };
  await ask(`${server.url}/account/endpoints`, { headers, body: endpoint });
  const [listening = assert.fail()] = await store.listRecords(account.id, 'endpoint', 0, 1);
  const paused = { active: false, paused_at: 1, paused_because: 'answered 500' };
  const row = { ...listening, body: { ...listening.body, ...paused } };
  await store.save({
    ...{ account: account.id, changes: null, events: [], instruction: null, answered: null },
    ...{ record: { row, isNew: false }, webhooks: [], reply: null },
    ...{ now: Date.now(), clockOffsetMs: 0 },
  });
  await server.app.close();
  // A server that runs would take what is due at once.
  const file = path.join(server.app.summary.dataDir, 'dubash.db');
  const url = place['DATABASE_URL'];
  const alone = url === undefined ? openSqlite(file) : await openPostgres(url);
  await alone.bringForward(
    {
      ...{ account: account.id, id: 5, orderKey: 6, kind: 'refund', dueAt: 1_000_000 },
      ...{ sentAt: null, tries: 3, key: null },
    },
    true,
  );
  await alone.close();
  const { code, of } = await doctor();
  assert.equal(code, 3);
  assert.match(of('connections')[0] ?? '', new RegExp(`${String(connection['id'])} of ${key}`));
  assert.match(of('circuits')[0] ?? '', /is left out: no answer/);
  assert.match(of('instructions')[0] ?? '', new RegExp(`${key} has 1 overdue`));
  assert.match(of('endpoints')[0] ?? '', /^warn: ep_\w{14} of \S+ is paused: answered 500/);
  assert.match(of('live addresses')[0] ?? '', /set PUBLIC_URL/);
});
