// What every dialect promises of parse, render and handback: an answer to whatever comes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Request } from '../../src/core/command.ts';
import type { Outcome } from '../../src/core/decision.ts';
import { type Failure, isFailure } from '../../src/core/failure.ts';
import type { Aggregate } from '../../src/core/order.ts';
import type { Call, Dialect, Family, Operation, Reply } from '../../src/gateways/dialect.ts';
import {
  ACCOUNT,
  ADDRESSES,
  buildRequest,
  CREDENTIALS,
  NOW,
  parseBy,
  renderBy,
} from '../support/call.ts';
import { SAMPLE_HEADERS, SAMPLES, type Values } from './sample.ts';
import { aggregatesOf, refundedOf } from './state.ts';

const PARAMS = {
  id: 'o-123',
  refund_id: 'r-123',
  cf_payment_id: '12',
  simulation_id: 'sim_PAY123def456GH',
};
const SECRET = 'a1b2c3d4e5f60718'.repeat(4);

function callOf(
  { method, path }: Operation,
  base: string,
  body: Values,
  params: Readonly<Record<string, string>> = PARAMS,
): Call {
  const request = buildRequest({ method, base, path, body, headers: SAMPLE_HEADERS });
  const fields = request.fields();
  const credentials = { ...CREDENTIALS, secret: SECRET };
  const rest = { account: ACCOUNT, credentials, now: NOW, addresses: ADDRESSES };
  // What JSON cannot say (a key twice, `__proto__`) never reaches a parse.
  const empty = { values: {}, lexemes: new Map<string, string>() };
  return { ...rest, request, params, fields: isFailure(fields) ? empty : fields };
}

function checkParsed(parsed: Request | Failure): void {
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
    assert.ok(field !== '' && message !== '');
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

/** Requests that never come to an outcome without a payment. */
const OF_PAYMENTS: ReadonlySet<Request['kind']> = new Set([
  'findPayment',
  'capturePayment',
  'voidPayment',
  'payByApi',
  'simulatePayment',
] as const);

/** What could be told, of orders of this dialect and of another, with and without refunds. */
function outcomesOf(dialect: Dialect, wire: Values, isRefund: boolean): Outcome[] {
  const returns = {
    success: 'https://shop.example/a?b=c',
    failure: null,
    cancel: null,
    notify: null,
  };
  const orders = [
    { dialect: dialect.name, wire, returns },
    { dialect: 'another', wire: {}, amountText: null, reference: null },
    { dialect: 'another', wire: { odd: [1, null] }, currency: 'JPY', reference: 'r'.repeat(255) },
  ];
  const aggregates = orders.flatMap((order) =>
    isRefund ? refundedOf(order) : [...aggregatesOf(order), ...refundedOf(order)],
  );
  return aggregates.map((aggregate) => ({
    aggregate,
    payment: aggregate.payments.at(-1) ?? null,
    refund: isRefund ? (aggregate.refunds.at(-1) ?? null) : null,
  }));
}

function checkReply(reply: Reply): void {
  const text = JSON.stringify(reply);
  assert.ok(!text.includes(SECRET), 'the secret is told');
  assert.doesNotMatch(text, /"undefined"|\bNaN\b|\[object Object\]/);
  if (reply.kind === 'json') assert.equal(typeof JSON.stringify(reply.body), 'string');
}

export function testRoad(dialect: Dialect): void {
  const samples = SAMPLES[dialect.name] ?? [];
  test(`${dialect.name}: has samples of its requests`, () => assert.ok(samples.length > 0));
  for (const family of dialect.families) {
    for (const operation of family.operations) {
      testOperation(dialect, family, operation, samples);
    }
  }
  testHandback(dialect);
}

function testOperation(
  dialect: Dialect,
  family: Family,
  operation: Operation,
  samples: readonly Values[],
): void {
  const { method, path } = operation;
  const name = `${dialect.name}, ${family.name}: ${method} ${path}`;
  const base = family.bases[0] ?? '';

  test(`${name}: whatever is sent is taken, or refused by the names of its fields`, () => {
    const values = fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 8 });
    const body = fc.oneof(mutated(samples), mutated(samples), values);
    const param = fc.oneof(fc.string(), fc.constantFrom('=', '__proto__', 'x'.repeat(5000)));
    const params = fc.oneof(fc.constant(PARAMS), fc.record({ id: param, refund_id: param }));
    fc.assert(
      fc.property(body, params, (sent, named) => {
        const call = callOf(operation, base, sent, named);
        operation.when?.(call.request, call.fields);
        if ('pair' in operation) return checkParsed(parseBy(operation, call));
        const answer = operation.answer(call);
        if (!isFailure(answer)) checkReply(answer);
      }),
      { numRuns: 200 },
    );
  });

  if (!('pair' in operation)) return;
  test(`${name}: every state of an order can be told`, (context) => {
    const taken = samples
      .map((body) => ({ body, parsed: parseBy(operation, callOf(operation, base, body)) }))
      .find(({ parsed }) => !isFailure(parsed));
    if (taken === undefined || isFailure(taken.parsed)) {
      return context.skip('none of the samples is a request that it takes');
    }
    const { kind } = taken.parsed;
    const wire = ('wire' in taken.parsed ? taken.parsed.wire : null) ?? {};
    const call = callOf(operation, base, taken.body);
    if (kind === 'putRecord' || kind === 'findRecord' || kind === 'listRecords') {
      return context.skip('a record is told in the words of its own dialect');
    }
    const isRefund = kind === 'createRefund' || kind === 'findRefund' || kind === 'cancelRefund';
    const outcomes = outcomesOf(dialect, wire, isRefund).filter(
      ({ payment }) => payment !== null || !OF_PAYMENTS.has(kind),
    );
    const isList = kind === 'list' || kind === 'findMany';
    const results: readonly unknown[] = isList ? [{ items: [] }, { items: outcomes }] : outcomes;
    for (const result of results) checkReply(renderBy(operation, result, call));
  });
}

function testHandback(dialect: Dialect): void {
  const address = 'https://shop.example/back?from=here';
  const everywhere = { success: address, failure: address, cancel: address, notify: address };
  const nowhere = { success: null, failure: null, cancel: null, notify: null };
  const visit = (aggregate: Aggregate, secret: string) =>
    [null, aggregate.payments.at(-1) ?? null].map((payment) =>
      dialect.handback({
        aggregate,
        payment,
        credentials: { key: CREDENTIALS.key, secret },
        now: NOW,
        addresses: ADDRESSES,
      }),
    );

  test(`${dialect.name}: the way back leads to the merchant and never carries the secret`, () => {
    for (const order of [{ returns: everywhere, dialect: dialect.name }, { returns: everywhere }]) {
      for (const aggregate of [...aggregatesOf(order), ...refundedOf(order)]) {
        for (const secret of [SECRET, 'not hex at all']) {
          for (const back of visit(aggregate, secret)) {
            if (back === null) continue;
            assert.ok(back.url.startsWith('https://shop.example/back?from=here'), back.url);
            assert.ok(!JSON.stringify(back).includes(secret), 'the secret is told');
            assert.doesNotMatch(JSON.stringify(back), /"undefined"|\bNaN\b|\[object Object\]/);
          }
        }
      }
    }
  });

  test(`${dialect.name}: an order without an address has no way back`, () => {
    for (const aggregate of aggregatesOf({ returns: nowhere })) {
      assert.deepEqual(visit(aggregate, SECRET), [null, null]);
    }
  });
}
