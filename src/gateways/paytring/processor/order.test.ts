// An order of Paytring's to the minute and to the letter: when the gateway behind it is asked, how
// long its page may still be paid, which answer is about it, and what its attempt is told with.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Payment } from '../../../core/payment.ts';
import type { Found, WireReply, WireRequest } from '../../processor.ts';
import { askHeld, askOf, BEGUN_AT, side } from './fixtures/question.ts';
import { find, read } from './fixtures/read.ts';
import { attempts, fetched, NAME, no, ORDER } from './fixtures/replies.ts';
import { paytring } from './index.ts';

const MINUTE_MS = 60_000;

function fetchType(status: Payment['status'], afterMs: number): unknown {
  const ask = askOf({ payment: { ...askOf().payment, status } });
  const { body } = paytring.inquire.request(ask, side({}, BEGUN_AT + afterMs)) as WireRequest;
  return (JSON.parse(body ?? '') as Readonly<Record<string, unknown>>)['fetch_type'];
}

// §P.3: `advance` is for payments that stay pending, and for reconciliation; which minute is ours.
test('the gateway behind it is asked once two minutes are over, while news may come', () => {
  for (const status of ['created', 'pending', 'failed'] as const) {
    assert.equal(fetchType(status, 2 * MINUTE_MS), 'normal', status);
    assert.equal(fetchType(status, 2 * MINUTE_MS + 1), 'advance', status);
  }
  for (const status of ['authorized', 'captured', 'voided'] as const) {
    assert.equal(fetchType(status, 24 * 60 * MINUTE_MS), 'normal', status);
  }
});

test('a page whose attempt failed is open to the last millisecond of its hour', () => {
  const failed = fetched({ order_status: 'failed' });
  const after = (ms: number) => find(askOf(), [failed], side({}, BEGUN_AT + ms));
  assert.equal(after(60 * MINUTE_MS), 'open failed:118INR');
  assert.equal(after(60 * MINUTE_MS + 1), 'closed failed:118INR');
});

// §0.4 and §3.1: "Order not found" is the sentence; in which letters a server writes it is its own.
test('an order is absent only where the refusal begins with that it was not found', () => {
  for (const sentence of ['Order not found', 'ORDER NOT FOUND.', 'order not found: 12']) {
    assert.equal(find(askOf(), [no(sentence, 404)]), 'absent', sentence);
  }
  for (const sentence of [
    'The gateway of this order not found',
    'Order not foundry',
    'Not found',
  ]) {
    assert.equal(find(askOf(), [no(sentence, 404)]), 'unknown', sentence);
  }
  assert.equal(find(askOf(), [no('Order not found', 500)]), 'unknown');
});

test('an answer is about our order only if it says a name that we know, and no other', () => {
  const unnamed = askOf({ theirOrder: null });
  assert.equal(find(unnamed, [fetched(), attempts()]), 'closed captured:118INR');
  assert.equal(find(unnamed, [fetched({ receipt_id: 'another' })]), 'unknown');
  assert.equal(find(unnamed, [fetched({ receipt_id: undefined })]), 'unknown');
  assert.equal(find(unnamed, [fetched({ receipt_id: '' })]), 'unknown');
  assert.equal(find(unnamed, [fetched({ order_id: undefined })]), 'unknown');
  assert.equal(find(askOf(), [fetched({ receipt_id: '' }), attempts()]), 'closed captured:118INR');
  assert.equal(find(askOf(), [fetched({ receipt_id: ORDER, order_id: NAME })]), 'unknown');
});

function attemptOf(ask: ReturnType<typeof askOf>, replies: readonly WireReply[]) {
  const [attempt] = (read(paytring.inquire, ask, replies) as unknown as Found).attempts;
  assert.ok(attempt !== undefined);
  return attempt;
}

// §4: words that are not there are blank; §3.2: UPI is `UPI`, also where it is held only.
test('by what money came is told of money alone, and why it failed of what failed', () => {
  const upi = { method: 'upi', vpa: null };
  const pending = fetched({ order_status: 'pending', unmapped_status: '' });
  const failed = fetched({ order_status: 'failed', unmapped_status: undefined });
  const held = fetched({ order_status: 'authorized', unmapped_status: 'authorized' });
  const told = [
    attemptOf(askOf(), [fetched(), attempts()]),
    attemptOf(askHeld(), [held]),
    attemptOf(askOf(), [pending]),
    attemptOf(askOf(), [failed]),
    attemptOf(askHeld(), [fetched({ order_status: 'cancelled' })]),
  ];
  assert.deepEqual(
    told.map(({ state, raw, instrument, decline }) => [state, raw, instrument, decline]),
    [
      ['captured', 'success/TXN_SUCCESS', upi, null],
      ['authorized', 'authorized/authorized', upi, null],
      ['pending', 'pending/', null, null],
      ['failed', 'failed/', null, 'declined'],
      ['voided', 'cancelled/TXN_SUCCESS', null, null],
    ],
  );
  const unsaid = [undefined, '', 'CARD', 'news'].map(
    (method) => attemptOf(askOf(), [fetched({ method }), attempts()]).instrument,
  );
  assert.deepEqual(unsaid, [null, null, null, null]);
});
