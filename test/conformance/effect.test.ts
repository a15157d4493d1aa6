// What a request does to an order, it does: with the amount that it names, and with no other.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Request } from '../../src/core/command.ts';
import { isFailure } from '../../src/core/failure.ts';
import type { Aggregate } from '../../src/core/order.ts';
import type { Effect, SampleRequest } from '../../src/gateways/fixture.ts';
import { parseBy } from '../support/call.ts';
import { fixturePath } from '../support/fixture.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { listPlans, type Plan } from './drive.ts';
import { findException } from './exceptions.ts';
import { driveChanged, respell, respellAmount, says, type Seen } from './effect.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

/** What is asked for so. */
const EFFECTS: Readonly<Partial<Record<Request['kind'], readonly Effect[]>>> = {
  capturePayment: ['capture', 'captureAll'],
  voidPayment: ['void'],
  createRefund: ['refund', 'refundAll'],
  cancelRefund: ['cancelRefund'],
  cancelOrder: ['cancelOrder'],
  editNotes: ['editNotes'],
  payByApi: ['pay'],
  payOrder: ['pay'],
  simulatePayment: ['pay'],
};
const A_RUPEE = 100;

function requestOf({ driven: { row, call } }: Seen): Request | null {
  if (row === null || call === null || !('pair' in row)) return null;
  const parsed = parseBy(row, call);
  return isFailure(parsed) ? null : parsed;
}

function creates(request: Request | null): boolean {
  if (request?.kind === 'openCheckout') return request.makes !== undefined;
  return request?.kind === 'createOrder';
}

/** The request itself with another amount in place of the one that it names. */
const change = (from: number, to: number) => (request: SampleRequest) =>
  respellAmount(request, from, to) ?? assert.fail('the amount is named nowhere');

function paymentOf({ payments }: Aggregate) {
  const [payment, ...others] = payments;
  assert.ok(payment !== undefined && others.length === 0, `${payments.length} payments`);
  return payment;
}

function refundOf({ refunds }: Aggregate) {
  const [refund, ...others] = refunds;
  assert.ok(refund !== undefined && others.length === 0, `${refunds.length} refunds`);
  return refund;
}

/** An amount that is named must be found in the request; what takes everything names none. */
function checkNamed({ driven: { sample, given } }: Seen, minor: number, isNamed: boolean): void {
  const isFound = respellAmount(sample.request(given), minor, minor) !== null;
  assert.equal(isFound, isNamed, `${minor} is ${isFound ? '' : 'not '}in the request`);
}

async function checkCapture(plan: Plan, seen: Seen, isNamed: boolean): Promise<void> {
  const payment = paymentOf(seen.left);
  const { amountMinor } = payment;
  assert.deepEqual([payment.status, payment.capturedMinor], ['captured', amountMinor]);
  const { order } = seen.left;
  assert.deepEqual([order.status, order.amountPaidMinor], ['paid', amountMinor]);
  checkNamed(seen, amountMinor, isNamed);
  if (!isNamed) return;
  const less = amountMinor - A_RUPEE;
  const { takesParts } = plan.sample;
  if (takesParts === true) await checkPart(plan, amountMinor, less);
  for (const other of [...(takesParts === true ? [] : [less]), amountMinor + A_RUPEE]) {
    const { driven, left } = await driveChanged(server, plan, change(amountMinor, other));
    assert.ok(!driven.succeeded, `${other} is captured of ${amountMinor}`);
    const { status, capturedMinor, requested } = paymentOf(left);
    assert.deepEqual([status, capturedMinor, requested], ['authorized', 0, null]);
  }
  await checkCurrency(plan, seen);
}

/** What is taken of it, and no more, may be given back. */
async function checkPart(plan: Plan, amountMinor: number, less: number): Promise<void> {
  const { driven, left } = await driveChanged(server, plan, change(amountMinor, less));
  assert.ok(driven.succeeded, driven.answered.text);
  const { status, capturedMinor } = paymentOf(left);
  assert.deepEqual([status, capturedMinor, left.order.amountPaidMinor], ['captured', less, less]);
}

/** Money in another currency than the payment's is refused where a currency is named. */
async function checkCurrency(plan: Plan, { driven }: Seen): Promise<void> {
  if (!says(driven.request, 'INR')) return;
  const abroad = await driveChanged(server, plan, inDollars);
  assert.ok(!abroad.driven.succeeded, abroad.driven.answered.text);
  const { status, requested } = paymentOf(abroad.left);
  assert.deepEqual([status, requested], [abroad.given.payment.status, null]);
  assert.deepEqual(abroad.left.refunds, []);
}

async function checkRefund(plan: Plan, seen: Seen, isNamed: boolean): Promise<void> {
  const payment = paymentOf(seen.left);
  const { amountMinor, status, reference } = refundOf(seen.left);
  assert.deepEqual([status, payment.refundedMinor], ['processed', amountMinor]);
  const { fresh } = seen.given;
  if (says(seen.driven.request, fresh)) assert.equal(reference, fresh);
  if (!isNamed) return assert.equal(amountMinor, payment.capturedMinor);
  checkNamed(seen, amountMinor, true);
  const other = amountMinor + A_RUPEE;
  const { driven, left } = await driveChanged(server, plan, change(amountMinor, other));
  assert.ok(driven.succeeded, driven.answered.text);
  assert.deepEqual([refundOf(left).amountMinor, paymentOf(left).refundedMinor], [other, other]);
  await checkCurrency(plan, seen);
}

async function checkPay(plan: Plan, { driven, left }: Seen): Promise<void> {
  const { order } = left;
  const { status, amountMinor } = paymentOf(left);
  assert.match(status, /^(?:pending|authorized|captured)$/);
  assert.deepEqual([amountMinor, order.attempts], [order.amountMinor, 1]);
  if (respellAmount(driven.request, amountMinor, amountMinor) === null) return;
  const other = await driveChanged(server, plan, change(amountMinor, amountMinor - A_RUPEE));
  assert.ok(!other.driven.succeeded, 'another amount is paid');
  assert.deepEqual(other.left.payments, []);
}

const CHECKS: Readonly<Record<Effect, (plan: Plan, seen: Seen) => Promise<void> | void>> = {
  capture: (plan, seen) => checkCapture(plan, seen, true),
  captureAll: (plan, seen) => checkCapture(plan, seen, false),
  refund: (plan, seen) => checkRefund(plan, seen, true),
  refundAll: (plan, seen) => checkRefund(plan, seen, false),
  pay: checkPay,
  void: (_plan, { left }) => {
    const { status, capturedMinor } = paymentOf(left);
    assert.deepEqual([status, capturedMinor, left.order.amountPaidMinor], ['voided', 0, 0]);
  },
  cancelRefund: (_plan, { left }) => {
    assert.equal(refundOf(left).status, 'cancelled');
    assert.equal(paymentOf(left).refundedMinor, 0);
  },
  cancelOrder: (_plan, { left }) => assert.equal(left.order.status, 'cancelled'),
  editNotes: ({ sample }, { driven, left }) => {
    const { order, payments, refunds } = left;
    const wanted = sample.notes ?? driven.request.fields?.['notes'];
    const noted = [order, ...payments, ...refunds].filter(
      ({ notes }) => JSON.stringify(notes) === JSON.stringify(wanted),
    );
    assert.equal(noted.length, 1, `not one has these notes: ${JSON.stringify(left.order.notes)}`);
  },
};

async function checkCreated(plan: Plan, { driven, given, left }: Seen): Promise<void> {
  const { makes } = plan.sample;
  const { order } = left;
  const plain = plan.sample.request(given);
  assert.deepEqual([order.capture, order.methods], [makes?.capture ?? 'automatic', makes?.methods]);
  // An order that belongs to a link has the link's name in its own.
  if (says(plain, given.fresh)) assert.ok(order.reference?.endsWith(given.fresh));
  if (says(plain, given.shop)) assert.ok(Object.values(order.returns).includes(given.shop));
  if (says(plain, 'asha@example.com')) assert.equal(order.customer.email, 'asha@example.com');
  const { amountMinor } = order;
  const other = amountMinor + A_RUPEE;
  const more = await driveChanged(server, plan, change(amountMinor, other));
  assert.ok(driven.succeeded && more.driven.succeeded, more.driven.answered.text);
  const currency = says(plain, 'USD') ? 'USD' : 'INR';
  assert.deepEqual([more.left.order.amountMinor, order.currency], [other, currency]);
  if (!says(plain, 'INR')) return;
  const abroad = await driveChanged(server, plan, inDollars);
  if (abroad.driven.succeeded) assert.equal(abroad.left.order.currency, 'USD');
}

function inDollars(request: SampleRequest): SampleRequest {
  return respell(request, (value) => (value === 'INR' ? 'USD' : null)) ?? request;
}

function testEffect(plan: Plan): void {
  const { served, family, sample } = plan;
  const { does } = sample;
  const title = `${served.owner}, ${family.name}: ${sample.row}`;
  test(`${title}: ${does ?? 'makes'} what the request names`, async () => {
    const seen = await driveChanged(server, plan);
    const request = requestOf(seen);
    // Whether it had to is the samples' own test.
    if (does === undefined && !seen.driven.succeeded) return;
    assert.ok(seen.driven.succeeded, seen.driven.answered.text);
    const fits = (request === null ? undefined : EFFECTS[request.kind]) ?? [];
    if (does === undefined) {
      assert.deepEqual(fits, [], `say in ${fixturePath(served.owner)} what the sample does`);
      return creates(request) ? checkCreated(plan, seen) : undefined;
    }
    assert.ok(fits.includes(does), `a sample that does ${does} asks for ${request?.kind}`);
    return CHECKS[does](plan, seen);
  });
}

/** Each sample once in each family, wherever that is served. */
const seen = new Map<Plan['family'], Set<Plan['sample']>>();
for (const plan of listPlans()) {
  const own = seen.get(plan.family) ?? new Set();
  const { served, family, sample } = plan;
  const isUnserved = findException('row', served.owner, family.name, 'anything') !== undefined;
  if (!own.has(sample) && !isUnserved) testEffect(plan);
  seen.set(plan.family, own.add(plan.sample));
}
