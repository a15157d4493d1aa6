// Replies with any field left out or garbled, torn, or of any text: never a throw, never money that
// Worldline did not name.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
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

type Step = (reply: WireReply, step: number, earlier: readonly WireReply[]) => { kind: string };
type Read = (replies: readonly WireReply[]) => { readonly kind: string };

/** Reads as the engine does: to the first result, with every reply before. */
function run(read: Step): Read {
  return (replies) => {
    for (const [step, reply] of replies.entries()) {
      const result = read(reply, step, replies.slice(0, step));
      if (result.kind !== 'then') return result;
    }
    return { kind: 'unanswered' };
  };
}

const ASK = askOf();
const KNOWN = { ...ASK, refund: { ...ASK.refund, processorReference: REFUND_NUMBER } };
const { inquire, refund, inquireRefund, probe, start, webhook } = worldline;
const READS = {
  inquire: run((reply, ...rest) => inquire.read(reply, ASK, sideOf(), ...rest)),
  refund: run((reply, ...rest) => refund.read(reply, ASK, sideOf(), ...rest)),
  inquireRefund: run((reply, ...rest) => inquireRefund.read(reply, KNOWN, sideOf(), ...rest)),
  inquireGiven: run((reply, ...rest) => inquireGiven.read(reply, ASK, sideOf(), ...rest)),
  probe: run((reply, ...rest) => probe.read(reply, null, sideOf(), ...rest)),
  start: run((reply, ...rest) => start.read(reply, ASK, sideOf(), ...rest)),
} as const;

const MADE = replyOf({ ...REFUNDING, amount: '0.40' });
const CONVERSATIONS: readonly (readonly [keyof typeof READS, readonly WireReply[]])[] = [
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

/** Every place within a JSON text, as names one below the other. */
function placesOf(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const below = Object.entries(value).flatMap(([name, each]) => placesOf(each, [...path, name]));
  return path.length === 0 ? below : [path, ...below];
}

function garble(body: string, path: readonly string[], by: unknown): string {
  const copy: unknown = JSON.parse(body);
  let at = copy as Record<string, unknown>;
  for (const name of path.slice(0, -1)) at = at[name] as Record<string, unknown>;
  at[path.at(-1) ?? ''] = by;
  return JSON.stringify(copy);
}

const GARBAGE: readonly unknown[] = [
  undefined,
  ...[null, '', 'news', 'Success!', '12,00', '-1', 'NaN', '0x10', '1e400', '9'.repeat(40), 'NA'],
  ...[true, false, -1, 1.005, [], {}, ['0300'], { statusCode: '0300' }],
  ...['constructor', 'hasOwnProperty', '__proto__'],
];

type Money = { readonly state: string; readonly amountMinor: number | null };
type Result = {
  readonly kind: string;
  readonly attempts?: readonly Money[];
  readonly refund?: Money;
};

/** What it says of money: how much was taken or given back. */
function moneyOf(result: unknown): readonly string[] {
  const { attempts = [], refund: told } = result as Result;
  return [...attempts, ...(told === undefined ? [] : [told])]
    .filter(({ state }) => ['captured', 'authorized', 'voided', 'processed'].includes(state))
    .map(({ state, amountMinor }) => `${state} ${amountMinor}`);
}

test('a field that is left out or garbled makes no money and throws nothing', () => {
  let tried = 0;
  for (const [name, replies] of CONVERSATIONS) {
    const read = READS[name];
    const before = moneyOf(read(replies));
    replies.forEach((reply, index) => {
      for (const path of placesOf(JSON.parse(reply.body))) {
        for (const by of GARBAGE) {
          const body = garble(reply.body, path, by);
          const changed = replies.map((each, at) => (at === index ? { ...each, body } : each));
          const said = `${name} ${path.join('.')} ${JSON.stringify(by)}`;
          for (const money of moneyOf(read(changed))) {
            assert.ok(before.includes(money), `${said}: ${money}`);
            assert.doesNotMatch(money, /null/, said);
          }
          tried += 1;
        }
      }
    });
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
  const bodies = CONVERSATIONS.flatMap(([, replies]) => replies.map(({ body }) => body));
  const cut = fc
    .tuple(fc.constantFrom(...bodies), fc.nat(1200), fc.string({ maxLength: 5 }))
    .map(([body, at, by]) => body.slice(0, at) + by + body.slice(at + by.length));
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.json(), cut);
  const status = fc.constantFrom(200, 204, 302, 400, 403, 404, 429, 500, 503);
  const reply = fc.record({ status, body: text });
  fc.assert(
    fc.property(fc.array(reply, { minLength: 1, maxLength: 3 }), (replies) => {
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
