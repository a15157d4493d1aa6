// What was said to processors as it is kept: scrubbed, bounded, and left out where it cannot be.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Connection, Processor } from '../../gateways/processor.ts';
import type { TranscriptRow } from '../../store/store.ts';
import { createTranscripts, type Heard } from './transcript.ts';

const AT = 1_800_000_000_000;
const MINUTE_MS = 60_000;
const BANK: Pick<Processor, 'credentialFields' | 'redact'> = {
  credentialFields: [{ name: 'secret', label: 'Secret', secret: true, required: true }],
  redact: ['pan'],
};
const CONNECTION: Connection = {
  ...{ id: 7, account: 3, processor: 'bank', mode: 'test', baseUrl: null },
  credentials: [{ secret: 'canary-secret-1' }, { secret: 'canary-former-2' }],
};

function heardOf(more: Partial<Heard> = {}): Heard {
  return {
    ...{ connection: CONNECTION, orderKey: 5, paymentKey: 6, operation: 'inquire' },
    ...{ direction: 'out', at: AT, durationMs: 12, status: 200, event: null, error: null },
    ...{ request: requestOf(null), reply: null, customer: {}, ...more },
  };
}

function requestOf(body: string | null, headers: Readonly<Record<string, string>> = {}) {
  return { method: 'POST', url: 'https://bank.example/a', headers, body };
}

function open(processors: ReadonlyMap<string, typeof BANK> = new Map([['bank', BANK]])) {
  const batches: (readonly TranscriptRow[])[] = [];
  const logged: unknown[] = [];
  const note = (fields: object, text: string): unknown => logged.push([fields, text]);
  const log = { info: assert.fail, warn: note, error: note };
  const { transcribe, flush } = createTranscripts({ processors, log });
  const ids = { next: (at: number) => ({ key: at, number: 1, token: 't' }) };
  const store = {
    addTranscripts: async (rows: readonly TranscriptRow[]) => void batches.push(rows),
  };
  const write = async (...all: readonly Heard[]): Promise<readonly TranscriptRow[]> => {
    batches.length = 0;
    for (const each of all) transcribe(each);
    await flush(store, ids);
    return batches.flat();
  };
  return { write, batches, logged };
}

const missedOf = (missed: number) => [{ missed }, 'exchanges with processors that were not kept'];

test('every part that may have a secret, former ones too, or a payer is kept without', async () => {
  const secrets = 'canary-secret-1 canary-former-2 Asha Rao 4111111111111111';
  const customer = { name: 'Asha Rao' };
  const [row] = await open().write(
    heardOf({
      request: {
        ...requestOf(`{"pan":"5","text":"${secrets}"}`, { authorization: 'Basic x', kind: 'a' }),
        url: 'https://bank.example/canary-secret-1',
      },
      ...{ reply: `said ${secrets}`, error: `failed ${secrets}`, customer },
    }),
  );
  assert.deepEqual(row, {
    ...{ account: 3, connection: 7, id: { key: AT, number: 1, token: 't' } },
    ...{ orderKey: 5, paymentKey: 6, operation: 'inquire', direction: 'out' },
    ...{ at: AT, durationMs: 12, status: 200, event: null },
    request: {
      ...{ method: 'POST', url: 'https://bank.example/…' },
      headers: { authorization: '…', kind: 'a' },
      body: '{"pan":"…","text":"… … … …"}',
    },
    ...{ reply: 'said … … … …', error: 'failed … … … …' },
  });
  const [bare] = await open().write(heardOf());
  assert.deepEqual([bare?.request.body, bare?.reply, bare?.error], [null, null, null]);
});

test('what cannot be scrubbed is lost rather than kept, and the others are kept', async () => {
  const { write, logged } = open();
  const broken = { ...CONNECTION, credentials: null } as unknown as Connection;
  assert.equal((await write(heardOf({ connection: broken }), heardOf())).length, 1);
  const [[fields, text] = []] = logged as readonly (readonly unknown[])[];
  assert.match(String(text), /could not be scrubbed/);
  assert.equal(logged.length, 1, JSON.stringify(fields));
  assert.deepEqual(await open(new Map()).write(heardOf()), []);
});

test('a text is kept up to 8192 characters, of which 65536 are read', async () => {
  const { write } = open();
  const bodyOf = async (body: string) => (await write(heardOf({ request: requestOf(body) })))[0];
  assert.equal((await bodyOf('a'.repeat(8192)))?.request.body, 'a'.repeat(8192));
  assert.equal((await bodyOf('a'.repeat(8193)))?.request.body, `${'a'.repeat(8192)}…`);
  // What is hidden makes room for what follows, as far as anything is read.
  const secrets = 'canary-secret-1'.repeat(4000);
  const after = async (count: number) =>
    (await bodyOf(`${secrets}${'b'.repeat(count)}`))?.request.body?.length;
  assert.equal(await after(4192), 8192);
  assert.equal(await after(4193), 8193);
  const long = `${secrets}${'b'.repeat(5536)}`;
  assert.equal(long.length, 65_536);
  assert.match((await bodyOf(long))?.request.body ?? '', /^…{4000}b{4192}…$/);
  // The end of what is read may be the beginning of a secret.
  assert.equal((await bodyOf(`${long}b`))?.request.body, '…');
});

test('headers and events are bounded: forty, names of 200, none of a longer value', async () => {
  const { write } = open();
  const headersOf = async (headers: Readonly<Record<string, string>>) =>
    (await write(heardOf({ request: requestOf(null, headers) })))[0]?.request.headers;
  const all = Object.fromEntries(Array.from({ length: 41 }, (_, at) => [`h${at}`, 'x']));
  const { h40: _, ...forty } = all;
  assert.deepEqual(await headersOf(all), forty);
  const [fits, longer] = ['x'.repeat(8192), 'x'.repeat(8193)];
  assert.deepEqual(await headersOf({ fits, longer }), { fits });
  const name = 'n'.repeat(201);
  assert.deepEqual(await headersOf({ [name]: 'x' }), { ['n'.repeat(200)]: 'x' });
  const eventOf = async (event: string) => (await write(heardOf({ event })))[0]?.event;
  assert.equal(await eventOf('e'.repeat(200)), 'e'.repeat(200));
  assert.equal(await eventOf('e'.repeat(201)), `${'e'.repeat(200)}…`);
  // PostgreSQL keeps no text with it.
  assert.equal(await eventOf('a\0b\0'), 'a\ufffdb\ufffd');
});

test('a thousand wait for the next writing, no more; then there is room again', async () => {
  const { write, logged, batches } = open();
  const many = Array.from({ length: 1002 }, () => heardOf());
  assert.equal((await write(...many)).length, 1000);
  assert.deepEqual(logged, [missedOf(2)]);
  assert.deepEqual([batches.length, batches[0]?.length, batches.at(-1)?.length], [32, 32, 8]);
  assert.equal((await write(heardOf())).length, 1);
  assert.equal(logged.length, 1);
});

test('eight million characters wait, of each text as many as are read', async () => {
  // Blanks are quickly looked through.
  const long = ' '.repeat(70_000);
  const both = heardOf({ request: requestOf(long), reply: long });
  const full = [...Array.from({ length: 61 }, () => both), heardOf({ reply: ' '.repeat(4608) })];
  const over = heardOf({ reply: ' ', operation: 'over' });
  const { write, logged } = open();
  for (const missed of [1, 2]) {
    // They are counted anew each time.
    const rows = await write(...full, over, heardOf({ operation: 'empty' }));
    const last = rows.slice(61).map(({ operation }) => operation);
    assert.deepEqual([last, logged.length], [['inquire', 'empty'], missed]);
    assert.deepEqual(logged.at(-1), missedOf(1));
  }
});

test('others have their turn between two batches, and of nothing nothing is written', async () => {
  const { write, batches } = open();
  await write();
  assert.equal(batches.length, 0);
  const course: string[] = [];
  const { transcribe, flush } = createTranscripts({
    processors: new Map([['bank', BANK]]),
    log: { info: assert.fail, warn: assert.fail, error: assert.fail },
  });
  for (let at = 0; at < 64; at += 1) transcribe(heardOf());
  await flush(
    {
      addTranscripts: async () => {
        course.push('batch');
        setImmediate(() => course.push('other'));
      },
    },
    { next: (at) => ({ key: at, number: 1, token: 't' }) },
  );
  assert.deepEqual(course, ['batch', 'other', 'batch', 'other']);
});

test('of what nobody signed twenty a minute are kept, each connection for itself', async () => {
  const { write, logged } = open();
  const one = heardOf({ direction: 'in', operation: 'webhook', at: AT });
  const many = (heard: Heard, count = 21) => Array.from({ length: count }, () => heard);
  assert.equal((await write(...many(one))).length, 20);
  assert.deepEqual(logged, [missedOf(1)]);
  const at = AT + MINUTE_MS - 1;
  assert.equal((await write({ ...one, at })).length, 0);
  for (const connection of [
    { ...CONNECTION, id: 8 },
    { ...CONNECTION, account: 4 },
  ]) {
    assert.equal((await write(...many({ ...one, connection }))).length, 20);
  }
  // What was signed, and what we asked, is not counted.
  assert.equal((await write(...many({ ...one, event: 'e' }))).length, 21);
  assert.equal((await write(...many({ ...one, direction: 'out' }))).length, 21);
  assert.equal((await write(...many({ ...one, at: AT + MINUTE_MS }))).length, 20);
});
