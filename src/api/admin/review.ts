// Reviews as the operator lists and decides them.
import { type Failure, invalid } from '../../core/failure.ts';
import { REVIEW_DECISIONS } from '../../core/review.ts';
import type {
  AskReview,
  DecideReview,
  FindReview,
  ListReviews,
  ShownReview,
} from '../../core/review-request.ts';
import { type Call, type Operation, operation } from '../../gateways/dialect.ts';
import { readFields } from '../../gateways/kit/read.ts';
import { fieldsOfQuery, isoOf, reply } from '../family.ts';
import { readName, readNameOf } from '../locator.ts';
import { readWord } from '../word.ts';

const PAGE_MAX = 100;
const NOTE_MAX = 500;
const STATES = ['open', 'decided', 'all'] as const;
const ONE = '/reviews/:id';

export const reviewOperations: readonly Operation[] = Object.freeze([
  operation({ method: 'GET', path: '/reviews', rate: 'fetch' }, parseList, (reviews) =>
    reply({ reviews: reviews.map(viewReview) }),
  ),
  operation(
    { method: 'GET', path: ONE, rate: 'fetch' },
    ({ params }: Call): FindReview => ({
      kind: 'findReview',
      review: readName(params['id'] ?? ''),
    }),
    renderOne,
  ),
  operation({ method: 'POST', path: ONE, rate: 'create' }, parseDecision, renderOne),
  operation({ method: 'POST', path: `${ONE}/ask`, rate: 'create' }, parseAsk, renderOne),
]);

/** As programs read it. */
export function viewReview(review: ShownReview): Readonly<Record<string, unknown>> {
  const { id, account, reason, order, payment, refund, said, openedAt, decided } = review;
  return {
    id: `rev_${id.token}`,
    account,
    reason,
    order: `order_${order.id.token}`,
    reference: order.reference,
    order_status: order.status,
    payment: `pay_${payment.id.token}`,
    payment_status: payment.status,
    processor: payment.processor,
    processor_reference: payment.processorReference,
    amount: payment.amountMinor,
    currency: payment.currency,
    refund: refund === null ? null : `rfnd_${refund.id.token}`,
    refund_status: refund?.status ?? null,
    refund_amount: refund?.amountMinor ?? null,
    said: {
      state: said.state,
      raw: said.raw,
      amount: said.amountMinor,
      currency: said.currency,
      reference: said.reference,
      bank_reference: said.bankReference,
    },
    opened_at: isoOf(openedAt),
    decided_at: decided === null ? null : isoOf(decided.at),
    decision: decided?.decision ?? null,
    by: decided?.by ?? null,
    note: decided?.note ?? null,
  };
}

function renderOne(review: ShownReview) {
  return reply(viewReview(review));
}

function parseList(call: Call): ListReviews | Failure {
  const read = readFields(fieldsOfQuery(call));
  read.refuseStrangers(['account', 'order', 'state', 'before', 'count']);
  const account = read.text('account', { max: 64 });
  const order = readNameOf(read, 'order');
  if (order !== null && account === null) read.wrong('account', 'required', 'is required');
  const state = readWord(read, 'state', STATES, false) ?? 'open';
  const before = readNameOf(read, 'before');
  const count = read.count('count', 1, PAGE_MAX) ?? PAGE_MAX;
  if (read.issues.length > 0) return invalid(read.issues);
  const isOpen = state === 'all' ? null : state === 'open';
  const last = before === null ? null : readName(before);
  return { kind: 'listReviews', account, orderName: order, isOpen, before: last, count };
}

function parseDecision({ fields, params }: Call): DecideReview | Failure {
  const read = readFields(fields);
  read.refuseStrangers(['decision', 'by', 'note', 'reference']);
  const decision = readWord(read, 'decision', REVIEW_DECISIONS, true);
  const by = read.text('by', { max: 100 }) ?? 'operator';
  // Whoever finds it dismissed later has nothing else to understand it by.
  const note = read.text('note', { max: NOTE_MAX, required: decision === 'dismiss' });
  const reference = read.text('reference', { max: 100 });
  if (read.issues.length > 0 || decision === null) return invalid(read.issues);
  const review = readName(params['id'] ?? '');
  return { kind: 'decideReview', review, decision, by, note, reference };
}

function parseAsk({ fields, params }: Call): AskReview | Failure {
  const read = readFields(fields);
  read.refuseStrangers([]);
  if (read.issues.length > 0) return invalid(read.issues);
  return { kind: 'askReview', review: readName(params['id'] ?? '') };
}
