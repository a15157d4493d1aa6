// A bad day of the processor, played to an order.
import type { BadDay, PlayBadDay } from '../../core/account-request.ts';
import type { Outcome } from '../../core/decision.ts';
import { type Failure, invalid } from '../../core/failure.ts';
import { type Call, operation, type Reply } from '../../gateways/dialect.ts';
import { readFields } from '../../gateways/kit/read.ts';
import { isoOf, reply } from '../family.ts';
import { NAME_MAX, readOrderName } from '../locator.ts';
import { readWord } from '../word.ts';

/** Held complete by the compiler. */
const EVENTS: Readonly<Record<BadDay, true>> = Object.freeze({
  late_success: true,
  success_after_close: true,
  second_success: true,
  refund_elsewhere: true,
  refund_failed_late: true,
  wrong_amount: true,
  pending_for_days: true,
  no_balance: true,
  webhooks_twice: true,
});

export const BAD_DAYS = Object.keys(EVENTS) as readonly BadDay[];

export const playOperation = operation(
  { method: 'POST', rate: 'none', ignoresKeys: true, path: '/play' },
  parsePlay,
  renderPlayed,
);

/** `amount` is in minor units. */
function parsePlay({ fields, addresses }: Call): PlayBadDay | Failure {
  const read = readFields(fields);
  const name = read.text('order', { required: true, max: NAME_MAX, numbers: true });
  const event = readWord(read, 'event', BAD_DAYS, true);
  const amountMinor = read.integer('amount', { min: 1 });
  const givesBack = readWord(read, 'surplus', ['given_back', 'kept'], false) !== 'kept';
  if (name === null || event === null || read.issues.length > 0) return invalid(read.issues);
  const order = readOrderName(name, addresses);
  return { kind: 'playBadDay', order, event, amountMinor, givesBack };
}

function renderPlayed({ aggregate: { order, payments, refunds } }: Outcome): Reply {
  return reply({
    order: `order_${order.id.token}`,
    reference: order.reference,
    order_status: order.status,
    payments: payments.map((payment) => ({
      id: `pay_${payment.id.token}`,
      status: payment.status,
      amount: payment.amountMinor,
      refunded: payment.refundedMinor,
      surplus: payment.surplus === true,
      decline: payment.decline,
      created_at: isoOf(payment.createdAt),
    })),
    refunds: refunds.map((refund) => ({
      id: `rfnd_${refund.id.token}`,
      payment: `pay_${payments.find(({ id }) => id.key === refund.paymentKey)?.id.token}`,
      status: refund.status,
      amount: refund.amountMinor,
      reference: refund.reference,
      created_at: isoOf(refund.createdAt),
    })),
  });
}
