// What waits for the request log takes room for as long as it waits, and no longer.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRequestBuffer } from './request-buffer.ts';
import type { HeardRequest } from './request-log.ts';

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
