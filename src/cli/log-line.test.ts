// Lines of the log as people read them, and nothing that a terminal would obey.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readableLine } from './log-line.ts';

const at = { time: Date.UTC(2026, 10, 29, 3, 4, 5, 67), pid: 1, hostname: 'x' };

test('an answer is one line: status, method, path, time, then who and what', () => {
  const fields = { requestId: 'r1', method: 'POST', path: '/v1/orders', status: 400, tookMs: 1.5 };
  const about = { account: 'key_1', dialect: 'one', operation: 'createOrder', refusal: 'no' };
  const line = JSON.stringify({ level: 30, ...at, ...fields, ...about, msg: 'answered' });
  assert.equal(
    readableLine(line),
    '03:04:05.067  INFO   400 POST /v1/orders 1.5 ms  account=key_1  dialect=one  ' +
      'operation=createOrder  refusal=no  requestId=r1\n',
  );
});

test('whatever else is said has its facts behind it, and a stack its lines', () => {
  const line = {
    level: 50,
    ...at,
    error: 'Error: x\n    at y',
    list: [1],
    msg: 'failed \u001b[2J',
  };
  assert.equal(
    readableLine(JSON.stringify(line)),
    '03:04:05.067  ERROR  failed ?[2J  error=Error: x\n    at y  list=[1]\n',
  );
  assert.equal(readableLine('not JSON\n'), 'not JSON\n');
});
