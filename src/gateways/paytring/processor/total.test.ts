// Replies with any field left out or garbled: never a throw, never money that was not told of.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Exchange, WireReply } from '../../processor.ts';
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

type Read = (replies: readonly WireReply[]) => { readonly kind: string };

/** Reads as the engine does: to the first result, with every reply before. */
function run<Ask, Result extends { readonly kind: string }>(
  exchange: Exchange<Ask, Result>,
  ask: Ask,
): Read {
  return (replies) => {
    for (const [step, reply] of replies.entries()) {
      const result = exchange.read(reply, ask, side(), step, replies.slice(0, step));
      if (result.kind !== 'then') return result;
    }
    return { kind: 'unanswered' };
  };
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

const CONVERSATIONS: readonly (readonly [keyof typeof READS, readonly WireReply[]])[] = [
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

/** Every place within a value, as names one below the other. */
function placesOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  const own = path.length === 0 ? [] : [path];
  if (typeof value !== 'object' || value === null) return own;
  const below = Object.entries(value).flatMap(([name, each]) => placesOf(each, [...path, name]));
  return [...own, ...below];
}

/** The same text with what stands at `path` replaced; `undefined` leaves it out. */
function garble(body: string, path: readonly string[], by: unknown): string {
  const copy: unknown = JSON.parse(body);
  let at = copy as Record<string, unknown>;
  for (const name of path.slice(0, -1)) at = at[name] as Record<string, unknown>;
  at[path.at(-1) ?? ''] = by;
  return JSON.stringify(copy);
}

const GARBAGE: readonly unknown[] = [
  undefined,
  ...[null, '', 'news', 'success', '12,00', '-1', 'NaN', '0x10', '1e400', '9'.repeat(40)],
  ...[true, false, 0, -1, 1.005, [], {}, ['success'], { status: 'success' }],
  ...['constructor', 'hasOwnProperty', '__proto__'],
];

type Part = { readonly state: string; readonly amountMinor: number | null };
type Money = {
  readonly kind: string;
  readonly attempts?: readonly Part[];
  readonly attempt?: Part;
  readonly refund?: Part;
  readonly refunds?: readonly Part[];
};

const MONEY: ReadonlySet<string> = new Set(['captured', 'authorized', 'voided', 'processed']);

/** What it says of money: how much was taken, held or given back. */
function moneyOf(result: Money): readonly string[] {
  const { attempts: list = [], attempt, refund, refunds = [] } = result;
  const single = [attempt, refund].filter((each) => each !== undefined);
  return [...list, ...single, ...refunds]
    .filter(({ state }) => MONEY.has(state))
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
            // An amount that is not told settles nothing; `success` is a word of each table.
            const isTold = before.includes(money) || / null$/.test(money);
            assert.ok(isTold || by === 'success', `${said}: ${money}`);
          }
          tried += 1;
        }
      }
    });
  }
  assert.ok(tried > 3000, `${tried}`);
});

test('what Paytring must say for a payment to count as captured is looked at', () => {
  const needed = ['order_id', 'receipt_id', 'amount', 'currency', 'order_status'];
  const [first] = [fetched()];
  const { order } = JSON.parse(first.body) as { order: Readonly<Record<string, unknown>> };
  for (const name of Object.keys(order)) {
    const result = READS.inquire([fetched({ [name]: 'news!' }), attempts()]) as Money & {
      readonly attempts?: readonly (Part & { readonly currency: string | null })[];
    };
    const [attempt] = result.attempts ?? [];
    const isWhole = attempt?.amountMinor === 118 && attempt.currency === 'INR';
    assert.equal(isWhole && attempt.state === 'captured', !needed.includes(name), name);
  }
});

test('any text with any status is read by every exchange without a throw', () => {
  const bodies = CONVERSATIONS.flatMap(([, replies]) => replies.map(({ body }) => body));
  const cut = fc
    .tuple(fc.constantFrom(...bodies), fc.nat(2000), fc.string({ maxLength: 5 }))
    .map(([body, at, by]) => body.slice(0, at) + by + body.slice(at + by.length));
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.json(), cut);
  const status = fc.constantFrom(200, 204, 302, 400, 403, 404, 429, 500, 503);
  const reply = fc.record({ status, body: text });
  fc.assert(
    fc.property(fc.array(reply, { minLength: 1, maxLength: 3 }), (replies) => {
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
