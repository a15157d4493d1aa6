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
import { type Call, type Operation, operation, type RowShape } from '../../gateways/dialect.ts';
import { readFields } from '../../gateways/kit/read.ts';
import { fieldsOfQuery, isoOf, reply } from '../family.ts';
import { readName, readNameOf } from '../locator.ts';
import { listOf, moment, namesOf, objectOf } from '../shape.ts';
import { orNull, text, textTo, whole, wholeOf, wordOf } from '../shape.ts';
import { readWord } from '../word.ts';

const PAGE_MAX = 100;
const NOTE_MAX = 500;
const STATES = ['open', 'decided', 'all'] as const;
const ONE = '/reviews/:id';

const SHOWN = objectOf({
  ...{ id: text, account: text, reason: text, order: text, reference: orNull(text) },
  ...{ order_status: text, payment: text, payment_status: text, processor: text },
  ...{ processor_reference: orNull(text), amount: whole, currency: text, refund: orNull(text) },
  ...{ refund_status: orNull(text), refund_amount: orNull(whole) },
  said: objectOf({
    ...{ state: text, raw: orNull(text), amount: orNull(whole), currency: orNull(text) },
    ...{ reference: orNull(text), bank_reference: orNull(text) },
  }),
  ...{ opened_at: moment, decided_at: orNull(moment), decision: orNull(wordOf(REVIEW_DECISIONS)) },
  ...{ by: orNull(text), note: orNull(text) },
});
const LIST: RowShape = {
  does: 'Lists what a person has to decide, or has decided.',
  query: {
    account: { schema: textTo(64) },
    order: { schema: text, says: 'One order of the account, in any spelling.' },
    state: { schema: wordOf(STATES), says: 'open unless given.' },
    before: { schema: text, says: 'The last id of the page before.' },
    count: { schema: wholeOf(1, PAGE_MAX) },
  },
  answer: objectOf({ reviews: listOf(SHOWN) }),
};
const FIND: RowShape = { does: 'Tells a review.', answer: SHOWN };
const DECIDE: RowShape = {
  does: 'Decides a review, once.',
  body: {
    decision: { schema: wordOf(REVIEW_DECISIONS), required: true },
    by: { schema: textTo(100), says: 'Who decides.' },
    note: { schema: textTo(NOTE_MAX), says: 'Why; a dismissal needs it.' },
    reference: { schema: textTo(100), says: 'The bank’s name of it.' },
  },
  answer: SHOWN,
};
const ASK: RowShape = { does: 'Asks the processor again.', body: {}, answer: SHOWN };

const OPERATE = { role: 'operate', audits: ['decision', 'by', 'note', 'reference'] } as const;

export const reviewOperations: readonly Operation[] = Object.freeze([
  operation(
    { method: 'GET', path: '/reviews', rate: 'fetch', role: 'read', shape: LIST },
    parseList,
    (reviews) => reply({ reviews: reviews.map(viewReview) }),
  ),
  operation(
    { method: 'GET', path: ONE, rate: 'fetch', role: 'read', shape: FIND },
    ({ params }: Call): FindReview => ({
      kind: 'findReview',
      review: readName(params['id'] ?? ''),
    }),
    renderOne,
  ),
  operation(
    { method: 'POST', path: ONE, rate: 'create', shape: DECIDE, ...OPERATE },
    parseDecision,
    renderOne,
  ),
  operation(
    { method: 'POST', path: `${ONE}/ask`, rate: 'create', role: 'operate', shape: ASK },
    parseAsk,
    renderOne,
  ),
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
  read.refuseStrangers(namesOf(LIST));
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

function parseDecision({ fields, params, operator }: Call): DecideReview | Failure {
  const read = readFields(fields);
  read.refuseStrangers(namesOf(DECIDE));
  const decision = readWord(read, 'decision', REVIEW_DECISIONS, true);
  const by = read.text('by', { max: 100 }) ?? operator?.name ?? 'operator';
  // Whoever finds it dismissed later has nothing else to understand it by.
  const note = read.text('note', { max: NOTE_MAX, required: decision === 'dismiss' });
  const reference = read.text('reference', { max: 100 });
  if (read.issues.length > 0 || decision === null) return invalid(read.issues);
  const review = readName(params['id'] ?? '');
  return { kind: 'decideReview', review, decision, by, note, reference };
}

function parseAsk({ fields, params }: Call): AskReview | Failure {
  const read = readFields(fields);
  read.refuseStrangers(namesOf(ASK));
  if (read.issues.length > 0) return invalid(read.issues);
  return { kind: 'askReview', review: readName(params['id'] ?? '') };
}
