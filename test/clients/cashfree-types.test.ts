// What we answer fits the SDKs' own types, each major's at its version: the compiler checks it, the
// tests give it a name and look for what only some versions have.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type * as Third from 'cashfree-pg-3';
import type * as Fourth from 'cashfree-pg-4';
import type * as Fifth from 'cashfree-pg-5';
import type * as Sixth from 'cashfree-pg-6';
import { viewExtended } from '../../src/gateways/cashfree/dialect/native/extended.ts';
import { viewPay } from '../../src/gateways/cashfree/dialect/native/pay.ts';
import { viewSettlement } from '../../src/gateways/cashfree/dialect/native/settlement.ts';
import {
  viewAuthenticate,
  viewSimulation,
} from '../../src/gateways/cashfree/dialect/native/simulation.ts';
import { type Spelling, TRAITS, type Traits } from '../../src/gateways/cashfree/version.ts';
import {
  viewOrder,
  viewPayment,
  viewRefund,
} from '../../src/gateways/cashfree/dialect/native/view.ts';
import {
  buildCall,
  buildOrder,
  buildOutcome,
  buildPayment,
  buildRefund,
  NOW,
} from '../support/call.ts';

/**
 * As the SDK types it, and null anywhere, which the gateway answers for what is unset. The types
 * leave that out of every property, and so does the gateway's own specification (cashfree.md §5.3).
 */
type Told<T> = T extends readonly (infer Each)[]
  ? readonly Told<Each>[] | null
  : T extends object
    ? { readonly [Key in keyof T]: Told<T[Key]> | undefined } | null
    : T | null;

type KeysOf<Body> = Body extends unknown ? keyof Body : never;

/**
 * Every property of the SDK's type, but those left out: of its type where our body has it in any
 * version, and missed where it never has it.
 */
type Shown<T, Body, Left> = {
  readonly [Key in Exclude<keyof T, Left> & KeysOf<Body>]?: Told<T[Key]> | undefined;
} & { readonly [Key in Exclude<keyof T, Left | KeysOf<Body>>]-?: Told<T[Key]> };

type Held<Sdk, Bodies, Left> = {
  readonly [Name in keyof Sdk]: Shown<
    Sdk[Name],
    Name extends keyof Bodies ? Bodies[Name] : never,
    Name extends keyof Left ? Left[Name] : never
  >;
};

/** Left out for every major, each with its reason. */
type LeftAlways = {
  /** Never asked for nor kept: a customer's own bank account. */
  readonly customer: 'customer_bank_account_number' | 'customer_bank_ifsc' | 'customer_bank_code';
  /** Methods that nobody can pay with here. */
  readonly method: 'emi' | 'cardless_emi' | 'paylater' | 'banktransfer';
  /** Raw words of the bank: no sample of §1.6 has them. */
  readonly errors: 'error_code_raw' | 'error_description_raw' | 'error_subcode_raw';
};

type LeftSixth = LeftAlways & {
  /** Kept as it came; no observed order (§1.5) has it. */
  readonly order: 'products';
  /** Of money that changes its currency, which none does here. */
  readonly settlement:
    | 'forex_conversion_handling_charge'
    | 'forex_conversion_handling_tax'
    | 'forex_conversion_rate'
    | 'charges_currency';
  /** In no answer that was observed (§1.7). */
  readonly data: 'redirect_to_bank';
};

/** What the calls of one major answer, and the objects within that are held on their own. */
type Entities = {
  readonly order: { customer_details?: object; order_meta?: object };
  readonly payment: { authorization?: object; error_details?: object; payment_method?: object };
  readonly refund: { refund_speed?: object };
  readonly pay: { data?: object };
};

/** The alternatives as one: of a union, whatever fits any one of them fits. */
type Merged<Union> = {
  readonly [Key in KeysOf<Union>]?: Union extends unknown
    ? Key extends keyof Union
      ? Union[Key]
      : never
    : never;
};

type Whole<Sdk extends Entities> = Sdk & {
  readonly customer: NonNullable<Sdk['order']['customer_details']>;
  readonly meta: NonNullable<Sdk['order']['order_meta']>;
  readonly authorization: NonNullable<Sdk['payment']['authorization']>;
  readonly method: Merged<NonNullable<Sdk['payment']['payment_method']>>;
  readonly errors: NonNullable<Sdk['payment']['error_details']>;
  readonly speed: NonNullable<Sdk['refund']['refund_speed']>;
  readonly data: NonNullable<Sdk['pay']['data']>;
};

/** Every body of one version, of an order whose money was held and taken. */
function build<I extends keyof Spelling, M extends Traits['refundMode']>(traits: Traits<I, M>) {
  const order = buildOrder({
    dialect: 'cashfree',
    capture: 'manual',
    notes: { a: 'b' },
  });
  const payments = [buildPayment({ completedAt: NOW })];
  const aggregate = { order, payments, refunds: [buildRefund()] };
  const outcome = buildOutcome(aggregate);
  const call = { ...buildCall({ path: '/' }), now: NOW + 86_400_000 };
  const shown = viewOrder(aggregate, traits, call);
  const payment = viewPayment(order, buildPayment(), traits);
  const declined = buildPayment({ status: 'failed', decline: 'declined' });
  const refund = viewRefund(buildRefund(), aggregate, traits);
  const pay = viewPay(outcome, traits, call);
  const settlement = viewSettlement(outcome, traits, call);
  const simulation = viewSimulation(outcome, call);
  const { authorization, payment_method: method } = payment;
  const { error_details: errors } = viewPayment(order, declined, traits);
  const { refund_speed: speed } = refund;
  assert.ok(authorization && method && settlement && errors && speed);
  return {
    order: shown,
    customer: shown.customer_details,
    meta: shown.order_meta,
    payment,
    authorization,
    method,
    errors,
    refund,
    speed,
    settlement,
    pay,
    data: pay.data,
    authenticate: viewAuthenticate(outcome, traits, call),
    simulation,
    simulated: simulation.entity_simulation,
    extended: viewExtended(aggregate, traits),
  };
}

/** What a client's JSON reader gets: there the numbers that are printed as written are numbers. */
function wire<T>(body: T): T {
  return JSON.parse(JSON.stringify(body)) as T;
}

/** What only some versions have is optional to the compiler: here it is looked for. */
function assertHas<T extends object>(body: T, ...keys: readonly KeysOf<T>[]): void {
  for (const key of keys) assert.ok(Object.hasOwn(body, key), String(key));
}

const PAYMENT_EXTRAS = [
  'order_currency',
  'error_details',
  'international_payment',
  'payment_gateway_details',
  'payment_surcharge',
] as const;
const REFUND_EXTRAS = [
  'refund_speed',
  'forex_conversion_handling_charge',
  'forex_conversion_handling_tax',
  'forex_conversion_rate',
  'charges_currency',
] as const;

test('cashfree-pg-3: bodies of 2022-09-01 are of the types it declares', () => {
  const bodies = build(TRAITS['2022-09-01']);
  const held: Held<
    Whole<{
      order: Third.OrderEntity;
      payment: Third.PaymentEntity;
      refund: Third.RefundEntity;
      settlement: Third.SettlementEntity;
      pay: Third.PayOrderEntity;
      authenticate: Third.OrderAuthenticateEntity;
    }>,
    typeof bodies,
    LeftAlways
  > = bodies;
  const { order, payment, refund, pay } = wire(held);
  assert.equal(typeof order.cf_order_id, 'number');
  assert.equal(typeof pay.cf_payment_id, 'number');
  assert.equal(refund.refund_mode, 'STANDARD');
  const addresses = ['payments', 'settlements', 'refunds'] as const;
  assertHas(order, 'payment_session_id', 'order_splits', ...addresses);
  assertHas(payment, 'error_details');
});

test('cashfree-pg-4: bodies of 2023-08-01 are of the types it declares', () => {
  const bodies = build(TRAITS['2023-08-01']);
  const held: Held<
    Whole<{
      order: Fourth.OrderEntity;
      payment: Fourth.PaymentEntity;
      refund: Fourth.RefundEntity;
      settlement: Fourth.SettlementEntity;
      pay: Fourth.PayOrderEntity;
      authenticate: Fourth.OrderAuthenticateEntity;
      simulation: Fourth.SimulationResponse;
      simulated: Fourth.EntitySimulationResponse;
    }>,
    typeof bodies,
    LeftAlways
  > = bodies;
  const { order, payment, pay, customer } = wire(held);
  assert.equal(typeof order.cf_order_id, 'string');
  assert.equal(typeof pay.cf_payment_id, 'string');
  assertHas(order, 'payment_session_id', 'cart_details');
  assertHas(payment, 'error_details');
  assertHas(customer, 'customer_uid');
});

test('cashfree-pg-5: bodies of 2025-01-01 are of the types it declares', () => {
  const bodies = build(TRAITS['2025-01-01']);
  const held: Held<
    Whole<{
      order: Fifth.OrderEntity;
      payment: Fifth.PaymentEntity;
      refund: Fifth.RefundEntity;
      settlement: Fifth.SettlementEntity;
      pay: Fifth.PayOrderEntity;
      authenticate: Fifth.OrderAuthenticateEntity;
      simulation: Fifth.SimulationResponse;
      simulated: Fifth.EntitySimulationResponse;
      extended: Fifth.OrderExtendedDataEntity;
    }>,
    typeof bodies,
    LeftSixth
  > = bodies;
  const { order, payment, refund, meta } = wire(held);
  assert.equal(typeof order.cf_order_id, 'string');
  assert.equal(payment.payment_amount, 500.5);
  assertHas(order, 'payment_session_id', 'cart_details', 'terminal_data');
  assertHas(payment, ...PAYMENT_EXTRAS);
  assertHas(refund, ...REFUND_EXTRAS);
  assertHas(meta, 'payment_methods_filters');
});

test('cashfree-pg-6: bodies of 2026-01-01 are of the types it declares', () => {
  const bodies = build(TRAITS['2026-01-01']);
  const held: Held<
    Whole<{
      order: Sixth.OrderEntity;
      payment: Sixth.PaymentEntity;
      refund: Sixth.RefundEntity;
      settlement: Sixth.SettlementEntity;
      pay: Sixth.PayOrderEntity;
      authenticate: Sixth.OrderAuthenticateEntity;
      simulation: Sixth.SimulationResponse;
      simulated: Sixth.EntitySimulationResponse;
      extended: Sixth.OrderExtendedDataEntity;
    }>,
    typeof bodies,
    LeftSixth
  > = bodies;
  const { order, payment, refund, meta } = wire(held);
  assert.equal(typeof order.cf_order_id, 'string');
  assert.equal(payment.payment_amount, 500.5);
  assertHas(order, 'payment_session_id', 'cart_details', 'terminal_data');
  assertHas(payment, ...PAYMENT_EXTRAS);
  assertHas(refund, ...REFUND_EXTRAS);
  assertHas(meta, 'payment_methods_filters', 'offer_filters', 'upi_app_priority');
});
