// The controls of a sandbox account: make an order, pay it with or without a browser, play it a bad
// day, move the clock, settle what waits.
import type { MoveClock, PayOrder } from '../../core/account-request.ts';
import type { Outcome } from '../../core/decision.ts';
import { type Failure, invalid } from '../../core/failure.ts';
import {
  type Call,
  type Dialect,
  type Family,
  type Operation,
  operation,
} from '../../gateways/dialect.ts';
import { readFields } from '../../gateways/kit/read.ts';
import { basicFamily, isoOf, reply } from '../family.ts';
import { NAME_MAX, readOrderName } from '../locator.ts';
import { readWord } from '../word.ts';
import { orderOperations } from './order.ts';
import { playOperation } from './play.ts';

const METHODS = ['card', 'upi', 'netbanking', 'wallet'] as const;
const OUTCOMES = ['success', 'failure', 'cancel', 'pending', 'authorize'] as const;
const INSTRUMENT_MAX = 254;
/** A clock moves at most this far in one step: ten years. */
const ADVANCE_MAX_SECONDS = 10 * 366 * 24 * 3600;

// Each request is another step of a test: none is counted, and none is taken for a repetition.
const ROW = { method: 'POST', rate: 'none', ignoresKeys: true } as const;

const operations: readonly Operation[] = [
  operation({ ...ROW, path: '/pay' }, parsePay, renderPaid),
  playOperation,
  operation({ ...ROW, path: '/clock' }, parseClock, ({ now }) => reply({ now: isoOf(now) })),
  operation({ ...ROW, path: '/settle' }, () => ({ kind: 'settle' }), reply),
];

/** A live account has no such paths. */
export function sandboxFamily(dialects: readonly Dialect[]): Family {
  const rows = [...orderOperations(dialects), ...operations];
  return basicFamily('sandbox', '/sandbox', rows, (request, { mode }) =>
    mode === 'sandbox' ? request.fields() : { failure: 'path_unknown' },
  );
}

function parsePay({ fields, addresses }: Call): PayOrder | Failure {
  const read = readFields(fields);
  const name = read.text('order', { required: true, max: NAME_MAX, numbers: true });
  const method = readWord(read, 'method', METHODS, true);
  const outcome = readWord(read, 'outcome', OUTCOMES, false);
  const instrument = read.text('instrument', { max: INSTRUMENT_MAX });
  if (name === null || method === null || read.issues.length > 0) return invalid(read.issues);
  const order = readOrderName(name, addresses);
  return { kind: 'payOrder', order, method, instrument, outcome };
}

function parseClock({ fields }: Call): MoveClock | Failure {
  const read = readFields(fields);
  const range = { required: true, min: 0, max: ADVANCE_MAX_SECONDS };
  const seconds = read.integer('advance_seconds', range);
  if (seconds === null) return invalid(read.issues);
  return { kind: 'moveClock', byMs: seconds * 1000 };
}

function renderPaid({ aggregate: { order }, payment }: Outcome) {
  if (payment === null) throw new Error('a payment that was started');
  return reply({
    id: `pay_${payment.id.token}`,
    number: String(payment.id.number),
    order: `order_${order.id.token}`,
    reference: order.reference,
    order_status: order.status,
    status: payment.status,
    amount: payment.amountMinor,
    currency: payment.currency,
    instrument: payment.instrument,
    decline: payment.decline,
    bank_reference: payment.bankReference,
    created_at: isoOf(payment.createdAt),
  });
}
