// PayU's webhooks: a payment as the fields of a form, a refund as JSON.
// Source: docs.payu.in/docs/webhook-events and …/webhooks (documented; payu.md §1.6).
import type { Credentials } from '../../../core/account.ts';
import type { EventKind } from '../../../core/decision.ts';
import { formatDecimal } from '../../../core/money.ts';
import { ownReference } from '../../../core/name.ts';
import type { Aggregate } from '../../../core/order.ts';
import type { Payment } from '../../../core/payment.ts';
import type { Refund } from '../../../core/refund.ts';
import { readWire } from '../../kit/wire.ts';
import type { Subscriber, WebhookEvent, Webhooks } from '../../dialect.ts';
import { transactionFields, signFields } from './transaction-fields.ts';

/**
 * The dashboard's events Successful, Failed and Refund; there are no disputes here. `pending`
 * stands for the switch `callback_on_failure`: "enabled by the support team on request".
 */
type Word = 'successful' | 'failed' | 'refund' | 'pending';
const WORDS: readonly Word[] = ['successful', 'failed', 'refund', 'pending'];

const WORD: Readonly<Record<EventKind, Word | null>> = Object.freeze({
  'order.created': null,
  // The payment that paid it has been told of.
  'order.paid': null,
  'order.expired': null,
  'order.cancelled': null,
  'payment.pending': 'pending',
  // "auth" is a success as well; its capture is told again (inferred).
  'payment.authorized': 'successful',
  'payment.captured': 'successful',
  'payment.failed': 'failed',
  // PayU documents nothing that tells of a cancelled authorization.
  'payment.voided': null,
  'payment.mismatched': null,
  'payment.surplus': null,
  'payment.routed': null,
  'evidence.contradicted': null,
  'review.decided': null,
  // "Triggered when a payment refund is successful and failure."
  'refund.created': null,
  'refund.processed': 'refund',
  'refund.failed': 'refund',
  'refund.cancelled': 'refund',
});

const MINUTE_MS = 60_000;

export const webhooks: Webhooks = {
  events: WORDS,
  versions: [],
  // "callback URL" (var5) of the command that asked for the refund.
  ownAddress: ({ refund }) => {
    const address = refund === null ? null : readWire(refund, 'payu')['payuCallback'];
    return typeof address === 'string' ? address : null;
  },
  // "PayU will retry 3 times to get a 200 OK response"; how long it waits is not documented.
  retryMs: [1, 5, 30].map((minutes) => minutes * MINUTE_MS),
  timeoutMs: 10_000,
  render: (webhookEvent, subscriber, { credentials }) => {
    const event = WORD[webhookEvent.kind];
    if (event === null || !isChosen(subscriber, event)) return [];
    const told =
      event === 'refund'
        ? renderRefund(webhookEvent, credentials)
        : renderPayment(webhookEvent, credentials);
    return told === null ? [] : [{ event, method: 'POST', url: subscriber.url, ...told }];
  },
};

function isChosen({ body }: Subscriber, event: Word): boolean {
  const chosen = body?.['events'];
  return Array.isArray(chosen) ? chosen.includes(event) : event !== 'pending';
}

/** Names and order of the documented samples. */
const TOLD = `mihpayid mode status key txnid amount addedon productinfo firstname lastname address1
address2 city state country zipcode email phone udf1 udf2 udf3 udf4 udf5 udf6 udf7 udf8 udf9 udf10
card_token card_no field0 field1 field2 field3 field4 field5 field6 field7 field8 field9
payment_source cardToken authenticaticationMethod PG_TYPE error error_Message net_amount_debit
discount offer_key offer_availed unmappedstatus hash bank_ref_no bank_ref_num bankcode surl curl
furl`.split(/\s+/);

type Told = {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/**
 * The hash is over the account's salt whoever listens: that is what a shop checks the browser's
 * fields with, and it checks these in the same way.
 */
function renderPayment(
  { aggregate, payment }: WebhookEvent,
  credentials: Credentials,
): Told | null {
  if (payment === null) return null;
  const { order } = aggregate;
  const values = transactionFields(order, payment, credentials, '0');
  const fields = signFields(TOLD, values, order, credentials);
  return {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(Object.fromEntries(fields)).toString(),
  };
}

/** "POST, application/json", and no hash: only the Standard Webhooks headers prove it. */
function renderRefund(
  { aggregate, payment, refund }: WebhookEvent,
  { key }: Credentials,
): Told | null {
  if (payment === null || refund === null) return null;
  return {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(viewRefund(aggregate, payment, refund, key)),
  };
}

function viewRefund({ order }: Aggregate, payment: Payment, refund: Refund, key: string) {
  return {
    additionalValue1: null,
    bank_arn: null,
    refund_mode: 'Back to Source',
    bank_ref_num: refund.bankReference,
    key,
    amt: formatDecimal(refund.amountMinor, refund.currency),
    remark: null,
    status: refund.status === 'processed' ? 'success' : 'failure',
    token: refund.reference ?? '',
    mihpayid: String(payment.id.number),
    request_id: String(refund.id.number),
    merchantTxnId: ownReference(order) ?? '',
    additionalValue2: null,
    action: 'refund',
  };
}
