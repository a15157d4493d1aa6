// Replies with any field left out or garbled, torn, or of any text: never a throw, never money that
// Worldline did not name.
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
import type { WireReply } from '../../processor.ts';
import { askOf, sideOf } from './fixtures/asked.ts';
import {
  AWAITED,
  BEGAN,
  DECLINED,
  LEFT,
  notFound,
  REFUND_FAILED,
  REFUND_NUMBER,
  REFUND_REFUSED,
  REFUNDED,
  REFUNDING,
  replyOf,
} from './fixtures/replies.ts';
import { worldline } from './index.ts';
import { inquireGiven } from './refund.ts';

const ASK = askOf();
const KNOWN = { ...ASK, refund: { ...ASK.refund, processorReference: REFUND_NUMBER } };
const { inquire, refund, inquireRefund, probe, start, webhook } = worldline;
const READS = {
  inquire: readAll((reply, ...rest) => inquire.read(reply, ASK, sideOf(), ...rest)),
  refund: readAll((reply, ...rest) => refund.read(reply, ASK, sideOf(), ...rest)),
  inquireRefund: readAll((reply, ...rest) => inquireRefund.read(reply, KNOWN, sideOf(), ...rest)),
  inquireGiven: readAll((reply, ...rest) => inquireGiven.read(reply, ASK, sideOf(), ...rest)),
  probe: readAll((reply, ...rest) => probe.read(reply, null, sideOf(), ...rest)),
  start: readAll((reply, ...rest) => start.read(reply, ASK, sideOf(), ...rest)),
} as const;

const MADE = replyOf({ ...REFUNDING, amount: '0.40' });
const CONVERSATIONS: Conversations<keyof typeof READS> = [
  ...[{}, REFUNDED, REFUNDING, REFUND_FAILED, BEGAN, AWAITED, DECLINED, LEFT].map(
    (fields) => ['inquire', [replyOf(fields)]] as const,
  ),
  ['inquire', [notFound()]],
  ['refund', [replyOf(), MADE]],
  ['refund', [replyOf(), replyOf(REFUND_REFUSED)]],
  ['refund', [notFound(), replyOf(), MADE]],
  ['inquireRefund', [replyOf(REFUNDED)]],
  ['inquireRefund', [replyOf(REFUNDING)]],
  ['inquireGiven', [replyOf(REFUNDED)]],
  ['inquireGiven', [replyOf()]],
  ['probe', [notFound({})]],
];

const GARBAGE: readonly unknown[] = [
  undefined,
  ...[null, '', 'news', 'Success!', '12,00', '-1', 'NaN', '0x10', '1e400', '9'.repeat(40), 'NA'],
  ...[true, false, -1, 1.005, [], {}, ['0300'], { statusCode: '0300' }],
  ...['constructor', 'hasOwnProperty', '__proto__'],
];

test('a field that is left out or garbled makes no money and throws nothing', () => {
  let tried = 0;
  for (const { before, after, said } of garbleAll(CONVERSATIONS, READS, GARBAGE)) {
    for (const money of after) {
      assert.ok(before.includes(money), `${said}: ${money}`);
      // It tells no amounts of refunds.
      assert.ok(!money.endsWith('null') || money === 'processed null', said);
    }
    tried += 1;
  }
  assert.ok(tried > 5000, `${tried}`);
});

test('what must be said for a payment to count as captured is looked at, field by field', () => {
  const needed = ['identifier', 'statusCode', 'statusMessage', 'amount'];
  const { paymentMethod } = JSON.parse(replyOf().body) as {
    readonly paymentMethod: { readonly paymentTransaction: Readonly<Record<string, unknown>> };
  };
  for (const name of Object.keys(paymentMethod.paymentTransaction)) {
    for (const by of ['news', undefined]) {
      const [money] = moneyOf(READS.inquire([replyOf({ [name]: by })]));
      const wanted = needed.includes(name) ? undefined : 'captured 100';
      assert.equal(money, wanted, `${name} ${by}`);
    }
  }
  const bare = { merchantTransactionIdentifier: undefined };
  assert.deepEqual(moneyOf(READS.inquire([replyOf({}, { top: bare })])), []);
});

test('torn anywhere, or with a status that is none of a reply, it says nothing', () => {
  for (const [name, replies] of CONVERSATIONS) {
    const [first, ...rest] = replies;
    assert.ok(first);
    for (let length = 0; length < first.body.length; length += 7) {
      const torn: WireReply = { ...first, body: first.body.slice(0, length) };
      assert.equal(READS[name]([torn, ...rest]).kind, 'unknown', `${name} ${length}`);
    }
    for (const status of [201, 302, 400, 404, 500, 503]) {
      assert.equal(READS[name]([{ ...first, status }, ...rest]).kind, 'unknown', `${status}`);
    }
    for (const status of [401, 403, 429]) {
      assert.equal(READS[name]([{ ...first, status }, ...rest]).kind, 'refused', `${status}`);
      const page = { status, body: '<html><title>Denied</title></html>' };
      assert.equal(READS[name]([page, ...rest]).kind, 'unknown', `${status}`);
    }
  }
});

test('any text with any status is read by every exchange without a throw', () => {
  fc.assert(
    fc.property(anyReplies(CONVERSATIONS), (replies) => {
      for (const read of Object.values(READS)) {
        const { kind } = read(replies);
        assert.match(kind, /^(found|refunded|given|accepted|refused|unknown|unan)/);
      }
      const body = replies[0]?.body ?? '';
      const request = { headers: {}, body, query: { msg: body } };
      webhook.locate(request);
      webhook.receipt?.(request);
      assert.equal(webhook.verify(request, sideOf().connection, 0), false);
    }),
    { numRuns: 1000 },
  );
});
