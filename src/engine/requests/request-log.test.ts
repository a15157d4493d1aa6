// What is gathered on the road: bounded, sampled, scrubbed whatever came, and lost without a fault.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { DEFAULT_SETTINGS, type Account } from '../../core/account.ts';
import { type RequestRow, Unreachable } from '../../store/store.ts';
import { createIds } from '../identity/ids.ts';
import { createRequestLog, type HeardRequest } from './request-log.ts';
import { createRequestMarks } from './request-mark.ts';

const SECRET = 'a-secret/of+the-account';
const CARD = '4111111111111111';
const NOW = Date.UTC(2026, 10, 29);

function accountOf(mode: Account['mode']): Account {
  const aliases = { clientId: '', merchantId: '' };
  const rest = { aliases, name: 'Shop', processor: 'none', clockOffsetMs: 0 };
  return { id: 7, key: 'key_1', mode, settings: DEFAULT_SETTINGS, ...rest };
}

function heardOf(body: string | Uint8Array, changes: Partial<HeardRequest> = {}): HeardRequest {
  const type = { 'content-type': 'application/json' };
  return {
    ...{ requestId: 'r1', tookMicros: 1500, method: 'POST', path: '/v1/orders', query: {} },
    ...{ headers: { ...type, authorization: 'Basic x' }, bytes: Buffer.from(body) },
    ...{ status: 200, replyHeaders: type, reply: '{}', dialect: 'test', operation: 'createOrder' },
    ...{ refusal: '', account: accountOf('sandbox'), secret: SECRET, claimed: null, order: null },
    ...{ asked: null, fields: null, ...changes },
  };
}

function openRig({ readsOneIn = 10, fails = null as Error | null } = {}) {
  const trouble = { error: fails };
  const rows: RequestRow[] = [];
  const logged: string[] = [];
  const note = (_fields: object, text: string): void => void logged.push(text);
  const clock = { now: NOW };
  const log = createRequestLog({
    requests: {
      addRequests: async (added) => {
        if (trouble.error !== null) throw trouble.error;
        rows.push(...added);
      },
    },
    ids: createIds(Buffer.alloc(16, 1), 1),
    marks: createRequestMarks('salt'),
    hiddenNames: new Map([
      ['test', { proofs: new Set(['own_proof']), people: new Set(['nickname']) }],
    ]),
    readsOneIn,
    now: () => clock.now,
    log: { info: note, warn: note, error: note },
  });
  return { log, rows, logged, clock, trouble };
}

async function rowOf(heard: HeardRequest): Promise<RequestRow> {
  const { log, rows } = openRig();
  log.record(heard);
  await log.finish();
  return rows[0] ?? assert.fail('nothing was written');
}

const PERSON = {
  ...{ name: 'Asha Rao', email: 'asha@example.com', contact: '+919876543210', vpa: 'asha@okbank' },
  nickname: 'Ashu',
};
const SHOWN = [...Object.values(PERSON), '9876543210'];

test('proofs and cards are taken out of everybody, people out of live accounts', async () => {
  const body = JSON.stringify({
    ...{ amount: 500, receipt: 'INV-17', hash: 'abc', own_proof: 'mine', cvv: '123' },
    ...{ note: `pay ${CARD} by ${SECRET}`, key: 'key_1', customer: PERSON },
    ...{ card: '4111 1111 1111 1111', digest: 'a'.repeat(64), other_signature: 's1g' },
    coded: Buffer.from(JSON.stringify({ card: CARD, cvv: '555', ...PERSON })).toString('base64'),
  });
  for (const mode of ['sandbox', 'live'] as const) {
    const row = await rowOf(heardOf(body, { account: accountOf(mode), reply: body }));
    for (const text of [row.body ?? '', row.reply ?? '']) {
      const { coded, ...rest } = JSON.parse(text) as Record<string, string>;
      const plain = Buffer.from(coded ?? '', 'base64').toString();
      for (const gone of [SECRET, CARD, '4111 1111 1111 1111', 'mine', 's1g', 'a'.repeat(64)]) {
        assert.ok(!text.includes(gone), `${mode}: ${gone} in ${text}`);
      }
      assert.ok(!plain.includes(CARD) && !plain.includes('555'), plain);
      assert.equal(rest['receipt'], 'INV-17');
      assert.equal(rest['key'], 'key_1');
      for (const name of SHOWN.slice(0, -1)) {
        assert.equal(text.includes(name), mode === 'sandbox', `${mode}: ${name} in ${text}`);
        assert.equal(plain.includes(name), mode === 'sandbox', `${mode}: ${name} in ${plain}`);
      }
    }
    assert.equal(row.headers['authorization'], '…');
  }
});

test('what nobody proved is scrubbed as if it were live, and is no account’s', async () => {
  const row = await rowOf(heardOf(JSON.stringify(PERSON), { account: null, claimed: 'key_9' }));
  for (const name of SHOWN) assert.ok(!row.body?.includes(name), name);
  assert.deepEqual([row.account, row.claimed], [-1, 'key_9']);
});

test('who pays is taken out of free text where the order says who it is', async () => {
  const customer = { id: 'C-1', name: 'Asha Rao', email: null, phone: null };
  const order = { id: { key: 5, number: 5, token: 'x' }, customer } as HeardRequest['order'];
  const account = accountOf('live');
  const row = await rowOf(heardOf('{"note":"for Asha Rao"}', { account, order }));
  assert.equal(row.body, '{"note":"for …"}');
});

test('whatever comes is kept in a bounded form, and in time', async () => {
  const deep = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`;
  const long = `{"cvv":"123","x":"${'y '.repeat(500_000)}","secret":"${SECRET}"}`;
  const bodies: [string | Uint8Array, RegExp][] = [
    [Buffer.from([0, 255, 1, 254]), /^\(4 bytes that are no text\)$/],
    [long, /^\{"cvv":"…","x":"[y ]+….* \(of 10000\d\d bytes\)$/],
    [deep, /^\{"a":/],
    [`{"secret":"${SECRET}`, /^\{"secret":"…"$/],
    ['[[[[', /^\[+$/],
    ['a '.repeat(100_000), /^[a ]+… \(of 200000 bytes\)$/],
    ['a'.repeat(200_000), /^… \(of 200000 bytes\)$/],
    ['@'.repeat(100_000), /^@/],
    ['9'.repeat(100_000), /^…/],
    [`{"${'x%40'.repeat(5000)}`, /^\{/],
    ['', /^null$/],
  ];
  for (const [body, kept] of bodies) {
    const beganAt = performance.now();
    const row = await rowOf(heardOf(body, { account: accountOf('live'), reply: body }));
    const tookMs = performance.now() - beganAt;
    assert.match(String(row.body), kept);
    assert.ok(!JSON.stringify(row).includes(SECRET));
    assert.ok(String(row.body).length < 9000, `${row.body?.length} characters are kept`);
    assert.ok(tookMs < 2000, `${tookMs} ms for ${String(body).slice(0, 20)}`);
  }
});

test('what is beyond the bound in lines or bytes is dropped and counted', async () => {
  const many = openRig();
  for (let at = 0; at < 1100; at += 1) many.log.record(heardOf('{}'));
  await many.log.finish();
  assert.deepEqual([many.rows.length, many.log.counts()], [1000, { written: 1000, dropped: 100 }]);
  const large = openRig();
  for (let at = 0; at < 900; at += 1) large.log.record(heardOf('z'.repeat(100_000)));
  await large.log.finish();
  const { written, dropped } = large.log.counts();
  assert.equal(written + dropped, 900);
  assert.ok(written > 100 && written < 400, `${written} of 100 kB each fit`);
});

test('what nobody proved takes no more than its share of a minute', async () => {
  const { log, rows, clock } = openRig();
  const knock = (): void => log.record(heardOf('{}', { account: null }));
  for (let at = 0; at < 700; at += 1) knock();
  log.record(heardOf('{}'));
  clock.now += 60_000;
  knock();
  await log.finish();
  assert.deepEqual([rows.length, log.counts().dropped], [602, 100]);
});

test('writes and refusals are kept, of reads one in so many', () => {
  const { log } = openRig({ readsOneIn: 10 });
  const reads = Array.from({ length: 100 }, () => log.isKept({ isOk: true, isRead: true }));
  assert.equal(reads.filter(Boolean).length, 10);
  assert.ok(log.isKept({ isOk: false, isRead: true }) && log.isKept({ isOk: true, isRead: false }));
  const none = openRig({ readsOneIn: 0 }).log;
  assert.ok(!none.isKept({ isOk: true, isRead: true }));
});

test('a store that fails costs lines and nothing else', async () => {
  const { log, logged } = openRig({ fails: new Error('no such table') });
  log.record(heardOf('{}'));
  await log.finish();
  assert.deepEqual(log.counts(), { written: 0, dropped: 1 });
  assert.match(logged.join(), /could not be written/);
});

test('a store that is away is waited for, as long as there is room', async () => {
  const { log, rows, logged, trouble } = openRig({ fails: new Unreachable('busy') });
  for (let at = 0; at < 1100; at += 1) log.record(heardOf('{}'));
  await log.finish();
  await log.finish();
  assert.deepEqual([rows.length, logged.length, log.counts().dropped], [0, 1, 100]);
  trouble.error = null;
  await log.finish();
  assert.deepEqual(log.counts(), { written: 1000, dropped: 100 });
});

test('a busy loop gives it a small share, and the rest waits', async () => {
  const { log, rows } = openRig();
  for (let at = 0; at < 1000; at += 1) log.record(heardOf(JSON.stringify(PERSON)));
  await turn();
  await log.flush();
  const first = rows.length;
  for (const until = performance.now() + 60; performance.now() < until; );
  await log.flush();
  assert.ok(rows.length > first && rows.length < 1000, `${first} and ${rows.length} rows`);
  await log.finish();
  assert.equal(rows.length, 1000);
});
