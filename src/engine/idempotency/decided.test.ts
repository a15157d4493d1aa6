// What a key came to comes back as it was, also from before it said its version.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Failure } from '../../core/failure.ts';
import { buildOrder, buildPayment, buildRefund } from '../../../test/support/call.ts';
import { readDecided, writeDecided } from './decided.ts';

const refund = buildRefund();
const payment = buildPayment();
const aggregate = { order: buildOrder(), payments: [payment], refunds: [refund] };
const outcome = { aggregate, payment, refund };
const failure: Failure = { failure: 'payment_not_found' };

test('a result and a failure come back as they were, and say their version', () => {
  for (const each of [outcome, failure]) {
    assert.match(writeDecided(each), /^{"v":1,/);
    assert.deepEqual(readDecided(writeDecided(each)), each);
  }
});

test('those of the first version are read, and their refunds name no dialect', () => {
  assert.deepEqual(readDecided(JSON.stringify(failure)), failure);
  const { dialect: _, ...old } = refund;
  const text = JSON.stringify({
    aggregate: { ...aggregate, refunds: [old] },
    payment,
    refund: old,
  });
  const nameless = { ...old, dialect: null };
  assert.deepEqual(readDecided(text), {
    aggregate: { ...aggregate, refunds: [nameless] },
    payment,
    refund: nameless,
  });
});

test('one of a later version is not guessed at', () => {
  assert.throws(() => readDecided('{"v":2,"result":{}}'), /version 2/);
});
