// What waits for the request log takes room for as long as it waits, and no longer.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNT } from '../../../test/support/call.ts';
import { createRequestBuffer } from './request-buffer.ts';
import type { HeardRequest } from './request-log.ts';
import { READ_MAX } from './request-scrub.ts';

const EMPTY = new Uint8Array();
const HEARD: HeardRequest = {
  ...{ requestId: 'r1', tookMicros: 1, method: 'GET', path: '/', query: {}, headers: {} },
  ...{ bytes: EMPTY, status: 200, replyHeaders: {}, reply: '', dialect: '', operation: '' },
  ...{ refusal: '', account: null, secret: null, claimed: null, order: null, asked: null },
  fields: null,
};

test('room comes back, whatever was cut of what took it', () => {
  const long = 'अ'.repeat(20_000);
  for (const reply of [Buffer.from(long), long, Buffer.alloc(60_000, 0xe0)]) {
    let at = 0;
    const buffer = createRequestBuffer(() => at);
    for (let line = 0; line < 2000; line += 1) {
      at += 1000;
      assert.ok(buffer.add({ ...HEARD, reply }), `no room for line ${line}`);
      assert.equal(buffer.take(16).length, 1);
    }
  }
});

const NOW = 1_800_000_000_000;
const MINUTE_MS = 60_000;
/** Proved, so that none of them is one too many of a minute. */
const OWN: HeardRequest = { ...HEARD, account: ACCOUNT };
const open = () => createRequestBuffer(() => NOW);
const idsOf = (batch: readonly { readonly heard: HeardRequest }[]) =>
  batch.map(({ heard }) => heard.requestId);
const named = (requestId: string): HeardRequest => ({ ...OWN, requestId });

test('a thousand lines wait, the oldest of them goes first', () => {
  const buffer = open();
  assert.deepEqual([buffer.isEmpty(), buffer.hasRoom()], [true, true]);
  for (let at = 0; at < 1000; at += 1) {
    assert.ok(buffer.hasRoom());
    assert.ok(buffer.add(named(`r${at}`)));
  }
  assert.deepEqual([buffer.isEmpty(), buffer.hasRoom(), buffer.add(OWN)], [false, false, false]);
  assert.deepEqual(idsOf(buffer.take(2)), ['r0', 'r1']);
  assert.ok(buffer.hasRoom() && buffer.add(OWN) && buffer.add(OWN) && !buffer.add(OWN));
  assert.deepEqual(idsOf(buffer.take(1)), ['r2']);
});

test('what could not be written is first again, as far as there is room', () => {
  const buffer = open();
  for (const id of ['a', 'b', 'c']) buffer.add(named(id));
  const batch = buffer.take(2);
  assert.equal(buffer.putBack(batch), 2);
  assert.deepEqual(idsOf(buffer.take(9)), ['a', 'b', 'c']);
  for (let at = 0; at < 999; at += 1) buffer.add(OWN);
  assert.equal(buffer.putBack(batch), 1);
  assert.deepEqual([idsOf(buffer.take(1)), buffer.hasRoom()], [['a'], true]);
  buffer.add(OWN);
  assert.equal(buffer.putBack(batch), 0);
});

test('eight million bytes wait: of each body and answer what is read, and a thousand', () => {
  const buffer = open();
  const bytes = Buffer.alloc(READ_MAX);
  const full = { ...OWN, bytes, reply: Buffer.alloc(READ_MAX) };
  const each = 1000 + 2 * READ_MAX;
  const count = Math.floor(8_000_000 / each);
  const left = 8_000_000 - count * each - 1000;
  assert.ok(left > READ_MAX && left < 2 * READ_MAX);
  const last = { ...OWN, bytes, reply: ' '.repeat(left - READ_MAX) };
  const fill = (one: HeardRequest): void => {
    for (let at = 0; at < count; at += 1) assert.ok(buffer.add(one), `${at}`);
  };
  fill(full);
  assert.ok(!buffer.add({ ...last, reply: `${last.reply} ` }));
  const reply = ' '.repeat(READ_MAX);
  assert.ok(!buffer.add({ ...OWN, bytes: Buffer.alloc(left - READ_MAX + 1), reply }));
  assert.ok(buffer.add(last));
  assert.ok(!buffer.add(OWN));
  // To the last byte, however often one makes room for another.
  for (let round = 0; round < 1000; round += 1) {
    const [one = assert.fail()] = buffer.take(1);
    assert.ok(buffer.add(one.heard));
  }
  assert.ok(!buffer.add(OWN));
  // What could not be written takes its room again.
  const batch = buffer.take(1);
  assert.ok(buffer.add({ ...OWN, bytes: Buffer.alloc(READ_MAX), reply: ' '.repeat(READ_MAX) }));
  buffer.take(1);
  assert.equal(buffer.putBack(batch), 1);
  assert.ok(!buffer.add(OWN));
  buffer.take(count + 1);
  // Of what is longer no more is held, so that it takes no more room.
  fill({ ...OWN, bytes: Buffer.alloc(READ_MAX + 1), reply: ' '.repeat(READ_MAX + 9) });
  assert.ok(buffer.add(last) && !buffer.add(OWN));
});

test('of what is long the beginning is held, and how long it was', () => {
  const buffer = open();
  const fields = (): never => assert.fail();
  const whole = { ...OWN, bytes: Buffer.alloc(READ_MAX, 1), reply: 'r'.repeat(READ_MAX), fields };
  buffer.add(whole);
  assert.equal(buffer.take(1)[0]?.heard, whole);
  const long = { ...whole, bytes: Buffer.alloc(READ_MAX + 1, 1) };
  const reply = 'r'.repeat(READ_MAX + 2);
  for (const one of [long, { ...whole, reply }, { ...long, reply: Buffer.from(reply) }]) {
    buffer.add(one);
    const { heard } = buffer.take(1)[0] ?? assert.fail();
    const sizes = { body: one.bytes.length, reply: one.reply.length };
    const bytes = Buffer.alloc(READ_MAX, 1);
    assert.deepEqual(heard, { ...one, bytes, reply: 'r'.repeat(READ_MAX), sizes, fields: null });
    // The whole of it is held by nobody.
    assert.ok(heard.bytes.buffer !== one.bytes.buffer);
  }
});

test('it came when it was answered less what it took', () => {
  const buffer = open();
  for (const tookMicros of [0, 1_499, 1_501]) buffer.add({ ...OWN, tookMicros });
  assert.deepEqual(
    buffer.take(3).map(({ at }) => NOW - at),
    [0, 1, 2],
  );
});

test('of what nobody proved six hundred a minute are held', () => {
  let now = Math.ceil(NOW / MINUTE_MS) * MINUTE_MS;
  const buffer = createRequestBuffer(() => now);
  const knock = (count: number): number => {
    let added = 0;
    for (let at = 0; at < count; at += 1) {
      if (buffer.add({ ...HEARD, tookMicros: 0 })) added += 1;
      buffer.take(1);
    }
    return added;
  };
  assert.equal(knock(700), 600);
  now += MINUTE_MS - 1;
  assert.equal(knock(5), 0);
  assert.ok(buffer.add(OWN), 'whoever proves to be somebody is heard');
  now += 1;
  assert.equal(knock(601), 600);
});
