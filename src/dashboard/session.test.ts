// How long a session of the dashboard lasts, whose it is, and what of it the database has.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNT } from '../../test/support/call.ts';
import { sha256Hex } from '../gateways/kit/proof.ts';
import type { DashboardSession, DashboardSessionPart } from '../store/dashboard-session.ts';
import type { ProvedOperator } from './operators.ts';
import { createSessions } from './session.ts';

const NOW = 1_800_000_000_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const ASHA: ProvedOperator = { name: 'asha', role: 'operate', proof: 'proof-1' };

function open() {
  const rows = new Map<string, DashboardSession>();
  const told: unknown[] = [];
  const clock = { now: NOW };
  const operators = new Map([[ASHA.name, ASHA]]);
  const store: DashboardSessionPart = {
    addDashboardSession: async (session) => void rows.set(session.digest, session),
    findDashboardSession: async (digest) => rows.get(digest) ?? null,
    useDashboardSession: async (digest, at) => {
      told.push(['used', at - NOW]);
      rows.set(digest, { ...(rows.get(digest) ?? assert.fail()), usedAt: at });
    },
    removeDashboardSession: async (digest) => void rows.delete(digest),
    removeIdleDashboardSessions: async (before) => void told.push(['idle', NOW - before]),
  };
  const sessions = createSessions({
    store,
    operators: { prove: assert.fail, find: async (name) => operators.get(name) ?? null },
    now: () => clock.now,
  });
  return { sessions, rows, told, clock, operators };
}

test('a session is kept as a digest, and shows who it is with a word for forms', async () => {
  const { sessions, rows, told } = open();
  const value = await sessions.begin(ASHA);
  assert.match(value, /^[\w-]{43}$/);
  assert.deepEqual(
    [...rows.values()],
    [
      {
        ...{ digest: sha256Hex(value), operator: 'asha', proof: 'proof-1' },
        ...{ createdAt: NOW, usedAt: NOW },
      },
    ],
  );
  assert.deepEqual(told, [['idle', 30 * MINUTE_MS]], 'those that are over go');
  const who = (await sessions.find(value)) ?? assert.fail();
  assert.deepEqual([who.name, who.role, 'only' in who], ['asha', 'operate', false]);
  assert.match(who.csrf, /^[0-9a-f]{43}$/);
  // The word of a form tells neither the cookie nor what is kept of it.
  assert.ok(!sha256Hex(value).startsWith(who.csrf) && !value.includes(who.csrf));
  const other = await sessions.begin(ASHA);
  assert.notEqual(other, value);
  assert.notEqual((await sessions.find(other))?.csrf, who.csrf);
});

test('any other value is nobody’s, and what is no value asks no database', async () => {
  const { sessions, rows } = open();
  const value = await sessions.begin(ASHA);
  const [digest = ''] = rows.keys();
  // The digest of what is no value is there, and yet nobody comes in with it.
  for (const other of ['', value.slice(1), `${value}a`, `${value}\n`, ` ${value}`, `a${value}`]) {
    rows.set(sha256Hex(other), {
      ...(rows.get(digest) ?? assert.fail()),
      digest: sha256Hex(other),
    });
    assert.equal(await sessions.find(other), null, other);
    await sessions.end(other);
    assert.ok(rows.has(sha256Hex(other)));
  }
  for (const at of value.split('').keys()) {
    const letter = value[at] === 'a' ? 'b' : 'a';
    assert.equal(await sessions.find(value.slice(0, at) + letter + value.slice(at + 1)), null);
  }
  assert.ok(await sessions.find(value));
  await sessions.end(value);
  assert.equal(await sessions.find(value), null);
});

test('half an hour without a request it is over, and twelve hours after it began', async () => {
  const { sessions, rows, clock } = open();
  const idle = await sessions.begin(ASHA);
  clock.now = NOW + 30 * MINUTE_MS;
  assert.ok(await sessions.find(idle));
  clock.now += 30 * MINUTE_MS + 1;
  assert.equal(await sessions.find(idle), null);
  assert.equal(rows.size, 0, 'it is forgotten');
  clock.now = NOW;
  const long = await sessions.begin(ASHA);
  for (let at = 0; at <= 12 * HOUR_MS; at += 30 * MINUTE_MS) {
    clock.now = NOW + at;
    assert.ok(await sessions.find(long), `after ${at / MINUTE_MS} minutes`);
  }
  clock.now = NOW + 12 * HOUR_MS + 1;
  assert.equal(await sessions.find(long), null);
});

test('that it was used is written once a minute', async () => {
  const { sessions, told, clock } = open();
  const value = await sessions.begin(ASHA);
  told.length = 0;
  for (const afterMs of [0, MINUTE_MS, MINUTE_MS + 1, 2 * MINUTE_MS + 1, 2 * MINUTE_MS + 2]) {
    clock.now = NOW + afterMs;
    await sessions.find(value);
  }
  assert.deepEqual(told, [
    ['used', MINUTE_MS + 1],
    ['used', 2 * MINUTE_MS + 2],
  ]);
});

test('with another token, or gone, the operator is signed out everywhere', async () => {
  for (const changed of [{ ...ASHA, proof: 'proof-2' }, null]) {
    const { sessions, rows, operators } = open();
    const value = await sessions.begin(ASHA);
    if (changed === null) operators.delete('asha');
    else operators.set('asha', changed);
    assert.equal(await sessions.find(value), null);
    operators.set('asha', ASHA);
    assert.equal(await sessions.find(value), null, 'not even once it is as before');
    assert.equal(rows.size, 0);
  }
});

test('a role counts as it is now; a merchant stays with its one account', async () => {
  const { sessions, operators } = open();
  const value = await sessions.begin(ASHA);
  operators.set('asha', { ...ASHA, role: 'read', only: ACCOUNT });
  const who = await sessions.find(value);
  assert.deepEqual([who?.role, who?.only], ['read', ACCOUNT]);
});
