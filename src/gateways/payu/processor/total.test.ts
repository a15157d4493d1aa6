// Replies with any field left out or garbled: never a throw, never money that PayU did not name.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { WireReply } from '../../processor.ts';
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

type Read = (replies: readonly WireReply[]) => unknown;

/** Reads as the engine does: to the first result, with every reply before. */
function run(
  read: (reply: WireReply, step: number, earlier: readonly WireReply[]) => { kind: string },
): Read {
  return (replies) => {
    for (const [step, reply] of replies.entries()) {
      const result = read(reply, step, replies.slice(0, step));
      if (result.kind !== 'then') return result;
    }
    return { kind: 'unanswered' };
  };
}

const CAPTURE = { ...askPayment(), amountMinor: 1000 };
const READS: Readonly<Record<string, Read>> = {
  inquire: run((reply, ...rest) => payu.inquire.read(reply, askPayment(), side(), ...rest)),
  capture: run(
    (reply, ...rest) =>
      payu.capture?.read(reply, CAPTURE, side(), ...rest) ?? { kind: 'unanswered' },
  ),
  release: run(
    (reply, ...rest) =>
      payu.release?.read(reply, askPayment(), side(), ...rest) ?? { kind: 'unanswered' },
  ),
  refund: run((reply, ...rest) => payu.refund.read(reply, askRefund(), side(), ...rest)),
  inquireRefund: run((reply, ...rest) =>
    payu.inquireRefund.read(reply, askRefund(), side(), ...rest),
  ),
  probe: run((reply, ...rest) => payu.probe.read(reply, null, side(), ...rest)),
};

const CONVERSATIONS: readonly (readonly [string, readonly WireReply[]])[] = [
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

/** Every place within a JSON text, as names one below the other. */
function placesOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const below = Object.entries(value).flatMap(([name, each]) => placesOf(each, [...path, name]));
  return path.length === 0 ? below : [path, ...below];
}

/** The same text with what stands at `path` replaced; `undefined` leaves it out. */
function garble(body: string, path: readonly string[], by: unknown): string {
  // Numbers become texts first: none is rounded here.
  const quoted = body.replace(/:(\d+(?:\.\d+)?)(?=[,}])/g, ':"$1"');
  const copy: unknown = JSON.parse(quoted);
  let at = copy as Record<string, unknown>;
  for (const name of path.slice(0, -1)) at = at[name] as Record<string, unknown>;
  at[path.at(-1) ?? ''] = by;
  return JSON.stringify(copy);
}

const GARBAGE: readonly unknown[] = [
  undefined,
  ...[null, '', 'news', 'success', '12,00', '-1', 'NaN', '0x10', '1e400', '9'.repeat(40)],
  ...[true, false, 0, -1, 1.005, [], {}, ['captured'], { captured: 'success' }],
  ...['constructor', 'hasOwnProperty', '__proto__'],
];

type Money = {
  readonly kind: string;
  readonly attempts?: readonly { readonly state: string; readonly amountMinor: number | null }[];
  readonly attempt?: { readonly state: string; readonly amountMinor: number | null };
  readonly refund?: { readonly state: string; readonly amountMinor: number | null };
};

/** What it says of money: how much was taken, held or given back. */
function moneyOf(result: unknown): readonly string[] {
  const { attempts = [], attempt, refund } = result as Money;
  return [...attempts, ...[attempt, refund].filter((each) => each !== undefined)]
    .filter(({ state }) => ['captured', 'authorized', 'voided', 'processed'].includes(state))
    .map(({ state, amountMinor }) => `${state} ${amountMinor}`);
}

test('a field that is left out or garbled makes no money and throws nothing', () => {
  let tried = 0;
  for (const [name, replies] of CONVERSATIONS) {
    const read = READS[name];
    assert.ok(read);
    const before = moneyOf(read(replies));
    replies.forEach((reply, index) => {
      for (const path of placesOf(JSON.parse(reply.body))) {
        for (const by of GARBAGE) {
          const body = garble(reply.body, path, by);
          const changed = replies.map((each, at) => (at === index ? { ...each, body } : each));
          const said = `${name} ${path.join('.')} ${JSON.stringify(by)}`;
          for (const money of moneyOf(read(changed))) {
            // A refund or a release that is not told any more leaves what was true before it.
            const isLess = money.startsWith('authorized') && !before.includes(money);
            assert.ok(before.includes(money) || isLess, `${said}: ${money}`);
            assert.doesNotMatch(money, /null/, said);
          }
          tried += 1;
        }
      }
    });
  }
  assert.ok(tried > 5000, `${tried}`);
});

test('what PayU must say for a payment to count as captured is looked at, field by field', () => {
  const needed = ['mihpayid', 'status', 'unmappedstatus', 'transaction_amount'];
  const read = READS['inquire'];
  assert.ok(read);
  for (const name of Object.keys(JAVA_DETAILS)) {
    const [money] = moneyOf(read([verified({ [name]: 'news' }), NO_ACTION]));
    const isNeeded = needed.includes(name) || name === 'txnid';
    assert.equal(money, isNeeded ? undefined : 'captured 1000', name);
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
        const { kind } = read(replies) as Money;
        assert.match(kind, /^(found|attempted|refunded|absent|accepted|refused|unknown|unan)/);
      }
      const request = { headers: {}, body: replies[0]?.body ?? '' };
      payu.webhook.locate(request);
      assert.equal(payu.webhook.verify(request, side().connection, 0), false);
    }),
    { numRuns: 1000 },
  );
});
