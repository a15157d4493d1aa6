// Replies with any field left out or garbled: never a throw, never money that was not told of.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  anyReplies,
  type Conversations,
  garbleAll,
  readAll,
} from '../../../../test/support/garbled-reply.ts';
import type { Exchange, Found } from '../../processor.ts';
import { AMOUNT, askHeld, askOf, askRefund, side } from './fixtures/question.ts';
import {
  attempts,
  CANCELED,
  CAPTURED,
  CREATED,
  fetched,
  json,
  REFUND,
  REFUNDED,
  refundFound,
  WEBHOOKS,
} from './fixtures/replies.ts';
import { paytring } from './index.ts';

assert.ok(paytring.identifies === 'difference' && paytring.capture && paytring.release);

function run<Ask, Result extends { readonly kind: string }>(
  exchange: Exchange<Ask, Result>,
  ask: Ask,
) {
  return readAll((reply, ...rest) => exchange.read(reply, ask, side(), ...rest));
}

const ONE = askRefund(100, { processorReference: REFUND });
const READS = {
  start: run(paytring.start, askOf()),
  inquire: run(paytring.inquire, askOf()),
  inquireHeld: run(paytring.inquire, askHeld({ status: 'pending' })),
  capture: run(paytring.capture, { ...askHeld({ requested: 'capture' }), amountMinor: AMOUNT }),
  release: run(paytring.release, askHeld()),
  refund: run(paytring.refund, askRefund(100)),
  inquireRefund: run(paytring.inquireRefund, ONE),
  inquireGiven: run(paytring.inquireGiven, askRefund(100)),
  probe: run(paytring.probe, null),
};

const CONVERSATIONS: Conversations<keyof typeof READS> = [
  ['start', [json(CREATED)]],
  ['inquire', [fetched(), attempts({}, { refund_id: '7', amount: 18 })]],
  ['inquire', [fetched({ order_status: 'refunded' }), attempts({})]],
  ['inquire', [fetched({ order_status: 'pending' })]],
  ['inquire', [fetched({ order_status: 'failed' })]],
  ['inquire', [fetched({ order_status: 'authorized' })]],
  ['inquireHeld', [fetched(), attempts()]],
  ['capture', [json(CAPTURED), fetched()]],
  ['release', [json(CANCELED), fetched({ order_status: 'cancelled' })]],
  ['refund', [json(REFUNDED)]],
  ['inquireRefund', [refundFound({ status: 'success' })]],
  ['inquireGiven', [attempts({}, { refund_id: '7', status: 'failed' })]],
  ['probe', [json(WEBHOOKS)]],
];

const GARBAGE: readonly unknown[] = [
  undefined,
  ...[null, '', 'news', 'success', '12,00', '-1', 'NaN', '0x10', '1e400', '9'.repeat(40)],
  ...[true, false, 0, -1, 1.005, [], {}, ['success'], { status: 'success' }],
  ...['constructor', 'hasOwnProperty', '__proto__'],
];

test('a field that is left out or garbled makes no money and throws nothing', () => {
  let tried = 0;
  for (const { before, after, by, said } of garbleAll(CONVERSATIONS, READS, GARBAGE)) {
    for (const money of after) {
      // An amount that is not told settles nothing; `success` is a word of each table.
      const isTold = before.includes(money) || / null$/.test(money);
      assert.ok(isTold || by === 'success', `${said}: ${money}`);
    }
    tried += 1;
  }
  assert.ok(tried > 3000, `${tried}`);
});

test('what Paytring must say for a payment to count as captured is looked at', () => {
  const needed = ['order_id', 'receipt_id', 'amount', 'currency', 'order_status'];
  const [first] = [fetched()];
  const { order } = JSON.parse(first.body) as { order: Readonly<Record<string, unknown>> };
  for (const name of Object.keys(order)) {
    const result = READS.inquire([fetched({ [name]: 'news!' }), attempts()]) as Partial<Found>;
    const [attempt] = result.attempts ?? [];
    const isWhole = attempt?.amountMinor === 118 && attempt.currency === 'INR';
    assert.equal(isWhole && attempt.state === 'captured', !needed.includes(name), name);
  }
});

test('any text with any status is read by every exchange without a throw', () => {
  fc.assert(
    fc.property(anyReplies(CONVERSATIONS), (replies) => {
      for (const read of Object.values(READS)) {
        const { kind } = read(replies);
        assert.match(
          kind,
          /^(started|found|attempted|refunded|given|accepted|refused|unknown|unan)/,
        );
      }
      const request = { headers: {}, body: replies[0]?.body ?? '' };
      paytring.webhook.locate(request);
      paytring.webhook.isUnsigned?.(request);
      assert.equal(paytring.webhook.verify(request, side().connection, 0), false);
    }),
    { numRuns: 1000 },
  );
});
