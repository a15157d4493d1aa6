// What the signed generations tell a merchant's server: the fields of the browser's return, under
// an event's name. Sources: pinelabs.md §2.4; the other events and the samples of refunds from the
// second version's page "Available Events".
import { ownReference } from '../../../../../core/name.ts';
import type { Credentials } from '../../../../../core/account.ts';
import type { EventKind } from '../../../../../core/decision.ts';
import { decisivePayment } from '../../../../../core/payment.ts';
import type { Refund } from '../../../../../core/refund.ts';
import type { WebhookEvent } from '../../../../dialect.ts';
import { attemptFacts, type Facts } from '../../attempt.ts';
import { returnFields } from '../../return-fields.ts';
import { refundName } from '../../../ids.ts';
import type { Pair } from '../../../signature.ts';
import { indianTime } from '../../../time.ts';
import {
  FAILED_CODES,
  MODE_NAME,
  paymentWord,
  REFUND_CODES,
  RETURN_CODES,
} from '../../../words.ts';

// "Captured" and "successfully received" are two events, and no page says which a payment gets: it
// gets both, so that whoever listens to one of them is told.
const EVENT: Readonly<Record<EventKind, string | null>> = Object.freeze({
  'order.created': null,
  'order.paid': 'payment.completion',
  'order.expired': null,
  'order.cancelled': null,
  'payment.pending': 'payment.pending',
  'payment.authorized': null,
  'payment.captured': 'payment.captured',
  'payment.failed': 'payment.failed',
  'payment.voided': null,
  'payment.mismatched': null,
  'payment.surplus': null,
  'payment.routed': null,
  'evidence.contradicted': null,
  'review.decided': null,
  'refund.created': null,
  'refund.processed': 'payment.refund.success',
  'refund.failed': 'payment.refund.failed',
  'refund.cancelled': 'payment.refund.failed',
});

export const PAYMENT_EVENTS: readonly string[] = [
  'payment.captured',
  'payment.completion',
  'payment.failed',
  'payment.pending',
  'payment.refund.success',
  'payment.refund.failed',
];

/** Null where these generations have no word for the news. */
export function paymentWebhook(
  webhookEvent: WebhookEvent,
  credentials: Credentials,
): { readonly event: string; readonly body: unknown } | null {
  const event = EVENT[webhookEvent.kind];
  if (event === null) return null;
  const isRefund = webhookEvent.kind.startsWith('refund.') && webhookEvent.refund !== null;
  const facts = isRefund
    ? refundFacts(webhookEvent, webhookEvent.refund, credentials)
    : paidFacts(webhookEvent, credentials);
  // The samples of refunds have no card.
  const fields = returnFields(facts, isRefund ? null : webhookEvent.payment, credentials.secret);
  return { event, body: { event_name: event, merchant_response: Object.fromEntries(fields) } };
}

/** The payment tells how it went itself: another one may have paid the order since. */
function paidFacts({ aggregate, payment, at }: WebhookEvent, credentials: Credentials): Facts {
  const facts = attemptFacts(aggregate, payment, credentials, at);
  if (payment === null) return facts;
  const word = paymentWord(payment);
  const hasFailed = word === 'FAILED' || word === 'CANCELLED';
  const codes = hasFailed ? FAILED_CODES : { ...RETURN_CODES[word], message: word };
  const mode = payment.instrument === null ? '' : MODE_NAME[payment.instrument.method];
  return { ...facts, ...codes, mode };
}

/** As in the samples: the refund's own name and amount, nothing captured, no parent. */
function refundFacts(webhookEvent: WebhookEvent, refund: Refund, credentials: Credentials): Facts {
  const isDone = refund.status === 'processed';
  return {
    ...paidFacts(webhookEvent, credentials),
    ...REFUND_CODES[isDone ? 'SUCCESS' : 'FAILED'],
    completed: indianTime(refund.processedAt ?? webhookEvent.at),
    reference: ownReference(refund) ?? refundName(refund),
    amount: String(refund.amountMinor),
    captured: '0',
    refunded: isDone ? String(refund.amountMinor) : '0',
    acquirerCode: refund.processorStatus ?? '',
    acquirerMessage: '',
  };
}

/**
 * For the address of an order of the documented paths: the very form that the browser brings there.
 * Null for what is not the end of a payment: a return page takes a failure for the end, and knows
 * nothing of refunds.
 */
export function callbackWebhook(
  { kind, aggregate, at }: WebhookEvent,
  credentials: Credentials,
): { readonly event: string; readonly fields: readonly Pair[] } | null {
  if (kind !== 'payment.captured' && kind !== 'order.expired' && kind !== 'order.cancelled') {
    return null;
  }
  const payment = decisivePayment(aggregate.payments);
  const facts = attemptFacts(aggregate, payment, credentials, at);
  return {
    event: kind === 'payment.captured' ? 'payment.captured' : 'payment.failed',
    fields: returnFields(facts, payment, credentials.secret),
  };
}
