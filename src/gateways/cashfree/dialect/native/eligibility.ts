// What a customer could pay an order with: this sandbox's methods; no offers and no credit.
// Source: the specifications of 2022-09-01 and 2025-01-01, tag Eligibility.
import type { FindOrder } from '../../../../core/command.ts';
import { type Failure, invalid } from '../../../../core/failure.ts';
import { type Order, takesInstrument, takesMethod } from '../../../../core/order.ts';
import type { CardKind, CardNetwork, Method } from '../../../../core/payment.ts';
import type { Call } from '../../../dialect.ts';
import type { Reading } from '../../../kit/read.ts';
import { readRequest } from '../reading.ts';
import { BANKS, TEST_BANK } from '../../banks.ts';
import { instruments } from '../instrument.ts';
import { locateOrder } from '../../ids.ts';
import { CARD_NETWORK } from '../../words.ts';

/** Whether the question names an order, which must then exist. */
export function namesOrder(values: Call['fields']['values']): boolean {
  const { queries } = values;
  if (typeof queries !== 'object' || queries === null || !('order_id' in queries)) return false;
  return queries.order_id !== undefined && queries.order_id !== null && queries.order_id !== '';
}

export function parseEligible({ fields }: Call): FindOrder | Failure {
  const read = readRequest(fields);
  const order = locateOrder(read.text('queries.order_id', { required: true }) ?? '');
  readFilter(read);
  if (read.issues.length > 0) return invalid(read.issues);
  return order === undefined ? { failure: 'order_not_found' } : { kind: 'findOrder', order };
}

/** Null when the question without an order is a right one. */
export function refuseEligible({ fields }: Call): Failure | null {
  const read = readRequest(fields);
  read.object('queries', { required: true });
  read.decimal('queries.amount', 'INR', { required: true });
  readFilter(read);
  return read.issues.length > 0 ? invalid(read.issues) : null;
}

const FILTER = 'filters.payment_methods';

/** The methods that are asked for; null: all. */
function readFilter(read: Reading): readonly unknown[] | null {
  const asked = read.raw(FILTER) ?? null;
  if (asked === null || Array.isArray(asked)) return asked;
  return read.refuse({ field: FILTER, rule: 'type', message: 'must be a list' });
}

const VALUES = ['upi', 'credit_card', 'debit_card', 'netbanking', 'app'] as const;
type Value = (typeof VALUES)[number];

const METHOD: Readonly<Record<Value, Method>> = Object.freeze({
  upi: 'upi',
  credit_card: 'card',
  debit_card: 'card',
  netbanking: 'netbanking',
  app: 'wallet',
});
const KIND: ReadonlyMap<Value, CardKind> = new Map([
  ['credit_card', 'credit'],
  ['debit_card', 'debit'],
]);

/** The filter's word for wallets; the value told is that of `payment_method`. */
const WALLET = 'wallet';

/** Null when the question is about an amount, not an order. */
export function viewEligibleMethods({ fields }: Call, order: Order | null) {
  const asked = readFilter(readRequest(fields));
  const isAsked = (value: Value): boolean =>
    asked === null || asked.includes(value) || (value === 'app' && asked.includes(WALLET));
  return VALUES.filter((value) => isAsked(value) && isTaken(order, value)).map((value) => ({
    eligibility: true,
    entity_type: 'payment_methods',
    entity_value: value,
    entity_details: { payment_method_details: viewDetails(METHOD[value]) },
  }));
}

const NETWORKS = Object.keys(CARD_NETWORK) as CardNetwork[];

/** A kind of cards is taken when one of some network is. */
function isTaken(order: Order | null, value: Value): boolean {
  if (order === null) return true;
  const kind = KIND.get(value);
  if (kind === undefined) return takesMethod(order, METHOD[value]);
  return NETWORKS.some((network) =>
    takesInstrument(order, { method: 'card', network, kind, last4: '', holder: null }),
  );
}

function viewDetails(method: Method) {
  if (method === 'card' || method === 'upi') return [];
  const banks = [TEST_BANK, ...BANKS].map(({ code, label }) => ({ value: code, label }));
  const known = instruments.filter((each) => each.method === method);
  return (method === 'netbanking' ? banks : known).map(({ value, label }) => ({
    nick: label.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_'),
    display: label,
    eligibility: true,
    code: /^\d+$/.test(value) ? Number(value) : null,
  }));
}
