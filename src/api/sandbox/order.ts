// An order to try things with, and the page on which any order is paid.
import type { CreateOrder, FindOrder } from '../../core/command.ts';
import type { Outcome } from '../../core/decision.ts';
import { type Failure, invalid } from '../../core/failure.ts';
import { NOBODY, NOWHERE, type Order } from '../../core/order.ts';
import {
  type Call,
  type Dialect,
  type Operation,
  operation,
  type Reply,
} from '../../gateways/dialect.ts';
import { readFields } from '../../gateways/kit/read.ts';
import { isoOf, reply } from '../family.ts';
import { NAME_MAX, readOrderName } from '../locator.ts';
import { readWord } from '../word.ts';

export const REFERENCE_MAX = 40;
const DESCRIPTION_MAX = 255;

/** `dialects` in the order of the registry: an order is the first one's unless it names another. */
export function orderOperations(dialects: readonly Dialect[]): readonly Operation[] {
  const names = dialects.map(({ name }) => name);
  return [
    operation(
      { method: 'POST', rate: 'create', path: '/orders' },
      (call: Call): CreateOrder | Failure => parseCreate(call, names),
      renderPage,
    ),
    operation(
      { method: 'POST', rate: 'none', ignoresKeys: true, path: '/page' },
      parseFind,
      renderPage,
    ),
  ];
}

/** `amount` is in minor units. */
function parseCreate({ fields }: Call, names: readonly string[]): CreateOrder | Failure {
  const read = readFields(fields);
  const amountMinor = read.integer('amount', { required: true, min: 1 });
  const currency = read.has('currency') ? read.currency('currency') : 'INR';
  const reference = read.text('reference', { max: REFERENCE_MAX });
  const description = read.text('description', { max: DESCRIPTION_MAX });
  const dialect = readWord(read, 'dialect', names, false) ?? names[0];
  if (read.issues.length > 0 || amountMinor === null || currency === null) {
    return invalid(read.issues);
  }
  if (dialect === undefined) throw new Error('a server without a dialect');
  return orderOf({ dialect, amountMinor, currency, reference, description });
}

type Asked = Pick<Order, 'dialect' | 'amountMinor' | 'currency' | 'reference' | 'description'>;

/** An order that asks this and nothing else. */
export function orderOf(asked: Asked): CreateOrder {
  return {
    kind: 'createOrder',
    repeat: 'refuse',
    amountText: null,
    capture: 'automatic',
    customer: NOBODY,
    notes: {},
    returns: NOWHERE,
    wire: {},
    expiresAt: null,
    ...asked,
  };
}

function parseFind({ fields, addresses }: Call): FindOrder | Failure {
  const read = readFields(fields);
  const name = read.text('order', { required: true, max: NAME_MAX, numbers: true });
  if (name === null) return invalid(read.issues);
  return { kind: 'findOrder', order: readOrderName(name, addresses) };
}

function renderPage({ aggregate }: Outcome, { addresses }: Call): Reply {
  const { order } = aggregate;
  return reply({
    id: `order_${order.id.token}`,
    number: String(order.id.number),
    reference: order.reference,
    dialect: order.dialect,
    amount: order.amountMinor,
    currency: order.currency,
    status: order.status,
    page: addresses.page(aggregate),
    created_at: isoOf(order.createdAt),
  });
}
