// The rules, a line for each command: what meets what. Each rule lists its refusals first,
// idempotence before all others, and constructs after the last of them.
import { decideAdoptPayment, decideAdoptRefund } from './adopt.ts';
import { decideAttempt } from './attempt.ts';
import { decideCancelRefund } from './cancel-refund.ts';
import { decideCapture } from './capture.ts';
import { decideClose } from './close.ts';
import type { Command } from './command.ts';
import { decideCreate } from './create.ts';
import type { Decision } from './decision.ts';
import { decideEdit } from './edit-notes.ts';
import type { Failure } from './failure.ts';
import type { Aggregate } from './order.ts';
import { decideEditLink } from './payment-link.ts';
import { decideRefund } from './create-refund.ts';
import { decidePaymentReport, decideRefundReport } from './report.ts';
import { decideReviewSettlement } from './review-settlement.ts';
import { decideSettleReview } from './settle-review.ts';
import { decideSendRefund } from './send-refund.ts';
import type { Context, State } from './state.ts';

/** What a command comes to. Pure: the same state, command and context give the same decision. */
export function decide(state: State, command: Command, context: Context): Decision | Failure {
  const { now } = context;
  const { contradicting: said, reviews } = state;
  const meet = (
    missing: Failure['failure'],
    rule: (existing: Aggregate) => Decision | Failure,
  ): Decision | Failure =>
    state.aggregate === null ? { failure: missing } : rule(state.aggregate);
  switch (command.kind) {
    case 'createOrder':
      return decideCreate(state, command, context);
    case 'startPayment':
    case 'abandonPayment':
      return meet('order_not_found', (order) => decideAttempt(order, command, context));
    case 'createRefund': {
      const missing = 'payment' in command.target ? 'payment_not_found' : 'order_not_found';
      return meet(missing, (order) => decideRefund(order, state, command, context));
    }
    case 'capturePayment':
    case 'voidPayment': {
      const missing = 'payment' in command.target ? 'payment_not_found' : 'order_not_found';
      return meet(missing, (order) => decideCapture(order, command));
    }
    case 'editNotes':
      return meet(`${command.subject}_not_found`, (order) => decideEdit(order, command));
    case 'editLink':
      return meet('order_not_found', (order) => decideEditLink(state, order, command, now));
    case 'cancelRefund':
      return meet('order_not_found', (order) => decideCancelRefund(order, command, now));
    case 'cancelOrder':
    case 'expireOrder':
      return meet('order_not_found', (order) => decideClose(order, command, now));
    case 'reportPayment':
      return meet('order_not_found', (order) => decidePaymentReport(order, command, now, said));
    case 'adoptPayment':
      return meet('order_not_found', (order) =>
        decideAdoptPayment(order, command, context, reviews),
      );
    case 'adoptRefund':
      return meet('order_not_found', (order) => decideAdoptRefund(order, command, context, said));
    case 'reportRefund':
      return meet('order_not_found', (order) =>
        decideRefundReport(order, command, now, said, reviews),
      );
    case 'reviewSettlement':
      return meet('order_not_found', (order) =>
        decideReviewSettlement(order, reviews ?? [], command),
      );
    case 'settleReview':
      return meet('order_not_found', (order) =>
        decideSettleReview(order, state.review ?? null, command, context),
      );
    case 'sendRefund':
      return meet('order_not_found', (order) => decideSendRefund(order, command));
    case 'openCheckout':
    case 'payByApi':
    case 'simulatePayment':
      throw new Error(`no order is changed by ${command.kind} itself`);
  }
}
