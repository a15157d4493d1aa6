// What captures and releases come to, the second time too.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { capture, release } from './capture.ts';
import { askOf, sideOf, THEIR_ORDER } from './fixtures/asked.ts';
import { play } from './fixtures/play.ts';
import { CAPTURED, dataOf, ERRORS, HELD, RELEASED } from './fixtures/replies.ts';
import { refund } from './refund.ts';

const FIND = `GET /pay/v1/orders/reference/${askOf().name}`;

const CAPTURE = `PUT /pay/v1/orders/${THEIR_ORDER}/capture`;
const CANCEL = `PUT /pay/v1/orders/${THEIR_ORDER}/cancel`;

test('a capture and a release answer the order', () => {
  const taken = play(capture, askOf(), [dataOf(CAPTURED)]);
  assert.deepEqual(taken.asked, [CAPTURE]);
  assert.equal(taken.result.kind === 'attempted' && taken.result.attempt.state, 'captured');
  const released = play(release, askOf(), [dataOf(RELEASED)]);
  assert.deepEqual(released.asked, [CANCEL]);
  assert.equal(released.result.kind === 'attempted' && released.result.attempt.state, 'voided');
});

test('a capture that was refused, or asked for before, is looked at', () => {
  const done = play(capture, askOf(), [ERRORS.there, dataOf(CAPTURED)]);
  assert.deepEqual(done.asked, [CAPTURE, FIND]);
  assert.equal(done.result.kind === 'attempted' && done.result.attempt.state, 'captured');
  const no = play(capture, askOf(), [ERRORS.notAllowed, dataOf(HELD)]).result;
  assert.ok(no.kind === 'refused' && no.why === 'input' && no.again === 'never');
  assert.equal(play(capture, askOf(), [ERRORS.there, dataOf(HELD)]).result.kind, 'unknown');
  assert.equal(play(capture, askOf(), [ERRORS.notAllowed, ERRORS.broken]).result.kind, 'unknown');
  assert.equal(
    play(capture, askOf(), [ERRORS.notAllowed, ERRORS.wrongToken]).result.kind,
    'unknown',
  );
  assert.equal(play(capture, askOf(), [ERRORS.broken]).result.kind, 'unknown');
  const other = play(capture, askOf({ attempt: 'v1-another' }), [dataOf(CAPTURED)]);
  assert.equal(other.result.kind, 'unknown');
});

test('without the gateway’s own name for the order nothing is asked of it', () => {
  const ask = askOf({ theirOrder: null });
  for (const exchange of [capture, release, refund]) {
    const told = exchange.request(ask, sideOf());
    assert.ok('kind' in told && told.kind === 'refused');
  }
});
