// The orders of an account as an operator lists, finds and gives them back.
import { NAME_MAX as NOTE_MAX } from '../../core/account.ts';
import type { CreateRefund, FindOrder, ListQuery } from '../../core/command.ts';
import type { Outcome } from '../../core/decision.ts';
import { type Failure, invalid } from '../../core/failure.ts';
import type { OrderStatus } from '../../core/order.ts';
import { type Call, type Operation, operation, type RowShape } from '../../gateways/dialect.ts';
import { readFields } from '../../gateways/kit/read.ts';
import { fieldsOfQuery, reply } from '../family.ts';
import { readName, readOrderName } from '../locator.ts';
import { flag, listOf, moment, namesOf, objectOf, open, wholeOf } from '../shape.ts';
import { orNull, pageBy, SPAN, text, textTo, whole, wordOf } from '../shape.ts';
import { viewOrder, viewPayment, viewRefund } from './order-view.ts';

const PAGE_MAX = 100;
const PAGE = 20;
const SKIP_MAX = 10_000;
const STATES: readonly OrderStatus[] = ['created', 'attempted', 'paid', 'expired', 'cancelled'];
const ALL = '/accounts/:key/orders';
const REFERENCE = /^[\x21-\x7e]{1,40}$/;

const ORDER = objectOf({
  ...{ id: text, number: whole, dialect: text, reference: orNull(text), status: wordOf(STATES) },
  ...{ amount: whole, currency: text, capture: text, amount_paid: whole, attempts: whole },
  ...{ is_link: flag, created_at: moment, expires_at: orNull(moment) },
});
const PAYMENT = objectOf({
  ...{ id: text, number: whole, status: text, amount: whole, currency: text, captured: whole },
  ...{ refunded: whole, method: orNull(text), processor: text, processor_reference: orNull(text) },
  ...{ processor_status: orNull(text), bank_reference: orNull(text), decline: open },
  ...{ surplus: flag, created_at: moment, completed_at: orNull(moment) },
});
const REFUND = objectOf({
  ...{ id: text, number: whole, payment: orNull(text), dialect: text, reference: orNull(text) },
  ...{ status: text, amount: whole, currency: text, note: orNull(text) },
  ...{ processor_reference: orNull(text), processor_status: orNull(text) },
  ...{ bank_reference: orNull(text), created_at: moment, processed_at: orNull(moment) },
});

const LIST: RowShape = {
  does: 'Lists the orders of an account, newest first.',
  query: { status: { schema: wordOf(STATES) }, ...SPAN, ...pageBy(SKIP_MAX) },
  answer: objectOf({ orders: listOf(ORDER) }),
};
const FIND: RowShape = {
  does: 'Tells an order, in any spelling, with its payments and refunds.',
  answer: objectOf({ order: ORDER, payments: listOf(PAYMENT), refunds: listOf(REFUND) }),
};
const GIVE_BACK: RowShape = {
  does: 'Gives back a payment or a part of it; an idempotency key or a reference makes it once.',
  body: {
    order: { schema: textTo(200), says: 'In any spelling; or `payment`.' },
    payment: { schema: textTo(200) },
    amount: { schema: wholeOf(1, Number.MAX_SAFE_INTEGER), says: 'All that is left unless given.' },
    reference: { schema: textTo(40), says: 'The name of the refund.' },
    note: { schema: textTo(NOTE_MAX) },
  },
  answer: REFUND,
};

export const orderOperations: readonly Operation[] = Object.freeze([
  operation(
    { method: 'GET', path: ALL, rate: 'fetch', role: 'read', onBehalf: true, shape: LIST },
    parseList,
    ({ items }) => reply({ orders: items.map(({ aggregate }) => viewOrder(aggregate.order)) }),
  ),
  operation(
    {
      method: 'GET',
      path: `${ALL}/:name`,
      rate: 'fetch',
      role: 'read',
      onBehalf: true,
      shape: FIND,
    },
    ({ params, addresses }: Call): FindOrder => {
      return { kind: 'findOrder', order: readOrderName(params['name'] ?? '', addresses) };
    },
    ({ aggregate: { order, payments, refunds } }) =>
      reply({
        order: viewOrder(order),
        payments: payments.map(viewPayment),
        refunds: refunds.map((each) => viewRefund(each, payments)),
      }),
  ),
  operation(
    {
      ...{ method: 'POST', path: '/accounts/:key/refunds', rate: 'refund', role: 'operate' },
      ...{ onBehalf: true, audits: ['order', 'payment', 'amount', 'reference'], shape: GIVE_BACK },
    } as const,
    parseRefund,
    renderRefund,
  ),
]);

function parseList(call: Call): ListQuery | Failure {
  const read = readFields(fieldsOfQuery(call));
  read.refuseStrangers(namesOf(LIST));
  const status = read.choice('status', STATES);
  const [from, to] = [read.moment('since'), read.moment('until')];
  const skip = read.count('skip', 0, SKIP_MAX) ?? 0;
  const count = read.count('count', 1, PAGE_MAX) ?? PAGE;
  if (read.issues.length > 0) return invalid(read.issues);
  const states = status === null ? null : [status];
  return { kind: 'list', of: 'order', from, to, skip, count, reference: null, states };
}

function parseRefund({ fields, operator, addresses }: Call): CreateRefund | Failure {
  const read = readFields(fields);
  read.refuseStrangers(namesOf(GIVE_BACK));
  const [order, payment] = [read.text('order', { max: 200 }), read.text('payment', { max: 200 })];
  const isOne = (order === null) !== (payment === null);
  if (!isOne) read.wrong('order', 'required', 'is required, or payment, and not both');
  const amount = read.integer('amount', { min: 1 });
  const reference = read.text('reference', { max: 40, pattern: REFERENCE });
  const note = read.text('note', { max: NOTE_MAX });
  if (read.issues.length > 0) return invalid(read.issues);
  const target =
    payment === null
      ? { order: readOrderName(order ?? '', addresses) }
      : { payment: readName(payment) };
  return {
    ...{ kind: 'createRefund', dialect: '', target, reference, note, notes: {}, wire: {} },
    amount: amount === null ? 'everything' : { minor: amount },
    by: operator?.name ?? '',
  };
}

function renderRefund({ refund, aggregate }: Outcome) {
  if (refund === null) throw new Error('a refund that was made');
  return reply(viewRefund(refund, aggregate.payments));
}
