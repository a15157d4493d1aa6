// What Paytring's replies say of refunds, captures and credentials, and how it refuses.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WireReply } from '../../processor.ts';
import { AMOUNT, askHeld, askOf, askRefund } from './fixtures/question.ts';
import {
  attempts,
  CANCELED,
  CAPTURED,
  fetched,
  HASH_WRONG,
  json,
  NAME,
  no,
  REFUND,
  REFUNDED,
  REFUNDED_PART,
  refundFound,
  WEBHOOKS,
} from './fixtures/replies.ts';
import { find, read, type Said, say } from './fixtures/read.ts';
import { paytring } from './index.ts';

assert.ok(paytring.identifies === 'difference' && paytring.capture && paytring.release);
const { inquireGiven, capture, release } = paytring;

test('what went back: each by its name, and the sum without those that failed', () => {
  const list = attempts(
    { amount: 100 },
    { refund_id: '7', amount: 10, status: 'failed' },
    { refund_id: '8', amount: 5, status: 'news' },
  );
  const given = read(inquireGiven, askRefund(1), [list]) as unknown as Readonly<
    Record<string, unknown>
  >;
  assert.deepEqual([given['kind'], given['totalMinor'], given['currency']], ['given', 105, 'INR']);
  const refunds = given['refunds'] as readonly { theirs: string; state: string; ours: null }[];
  assert.deepEqual(
    refunds.map(({ theirs, state, ours }) => [theirs, state, ours]),
    [
      [REFUND, 'processed', null],
      ['7', 'failed', null],
      ['8', 'unknown', null],
    ],
  );
  for (const none of [attempts(), no('No refunds found', 404), no('Refund not found', 200)]) {
    const nothing = read(inquireGiven, askRefund(1), [none]) as unknown as { totalMinor: number };
    assert.equal(nothing.totalMinor, 0, none.body);
  }
});

test('a refund that was taken is known by its name there; without one it is not known', () => {
  for (const body of [REFUNDED, REFUNDED_PART]) {
    const said = read(paytring.refund, askRefund(100), [json(body)]);
    const { refund } = said as unknown as { refund: Readonly<Record<string, unknown>> };
    assert.deepEqual(
      [refund['theirs'], refund['state'], refund['amountMinor']],
      [REFUND, 'pending', null],
    );
  }
  const rawOf = (message: unknown) => {
    const said = read(paytring.refund, askRefund(100), [json({ ...REFUNDED, message })]);
    return (said as unknown as { refund: { raw: string } }).refund.raw;
  };
  assert.deepEqual([rawOf(REFUNDED.message), rawOf('')], ['Refund has been initiated', 'taken']);
  const nameless = read(paytring.refund, askRefund(100), [json({ ...REFUNDED, id: undefined })]);
  assert.equal(nameless.kind, 'unknown');
});

test('a refund by its name: each word, and no other refund', () => {
  const ask = askRefund(100, { processorReference: REFUND });
  const words = {
    ...{ initiated: 'pending', success: 'processed', processed: 'processed', failed: 'failed' },
    ...{ cancelled: 'cancelled', Success: 'unknown', '': 'unknown', toString: 'unknown' },
  };
  for (const [status, state] of Object.entries(words)) {
    const said = read(paytring.inquireRefund, ask, [refundFound({ status })]);
    const { refund } = said as unknown as { refund: { state: string } };
    assert.equal(refund.state, state, status);
  }
  for (const reply of [
    refundFound({ refund_id: '7' }),
    refundFound({ amount: '' }),
    no('Refund not found', 404),
  ]) {
    assert.equal(read(paytring.inquireRefund, ask, [reply]).kind, 'unknown', reply.body);
  }
});

test('captured or let go counts once the order says so', () => {
  const ask = { ...askHeld({ status: 'authorized', requested: 'capture' }), amountMinor: AMOUNT };
  const stateOf = (said: Said) => {
    const { attempt } = said as unknown as { attempt?: { state: string } };
    return attempt?.state ?? say(said);
  };
  const held = fetched({ order_status: 'authorized' });
  assert.equal(stateOf(read(capture, ask, [json(CAPTURED), fetched()])), 'captured');
  assert.equal(stateOf(read(capture, ask, [json(CAPTURED), held])), 'pending');
  assert.equal(
    stateOf(read(capture, ask, [no('The order is already captured'), fetched()])),
    'captured',
  );
  assert.equal(stateOf(read(capture, ask, [no('It lapsed'), held])), 'refused input never');
  assert.equal(
    stateOf(read(capture, ask, [json(CAPTURED), no('Order not found', 404)])),
    'unknown',
  );
  const gone = fetched({ order_status: 'cancelled' });
  assert.equal(stateOf(read(release, askHeld(), [json(CANCELED), gone])), 'voided');
  assert.equal(stateOf(read(release, askHeld(), [{ status: 502, body: '' }])), 'unknown');
  assert.equal(stateOf(read(release, askHeld(), [HASH_WRONG])), 'refused credentials later');
});

test('refusals by their words; a sentence of no table is input, a server’s failure nothing', () => {
  const rows: readonly (readonly [WireReply, string])[] = [
    [HASH_WRONG, 'refused credentials later'],
    [no('Hash not verified.', 200, 158), 'refused credentials later'],
    [no('Invalid API key', 200), 'refused credentials later'],
    [no('whatever', 401), 'refused credentials later'],
    [no('Insufficient balance'), 'refused limit later'],
    [no('Too many requests', 429), 'refused limit later'],
    [no('whatever', 403), 'refused account later'],
    [no('The order is not paid'), 'refused input later'],
    [no('The refund amount is more than what is left'), 'refused input never'],
    [no('{"amount":["The amount is required."]}', 200), 'refused input never'],
    [no('whatever', 409), 'unknown'],
    [no('whatever', 408), 'unknown'],
    [no('whatever', 500), 'unknown'],
    [no(null), 'unknown'],
    [json({ status: false }), 'unknown'],
    [json({ status: true, error: { message: 'x' }, id: REFUND }), 'unknown'],
    [json({ status: 'true', id: REFUND }), 'unknown'],
    [json(REFUNDED, 302), 'unknown'],
    [json(REFUNDED, 500), 'unknown'],
    [{ status: 403, body: '<html>Forbidden</html>' }, 'unknown'],
    [{ status: 429, body: 'slow down' }, 'unknown'],
    [{ status: 200, body: '' }, 'unknown'],
  ];
  for (const [reply, expected] of rows) {
    assert.equal(say(read(paytring.refund, askRefund(100), [reply])), expected, reply.body);
  }
  const first = read(paytring.refund, askRefund(100), [
    no('{"amount":["The amount is required.","x"],"id":["y"]}'),
  ]);
  assert.equal(first.raw, 'The amount is required.');
});

test('asked about, a refusal of the question is no news of the payment', () => {
  assert.equal(find(askOf(), [no('Order not found', 404)]), 'absent');
  assert.equal(find(askOf(), [no('Order not found', 200)]), 'absent');
  assert.equal(find(askOf(), [no('The id is wrong')]), 'unknown');
  assert.equal(find(askOf(), [HASH_WRONG]), 'refused credentials later');
});

test('the check: a list of webhooks is accepted, a wrong key is not', () => {
  assert.equal(read(paytring.probe, null, [json(WEBHOOKS)]).kind, 'accepted');
  assert.equal(say(read(paytring.probe, null, [HASH_WRONG])), 'refused credentials later');
  assert.equal(read(paytring.probe, null, [json({ status: true })]).kind, 'unknown');
  assert.equal(
    read(paytring.probe, null, [json({ status: true, order: { receipt_id: NAME } })]).kind,
    'unknown',
  );
});
