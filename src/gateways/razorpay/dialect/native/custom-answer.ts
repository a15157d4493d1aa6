// What comes next for a payment from server to server: the bank's page, an app, or to ask again.
// Source: razorpay.md §1.13.
import type { Outcome } from '../../../../core/decision.ts';
import type { Aggregate, Order } from '../../../../core/order.ts';
import type { Payment } from '../../../../core/payment.ts';
import { formatDecimal } from '../../../../core/money.ts';
import type { Call, Reply } from '../../../dialect.ts';
import { hmacSha256 } from '../../../kit/proof.ts';
import { escapeHtml } from '../../../../web/html.ts';
import { isOrderless, nameOf } from '../../ids.ts';
import { errorOf } from '../../words.ts';
import { INTENT_VPA } from './custom-payment.ts';
import { paymentOf } from './payment.ts';
import { PASSWORD_STEPS } from './refusal.ts';
import { jsonOf, viewOrder } from './view.ts';

type Next = { readonly action: string; readonly url: string };

/** The payment's own address among these paths. */
function addressOf(payment: Payment, { addresses, request }: Call): string {
  return `${addresses.origin}${request.base}/payments/${nameOf('payment', payment)}`;
}

/** Where its customer approves it, in the session that its request opened. */
function bankOf(aggregate: Aggregate, { opening }: Payment, { addresses }: Call): string {
  return `${addresses.page(aggregate, opening?.session ?? undefined)}/bank`;
}

function intentOf({ amountMinor, currency, id }: Payment, call: Call): string {
  const facts = {
    pa: INTENT_VPA,
    pn: call.account.name,
    tr: id.token,
    am: formatDecimal(amountMinor, currency),
    cu: currency,
    mc: '5411',
  };
  return `upi://pay?${new URLSearchParams(facts).toString()}`;
}

function nextOf(payment: Payment, aggregate: Aggregate, call: Call): readonly Next[] {
  const own = addressOf(payment, call);
  const redirect = { action: 'redirect', url: bankOf(aggregate, payment, call) };
  const { instrument } = payment;
  if (instrument?.method === 'upi') {
    const poll = { action: 'poll', url: own };
    const isIntent = instrument.vpa === INTENT_VPA;
    return isIntent ? [{ action: 'intent', url: intentOf(payment, call) }, poll] : [poll];
  }
  if (instrument?.method !== 'card') return [redirect];
  const query = `track_id=${payment.id.token}&key_id=${call.account.key}`;
  return [redirect, { action: 'otp_generate', url: `${own}/otp_generate?${query}` }];
}

/** Declined at once: the words of its error, as a refusal of the request. */
export function refusalOf(payment: Payment, { order }: Aggregate): Reply {
  const { code, ...error } = errorOf(payment);
  const metadata = { payment_id: nameOf('payment', payment), ...orderName(order) };
  return { kind: 'json', status: 400, body: { error: { code, ...error, metadata } } };
}

function orderName(order: Order): Readonly<Record<string, string>> {
  return isOrderless(order) ? {} : { order_id: nameOf('order', order) };
}

/** An order that came with its payment: what comes next stands in it. */
export function renderMade(outcome: Outcome, call: Call): Reply {
  const { aggregate, payment } = outcome;
  if (payment === null) return jsonOf(viewOrder(aggregate));
  if (payment.status === 'failed') return refusalOf(payment, aggregate);
  const next = nextOf(payment, aggregate, call);
  const payment_workflow = { next, razorpay_payment_id: nameOf('payment', payment) };
  return jsonOf({ ...viewOrder(aggregate), payment_workflow });
}

export function renderCustom(outcome: Outcome, call: Call): Reply {
  const payment = paymentOf(outcome);
  const { aggregate } = outcome;
  if (payment.status === 'failed') return refusalOf(payment, aggregate);
  const own = { razorpay_payment_id: nameOf('payment', payment) };
  return jsonOf({ ...own, next: nextOf(payment, aggregate, call) });
}

/** The older path for UPI has the app's address beside the payment, and nothing for a collect. */
export function renderUpi(outcome: Outcome, call: Call): Reply {
  const payment = paymentOf(outcome);
  if (payment.status === 'failed') return refusalOf(payment, outcome.aggregate);
  const own = { razorpay_payment_id: nameOf('payment', payment) };
  const isIntent = payment.instrument?.method === 'upi' && payment.instrument.vpa === INTENT_VPA;
  return jsonOf(isIntent ? { ...own, link: intentOf(payment, call) } : own);
}

/** For the customer's browser; with `auth_type` otp the merchant's own page asks for it. */
export function renderRedirect(outcome: Outcome, call: Call): Reply {
  const payment = paymentOf(outcome);
  if (payment.status === 'failed') return refusalOf(payment, outcome.aggregate);
  const isNative = call.fields.values['auth_type'] === 'otp';
  if (isNative && payment.instrument?.method === 'card') return jsonOf(viewPasswordSteps(payment));
  const url = escapeHtml(bankOf(outcome.aggregate, payment, call));
  const body =
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Payment</title>' +
    `<meta http-equiv="refresh" content="0;url=${url}"></head><body>` +
    `<form action="${url}" method="get"><button>Continue</button></form></body></html>\n`;
  return { kind: 'text', status: 200, type: 'text/html; charset=utf-8', body };
}

export function viewPasswordSteps(payment: Payment) {
  return { next: PASSWORD_STEPS, razorpay_payment_id: nameOf('payment', payment) };
}

/** The same as addresses, with what may be told of the card. */
export function viewPasswordAddresses(payment: Payment, call: Call) {
  const own = addressOf(payment, call);
  const { instrument } = payment;
  const last4 = instrument?.method === 'card' ? instrument.last4 : null;
  const network = instrument?.method === 'card' ? instrument.network.toUpperCase() : null;
  return {
    razorpay_payment_id: nameOf('payment', payment),
    next: [
      { action: 'otp_submit', url: `${own}/otp/submit` },
      { action: 'otp_resend', url: `${own}/otp/resend` },
    ],
    metadata: { issuer: null, network, last4 },
  };
}

/** What proves a payment to the merchant's page. */
export function viewSigned({ order }: Aggregate, payment: Payment, secret: string) {
  const own = { razorpay_payment_id: nameOf('payment', payment) };
  if (isOrderless(order)) return own;
  const orderId = nameOf('order', order);
  const text = `${orderId}|${own.razorpay_payment_id}`;
  return {
    ...own,
    razorpay_order_id: orderId,
    razorpay_signature: hmacSha256(secret, text).toString('hex'),
  };
}
