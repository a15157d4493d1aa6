// What every row promises of parse and render: an answer to whatever comes, and every state told.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Request } from '../../src/core/command.ts';
import type { Outcome } from '../../src/core/decision.ts';
import { type Failure, isFailure } from '../../src/core/failure.ts';
import type { Order } from '../../src/core/order.ts';
import type { Call, Family, Operation, Reply } from '../../src/gateways/dialect.ts';
import type { Texts, Values } from '../../src/gateways/fixture.ts';
import { decodeBody } from '../../src/gateways/kit/body.ts';
import { parseBy, renderBy } from '../support/call.ts';
import { rowName, type Served } from '../support/fixture.ts';
import { assertNoSecret, assertWhole } from '../support/told.ts';
import type { Result } from './drive.ts';
import { aggregatesOf, ONE_INSTRUMENT, refundedOf, unaskedOf } from './state.ts';

type Found = () => readonly Result[];

/** The calls with which the row was driven to success. */
function callsOf(found: Found): readonly Call[] {
  return found().flatMap(({ driven }) => {
    return driven?.succeeded === true && driven.call !== null ? [driven.call] : [];
  });
}

export function checkReply(reply: Reply, secret: string): void {
  assertNoSecret(JSON.stringify(reply), [secret]);
  assertWhole(reply);
  if (reply.kind === 'json') assert.equal(typeof JSON.stringify(reply.body), 'string');
}

/** `names` are those that were sent: a field without a name is refused by that name. */
function checkParsed(parsed: Request | Failure, names: readonly string[]): void {
  if (!isFailure(parsed)) {
    assert.equal(typeof parsed.kind, 'string');
    if (parsed.kind !== 'createOrder') return;
    assert.ok(Number.isSafeInteger(parsed.amountMinor) && parsed.amountMinor > 0);
    assert.match(parsed.currency, /^[A-Z]{3}$/);
    assert.ok(parsed.reference === null || parsed.reference !== '');
    return;
  }
  if (parsed.failure !== 'request_invalid') return;
  assert.ok((parsed.issues?.length ?? 0) > 0, 'a refusal that names no field');
  for (const { field, message, received } of parsed.issues ?? []) {
    assert.ok((field !== '' || names.includes('')) && message !== '');
    assert.ok((received ?? '').length <= 2048, 'what came is repeated at length');
  }
}

/** A sample with something of it put out of place. */
function mutated(samples: readonly Values[]): fc.Arbitrary<Values> {
  const odd = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom(null, '', ' ', 0, -1, 0.001, 1e21, '1e5', '٥', [], {}, true, 'x'.repeat(5000)),
    fc.constantFrom('javascript:alert(1)', 'https://a b', '{order_id}', '\u0000', 'a\r\nb', '|'),
  );
  return fc.constantFrom(...samples).chain((sample) => {
    const names = Object.keys(sample);
    if (names.length === 0) return fc.dictionary(fc.string(), odd);
    return fc
      .dictionary(fc.constantFrom(...names), odd, { minKeys: 1, maxKeys: 3 })
      .chain((changes) =>
        fc.subarray(names, { maxLength: 1 }).map((dropped) => {
          const kept = Object.entries({ ...sample, ...changes });
          return Object.fromEntries(kept.filter(([name]) => !dropped.includes(name)));
        }),
      );
  });
}

const RUNS = 60;
const texts = fc.oneof(fc.string(), fc.constantFrom('=', '__proto__', 'x'.repeat(5000)));
const values = fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 8 });

/** The parse or the answer that stands behind a row; several rows may share one. */
const reader = (row: Operation): unknown =>
  'pair' in row ? row.pair<unknown>(({ parse }) => parse) : row.answer;
const read = new Set<unknown>();

export function testHostile(served: Served, family: Family, row: Operation, found: Found): void {
  if (read.has(reader(row))) return;
  read.add(reader(row));
  const title = `${served.owner}, ${family.name}: ${rowName(family, row)}`;
  test(`${title}: whatever is sent is taken, or refused by the names of its fields`, () => {
    const calls = callsOf(found);
    assert.ok(calls.length > 0, 'no sample succeeds');
    const body = fc.oneof(mutated(calls.map(({ fields }) => fields.values)), values);
    const query = fc.oneof(fc.constant({}), fc.dictionary(fc.string(), texts));
    const property = fc.property(fc.nat(), body, query, texts, (at, sent, asked, name) => {
      const call = calls[at % calls.length] ?? assert.fail();
      const hostile = disturb(call, sent, asked, name);
      row.when?.(hostile.request, hostile.fields);
      const names = [...Object.keys(sent), ...Object.keys(asked)];
      if ('pair' in row) return checkParsed(parseBy(row, hostile), names);
      const answer = row.answer(hostile);
      if (!isFailure(answer)) checkReply(answer, call.credentials.secret);
    });
    fc.assert(property, { numRuns: RUNS });
  });
}

/** The call with another body; sometimes with other names in its path and another query. */
function disturb(call: Call, sent: Values, query: Texts, name: string): Call {
  const decoded = decodeBody('application/json', Buffer.from(JSON.stringify(sent)));
  // What JSON cannot say (a key twice, `__proto__`) never reaches a parse.
  const fields = isFailure(decoded) ? { values: {}, lexemes: new Map<string, string>() } : decoded;
  const isMoved = name.length % 2 === 1;
  const params = Object.keys(call.params).map((each) => [each, name] as const);
  return {
    ...call,
    fields,
    params: isMoved ? Object.fromEntries(params) : call.params,
    request: {
      ...call.request,
      query: { ...call.request.query, ...query },
      fields: () => fields,
    },
  };
}

/** Requests that come to a record, a setting or a webhook, and tell no order. */
const WITHOUT_ORDER: ReadonlySet<Request['kind']> = new Set([
  ...(['putRecord', 'changeRecord', 'findRecord', 'listRecords', 'deleteRecord'] as const),
  ...(['addEndpoint', 'listWebhooks', 'findWebhook', 'replayWebhook', 'replayWebhooks'] as const),
  ...(['listEvents', 'findSettings', 'changeSettings', 'moveClock', 'settle'] as const),
]);

/** Requests that only the operator's own API may come to. */
const OF_OPERATOR: ReadonlySet<Request['kind']> = new Set([
  'listAccounts',
  'findAccount',
  'addAccount',
  'changeAccount',
  ...(['listConnections', 'findConnection', 'addConnection', 'changeConnection'] as const),
  ...(['checkConnection', 'retireConnection', 'reconcile'] as const),
  ...(['listReviews', 'findReview', 'decideReview', 'askReview'] as const),
  ...(['listTranscripts', 'findTranscript'] as const),
  ...(['findRoutes', 'setRoutes', 'testRoutes', 'listAudit', 'runCommand'] as const),
] as const);

/** Requests that always come to a payment. */
const OF_PAYMENTS: ReadonlySet<Request['kind']> = new Set([
  'findPayment',
  'capturePayment',
  'voidPayment',
  'payByApi',
  'payOrder',
  'simulatePayment',
] as const);
const OF_REFUNDS: ReadonlySet<Request['kind']> = new Set([
  'createRefund',
  'findRefund',
  'cancelRefund',
] as const);

/** What an outcome of the request cannot be without. */
function subjectOf(request: Request): 'order' | 'payment' | 'refund' {
  if (request.kind === 'editNotes') return request.subject;
  if (OF_REFUNDS.has(request.kind)) return 'refund';
  const pays = request.kind === 'createOrder' && request.pays !== undefined;
  return pays || OF_PAYMENTS.has(request.kind) ? 'payment' : 'order';
}

/** What a merchant is counted for: nothing of a gateway's is free, and money has its own limit. */
function checkRate({ owner }: Served, { rate }: Operation, kind: Request['kind']): void {
  const counted = kind === 'createOrder' ? 'create' : kind === 'createRefund' ? 'refund' : rate;
  assert.equal(rate, counted, `${kind} is counted as ${rate}`);
  assert.ok(rate !== 'none' || owner === 'our own', `${kind} is not counted`);
}

const shown = new Set<Operation>();

export function testTold(served: Served, family: Family, row: Operation, found: Found): void {
  if (!('pair' in row) || shown.has(row)) return;
  shown.add(row);
  const title = `${served.owner}, ${family.name}: ${rowName(family, row)}`;
  test(`${title}: every state of what it is about can be told`, () => {
    const [call] = callsOf(found);
    assert.ok(call !== undefined, 'no sample succeeds');
    const parsed = parseBy(row, call);
    assert.ok(!isFailure(parsed));
    const { kind } = parsed;
    checkRate(served, row, kind);
    // What is asked in an account's name is what that may ask itself.
    const isOwn = family.name === 'admin' && row.onBehalf !== true;
    assert.equal(OF_OPERATOR.has(kind), isOwn, `${kind} is not the operator’s`);
    if (WITHOUT_ORDER.has(kind) || OF_OPERATOR.has(kind)) return;
    const subject = subjectOf(parsed);
    const kept = wiresOf(served.dialect);
    const outcomes = outcomesOf(served.dialect, kept, subject === 'refund').filter(
      ({ payment }) => payment !== null || subject !== 'payment',
    );
    assert.ok(outcomes.length > 50);
    const isList = kind === 'list' || kind === 'findMany';
    const told: readonly unknown[] = isList ? [{ items: [] }, { items: outcomes }] : outcomes;
    for (const result of told) checkReply(renderBy(row, result, call), call.credentials.secret);
  });
}

const wires = new Map<string, Map<string, Order['wire']>>();

/**
 * What the orders of a dialect bring back untouched, gathered from all that its samples create; of
 * those that have the same names one.
 */
export function noteWires(results: readonly Result[]): void {
  for (const { served, driven } of results) {
    const { row, call } = driven ?? { row: null, call: null };
    if (row === null || call === null || !('pair' in row)) continue;
    const parsed = parseBy(row, call);
    if (isFailure(parsed) || parsed.kind !== 'createOrder') continue;
    const own = wires.get(served.owner) ?? new Map<string, Order['wire']>();
    wires.set(served.owner, own.set(Object.keys(parsed.wire).sort().join(), parsed.wire));
  }
}

function wiresOf(dialect: string): readonly Order['wire'][] {
  return [...(wires.get(dialect)?.values() ?? [])];
}

const RETURNS = {
  success: 'https://shop.example/a?b=c',
  failure: null,
  cancel: null,
  notify: null,
};

/** What could be told, of orders of this dialect and of another, with and without refunds. */
function outcomesOf(
  dialect: string,
  kept: readonly Order['wire'][],
  isRefund: boolean,
): readonly Outcome[] {
  const plain = { dialect, wire: {}, returns: RETURNS };
  const others: readonly Partial<Order>[] = [
    ...kept.map((wire) => ({ dialect, wire, returns: RETURNS })),
    { dialect: 'another', wire: {}, amountText: null, reference: null },
    { dialect: 'another', wire: { odd: [1, null] }, currency: 'JPY', reference: 'r'.repeat(255) },
  ];
  const all = [
    ...(isRefund ? [] : aggregatesOf(plain)),
    ...refundedOf(plain),
    ...unaskedOf(plain).filter(({ refunds }) => !isRefund || refunds.length > 0),
    ...others.flatMap((order) => [
      ...(isRefund ? [] : aggregatesOf(order, ONE_INSTRUMENT)),
      ...refundedOf(order, ONE_INSTRUMENT),
    ]),
  ];
  return all.map((aggregate) => ({
    aggregate,
    payment: aggregate.payments.at(-1) ?? null,
    refund: isRefund ? (aggregate.refunds.at(-1) ?? null) : null,
  }));
}
