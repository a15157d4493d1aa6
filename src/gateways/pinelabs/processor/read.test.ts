// What the replies of the documents come to: orders, payments, starts, refusals.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Attempt, Found, WireReply } from '../../processor.ts';
import { askOf, MINOR, THEIR_ORDER, THEIR_PAYMENT } from './fixtures/asked.ts';
import { play } from './fixtures/play.ts';
import {
  CAPTURED,
  CAPTURED_PAYMENT,
  CARD_PAYMENT,
  CREATED,
  dataOf,
  ERRORS,
  FAILED_PAYMENT,
  type Fields,
  FIREWALL,
  HELD,
  LINK,
  orderOf,
  PAID,
  RELEASED,
  replyOf,
  UPI_PAYMENT,
} from './fixtures/replies.ts';
import { inquire } from './inquire.ts';
import { probe } from './probe.ts';
import { start } from './start.ts';

const FIND = `GET /pay/v1/orders/reference/${askOf().name}`;

function found(data: unknown, ask = askOf()): Found {
  const { result, asked } = play(inquire, ask, [dataOf(data)]);
  assert.deepEqual(asked, [FIND]);
  assert.ok(result.kind === 'found', JSON.stringify(result));
  return result;
}

function say({ order, attempts }: Found): string {
  const told = attempts.map(({ state, amountMinor }) => `${state}:${amountMinor}`);
  return [order, ...told].join(' ');
}

function only(told: Found): Attempt {
  const [attempt, ...others] = told.attempts;
  assert.deepEqual(others, []);
  return attempt ?? assert.fail('no attempt');
}

test('an order that nobody has tried to pay is open', () => {
  assert.equal(say(found(CREATED)), 'open');
  const { payments: _, ...without } = CREATED;
  assert.equal(say(found(without)), 'open');
});

test('a paid order: its payment whole, as the document shows it', () => {
  assert.deepEqual(only(found(PAID)), {
    theirs: THEIR_PAYMENT,
    state: 'captured',
    raw: 'PROCESSED, pre_auth false',
    amountMinor: MINOR,
    currency: 'INR',
    instrument: {
      ...{ method: 'card', network: 'mastercard', kind: 'credit', last4: '1091', holder: null },
    },
    bankReference: '419335023601',
    decline: null,
  });
});

test('a failed attempt is not a failed order; with the one that pays then there are two', () => {
  const tried = orderOf('PENDING', [FAILED_PAYMENT]);
  const attempt = only(found(tried));
  assert.equal(say(found(tried)), `open failed:${MINOR}`);
  assert.equal(attempt.decline, 'authentication_failed');
  assert.match(attempt.raw, /USER_AUTHENTICATION_FAILED, Consumer Authentication failed/);
  const failed = orderOf('FAILED', [FAILED_PAYMENT]);
  assert.equal(say(found(failed)), `open failed:${MINOR}`, 'retries remain');
  const over = orderOf('FAILED', [FAILED_PAYMENT], { payment_retries_remaining: 0 });
  assert.equal(say(found(over)), `closed failed:${MINOR}`);
  // Whichever comes first in the list.
  for (const list of [
    [CARD_PAYMENT, FAILED_PAYMENT],
    [FAILED_PAYMENT, CARD_PAYMENT],
  ]) {
    const told = found(orderOf('PROCESSED', list));
    assert.equal(say(told), `closed failed:${MINOR} captured:${MINOR}`);
  }
});

test('AUTHORIZED is held money with pre_auth, and money on its way without', () => {
  assert.equal(say(found(HELD)), `closed authorized:${MINOR}`);
  const without = { ...HELD, pre_auth: false };
  assert.equal(say(found(without)), `closed pending:${MINOR}`);
  assert.equal(say(found(RELEASED)), `closed voided:${MINOR}`);
});

test('of held money only what was captured counts, and only where that is said', () => {
  assert.equal(say(found(CAPTURED)), `closed captured:${MINOR}`);
  const part = {
    ...CAPTURED_PAYMENT,
    capture_data: [{ capture_amount: { value: 4000, currency: 'INR' } }],
  };
  assert.equal(say(found({ ...CAPTURED, payments: [part] })), 'closed captured:4000');
  for (const capture_data of [[], undefined, null, [{}], [{ capture_amount: { value: 1 } }]]) {
    const mute = { ...CAPTURED_PAYMENT, capture_data };
    assert.equal(only(found({ ...CAPTURED, payments: [mute] })).amountMinor, null);
  }
});

test('a fee makes it more than the order; less is what came', () => {
  const money = (value: number): Fields => ({
    ...CARD_PAYMENT,
    payment_amount: { value, currency: 'INR' },
  });
  const dear = only(found(orderOf('PROCESSED', [money(MINOR + 590)])));
  assert.deepEqual([dear.amountMinor, dear.chargedMinor], [MINOR, MINOR + 590]);
  const cheap = only(found(orderOf('PROCESSED', [money(MINOR - 1)])));
  assert.deepEqual([cheap.amountMinor, cheap.chargedMinor], [MINOR - 1, undefined]);
});

test('instruments, as far as they are said', () => {
  const instrumentOf = (payment: Fields) => only(found(orderOf('PROCESSED', [payment]))).instrument;
  assert.deepEqual(instrumentOf(UPI_PAYMENT), { method: 'upi', vpa: 'asha@upi' });
  const option = (payment_method: string, payment_option: unknown): Fields => ({
    ...CARD_PAYMENT,
    payment_method,
    payment_option,
  });
  const bank = { netbanking_data: { pay_code: 'NB1493', txn_mode: 'REDIRECT' } };
  assert.deepEqual(instrumentOf(option('NETBANKING', bank)), {
    ...{ method: 'netbanking', bank: 'NB1493', bankName: 'NB1493' },
  });
  const wallet = { wallet_data: { wallet_code: 'PHONEPE' } };
  assert.deepEqual(instrumentOf(option('WALLET', wallet)), { method: 'wallet', wallet: 'PHONEPE' });
  for (const [method, data] of [
    ['UPI', { upi_details: { txn_mode: 'INTENT' } }],
    ['CARD', { card_data: { card_type: 'PREPAID', network_name: 'VISA', last4_digit: '1111' } }],
    ['CARD', {}],
    ['POINTS', bank],
  ] as const) {
    assert.equal(instrumentOf(option(method, data)), null, method);
  }
});

test('an order that says it is paid, and shows by what not, is unknown', () => {
  for (const word of ['PROCESSED', 'AUTHORIZED', 'PARTIALLY_REFUNDED', 'FULLY_REFUNDED']) {
    const { result } = play(inquire, askOf(), [dataOf(orderOf(word, [FAILED_PAYMENT]))]);
    assert.equal(result.kind, 'unknown', word);
  }
});

test('another order than ours, a refund, and an unknown word say nothing', () => {
  const others = [
    { ...PAID, merchant_order_reference: 'another' },
    { ...PAID, order_id: 'v1-5206071124-aa-another' },
    { ...PAID, type: 'REFUND' },
    { ...PAID, type: undefined },
    { ...PAID, status: 'SETTLED' },
    { ...PAID, payments: 'PROCESSED' },
    { ...PAID, payments: [null] },
    { ...PAID, payments: [{ ...CARD_PAYMENT, id: undefined }] },
  ];
  for (const data of others) {
    const { result } = play(inquire, askOf(), [dataOf(data)]);
    assert.equal(result.kind, 'unknown', JSON.stringify(data));
  }
  assert.equal(play(inquire, askOf(), [replyOf(PAID)]).result.kind, 'unknown', 'without `data`');
});

test('when all has gone back, the rest that we did not ask for went back elsewhere', () => {
  const captured = { status: 'captured', capturedMinor: MINOR, refundedMinor: 12_000 } as const;
  const ask = askOf({}, {}, captured);
  const gone = orderOf('FULLY_REFUNDED', [CARD_PAYMENT]);
  const [rest, ...others] = found(gone, ask).refunds;
  assert.deepEqual(others, []);
  assert.deepEqual(
    [rest?.amountMinor, rest?.state, rest?.attempt],
    [MINOR - 12_000, 'processed', THEIR_PAYMENT],
  );
  assert.equal(rest?.ours, null);
  assert.match(rest?.theirs ?? '', new RegExp(THEIR_ORDER));
  // Ours alone, or a part, or of two payments: nothing can be told.
  const all = askOf({}, {}, { ...captured, refundedMinor: MINOR });
  assert.deepEqual(found(gone, all).refunds, []);
  assert.deepEqual(found(orderOf('PARTIALLY_REFUNDED', [CARD_PAYMENT]), ask).refunds, []);
  const two = orderOf('FULLY_REFUNDED', [CARD_PAYMENT, { ...CARD_PAYMENT, id: 'v1-2' }]);
  assert.deepEqual(found(two, ask).refunds, []);
});

test('absent by its own word; what does not concern money is no refusal of it', () => {
  const absent = play(inquire, askOf(), [ERRORS.noOrder]).result;
  assert.deepEqual(absent, { kind: 'found', order: 'absent', attempts: [], refunds: [] });
  const kinds: readonly (readonly [WireReply, string])[] = [
    [ERRORS.wrongToken, 'refused credentials'],
    [ERRORS.tooMany, 'refused limit'],
    [ERRORS.invalid, 'unknown'],
    [ERRORS.broken, 'unknown'],
    [ERRORS.unheardOf, 'unknown'],
    ...FIREWALL.map((reply) => [reply, 'unknown'] as const),
  ];
  for (const [reply, told] of kinds) {
    const { result } = play(inquire, askOf(), [reply]);
    const said = result.kind === 'refused' ? `refused ${result.why}` : result.kind;
    assert.equal(said, told, reply.body);
  }
});

test('a start leads to the checkout, and to nothing that is no address', () => {
  const { result } = play(start, askOf(), [replyOf(LINK)]);
  const step = { kind: 'redirect', url: LINK['redirect_url'] };
  assert.deepEqual(result, { kind: 'started', theirOrder: THEIR_ORDER, step });
  const wrong: readonly unknown[] = [
    'http://x.example',
    'javascript:alert(1)',
    '/x',
    '',
    7,
    undefined,
    'https://a:b@x.example',
  ];
  for (const redirect_url of wrong) {
    const told = play(start, askOf(), [replyOf({ ...LINK, redirect_url })]).result;
    assert.equal(told.kind, 'unknown', String(redirect_url));
  }
  const kinds = { there: 'unknown', broken: 'unknown', notEnabled: 'account', notListed: 'origin' };
  for (const [name, told] of Object.entries(kinds)) {
    const read = play(start, askOf(), [ERRORS[name as keyof typeof ERRORS]]).result;
    assert.equal(read.kind === 'refused' ? read.why : read.kind, told, name);
  }
});

test('by our name alone, where the gateway’s own is not known', () => {
  assert.equal(say(found(PAID, askOf({ theirOrder: null }))), `closed captured:${MINOR}`);
});

test('the check: who is told that there is no such order has a token', () => {
  assert.equal(play(probe, null, [ERRORS.noOrder]).result.kind, 'accepted');
  for (const reply of [dataOf(PAID), ERRORS.broken, ...FIREWALL]) {
    assert.equal(play(probe, null, [reply]).result.kind, 'unknown', reply.body);
  }
  const wrong = play(probe, null, [ERRORS.wrongTokenCoded]).result;
  assert.equal(wrong.kind === 'refused' && wrong.why, 'credentials');
});
