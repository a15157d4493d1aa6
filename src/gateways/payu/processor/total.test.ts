// Replies with any field left out or garbled: never a throw, never money that PayU did not name.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  anyReplies,
  type Conversations,
  garbleAll,
  moneyOf,
  readAll,
} from '../../../../test/support/garbled-reply.ts';
import { askPayment, askRefund, side } from './fixtures/question.ts';
import {
  acted,
  CANCEL_QUEUED,
  CAPTURE_LINE,
  CAPTURE_QUEUED,
  DROPPED,
  HELD,
  json,
  JAVA_DETAILS,
  LANDED,
  NO_ACTION,
  notFound,
  REFUND_EXISTS,
  REFUND_LINE,
  REFUND_QUEUED,
  verified,
} from './fixtures/replies.ts';
import { payu } from './index.ts';

const CAPTURE = { ...askPayment(), amountMinor: 1000 };
const READS = {
  inquire: readAll((reply, ...rest) => payu.inquire.read(reply, askPayment(), side(), ...rest)),
  capture: readAll(
    (reply, ...rest) =>
      payu.capture?.read(reply, CAPTURE, side(), ...rest) ?? { kind: 'unanswered' },
  ),
  release: readAll(
    (reply, ...rest) =>
      payu.release?.read(reply, askPayment(), side(), ...rest) ?? { kind: 'unanswered' },
  ),
  refund: readAll((reply, ...rest) => payu.refund.read(reply, askRefund(), side(), ...rest)),
  inquireRefund: readAll((reply, ...rest) =>
    payu.inquireRefund.read(reply, askRefund(), side(), ...rest),
  ),
  probe: readAll((reply, ...rest) => payu.probe.read(reply, null, side(), ...rest)),
} as const;

const CONVERSATIONS: Conversations<keyof typeof READS> = [
  ['inquire', [verified(), acted(CAPTURE_LINE, REFUND_LINE)]],
  ['inquire', [verified(HELD), NO_ACTION]],
  ['inquire', [verified(DROPPED)]],
  ['inquire', [verified(LANDED)]],
  ['inquire', [notFound()]],
  ['capture', [json(CAPTURE_QUEUED), verified()]],
  ['capture', [json(CAPTURE_QUEUED), verified(HELD), acted(CAPTURE_LINE)]],
  ['release', [json(CANCEL_QUEUED), verified(HELD), acted({ ...CAPTURE_LINE, action: 'cancel' })]],
  ['refund', [json(REFUND_QUEUED)]],
  ['refund', [json(REFUND_EXISTS), acted(REFUND_LINE)]],
  ['inquireRefund', [acted(CAPTURE_LINE, REFUND_LINE)]],
  ['inquireRefund', [NO_ACTION]],
  ['probe', [notFound('probe')]],
];

const GARBAGE: readonly unknown[] = [
  undefined,
  ...[null, '', 'news', 'success', '12,00', '-1', 'NaN', '0x10', '1e400', '9'.repeat(40)],
  ...[true, false, 0, -1, 1.005, [], {}, ['captured'], { captured: 'success' }],
  ...['constructor', 'hasOwnProperty', '__proto__'],
];

test('a field that is left out or garbled makes no money and throws nothing', () => {
  let tried = 0;
  for (const { before, after, said } of garbleAll(CONVERSATIONS, READS, GARBAGE)) {
    for (const money of after) {
      // A refund or a release that is not told any more leaves what was true before it.
      const isLess = money.startsWith('authorized') && !before.includes(money);
      assert.ok(before.includes(money) || isLess, `${said}: ${money}`);
      assert.doesNotMatch(money, /null/, said);
    }
    tried += 1;
  }
  assert.ok(tried > 5000, `${tried}`);
});

test('what PayU must say for a payment to count as captured is looked at, field by field', () => {
  const needed = ['mihpayid', 'status', 'unmappedstatus', 'transaction_amount'];
  for (const name of Object.keys(JAVA_DETAILS)) {
    const [money] = moneyOf(READS.inquire([verified({ [name]: 'news' }), NO_ACTION]));
    const isNeeded = needed.includes(name) || name === 'txnid';
    assert.equal(money, isNeeded ? undefined : 'captured 1000', name);
  }
});

test('any text with any status is read by every exchange without a throw', () => {
  fc.assert(
    fc.property(anyReplies(CONVERSATIONS), (replies) => {
      for (const read of Object.values(READS)) {
        const { kind } = read(replies);
        assert.match(kind, /^(found|attempted|refunded|absent|accepted|refused|unknown|unan)/);
      }
      const request = { headers: {}, body: replies[0]?.body ?? '' };
      payu.webhook.locate(request);
      assert.equal(payu.webhook.verify(request, side().connection, 0), false);
    }),
    { numRuns: 1000 },
  );
});
