// What each version of the webhooks says of a payment, a refund and a payment link.
// Source: cashfree.md §3.1, and the samples of the gateway's pages "Payment Webhooks",
// "Refund Webhooks" and "Payment Link Webhooks" that it was drawn from.
import { formatDecimal } from '../../../core/money.ts';
import { type Customer, customerOf, type Order } from '../../../core/order.ts';
import type { Instrument, Payment } from '../../../core/payment.ts';
import type { Refund } from '../../../core/refund.ts';
import type { Addresses, WebhookEvent } from '../../dialect.ts';
import { readWire } from '../../kit/wire.ts';
import { orderName, refundName } from '../ids.ts';
import { LINK_STATUS, linkOf } from './native/payment-link.ts';
import { amountOf } from './render.ts';
import { formatInstant, formatInstantOrNull } from '../time.ts';
import { TRAITS, type Traits } from '../version.ts';
import { type Body, groupOf, idOf, keptOf, viewErrorDetails, viewMethod } from './native/view.ts';
import { PAYMENT_MESSAGE, paymentStatus, REFUND_DESCRIPTION, REFUND_STATUS } from '../words.ts';

/** The newest first, as an endpoint that names none gets it. */
export const WEBHOOK_VERSIONS = Object.freeze([
  '2025-01-01',
  '2023-08-01',
  '2022-09-01',
  '2021-09-21',
] as const);

export type WebhookVersion = (typeof WEBHOOK_VERSIONS)[number];

/** The API version that spells ids and instruments as these webhooks do. */
const SPELT_AS: Readonly<Record<WebhookVersion, Traits>> = Object.freeze({
  // Its sample of a card has `card_sub_type`, as the API has it since 2026-01-01.
  '2025-01-01': TRAITS['2026-01-01'],
  '2023-08-01': TRAITS['2023-08-01'],
  '2022-09-01': TRAITS['2022-09-01'],
  '2021-09-21': TRAITS['2022-01-01'],
});

// The API is older or newer than the webhooks that fit it (inferred).
const WEBHOOKS_OF: ReadonlyMap<unknown, WebhookVersion> = new Map([
  ['2021-05-21', '2021-09-21'],
  ['2022-01-01', '2021-09-21'],
  ['2026-01-01', '2025-01-01'],
]);

/** The version of webhooks for who asked for `version`, of webhooks or of the API. */
export function webhookVersionOf(version: unknown): WebhookVersion {
  const known = WEBHOOK_VERSIONS.find((each) => each === version);
  return known ?? WEBHOOKS_OF.get(version) ?? '2025-01-01';
}

export function renderPaymentWebhook(
  payment: Payment,
  webhookEvent: WebhookEvent,
  version: WebhookVersion,
): Body {
  const { order } = webhookEvent.aggregate;
  const customer = customerOf(order, payment);
  const status = paymentStatus(payment);
  return {
    order: {
      order_id: orderName(order),
      order_amount: amountOf(order.amountMinor, order.currency),
      order_currency: order.currency,
      order_tags: tagsOf(order),
    },
    payment: {
      cf_payment_id: idOf(payment.id, SPELT_AS[version]),
      payment_status: status,
      payment_amount: amountOf(payment.amountMinor, payment.currency),
      payment_currency: payment.currency,
      payment_message: PAYMENT_MESSAGE[status],
      payment_time: formatInstant(payment.createdAt),
      bank_reference: payment.bankReference,
      auth_id: null,
      ...tellInstrument(payment.instrument, customer, SPELT_AS[version]),
      ...(SPELT_AS[version].gateway ? tellSurcharge(payment) : {}),
    },
    customer_details: {
      customer_name: customer.name,
      customer_id: customer.id,
      customer_email: customer.email,
      customer_phone: customer.phone,
    },
    ...(status === 'FAILED' ? { error_details: viewErrorDetails(payment) } : {}),
    // The samples of a dropped payment end here.
    ...(status === 'USER_DROPPED' ? {} : tellGateway(payment, order)),
  };
}

// An order of a link is known by this tag (sample of the failed payment).
function tagsOf(order: Order): Body | null {
  const link = linkOf(order) === null ? {} : { cf_link_id: String(order.id.number) };
  const tags = { ...order.notes, ...link };
  return Object.keys(tags).length === 0 ? null : tags;
}

function tellInstrument(instrument: Instrument | null, customer: Customer, traits: Traits): Body {
  if (instrument === null) return { payment_method: null, payment_group: null };
  const method = viewMethod(instrument, customer, traits);
  return { payment_method: spellBank(method), payment_group: groupOf(instrument) };
}

/** The bank's code is text here, where the API has a number (every sample). */
function spellBank(method: ReturnType<typeof viewMethod>): Body {
  if (!('netbanking' in method) || method.netbanking === undefined) return method;
  const code = method.netbanking.netbanking_bank_code;
  const text = code === null ? null : String(code);
  return { netbanking: { ...method.netbanking, netbanking_bank_code: text } };
}

function tellSurcharge({ status, currency }: Payment): Body {
  const none = amountOf(0, currency);
  const surcharge = {
    payment_surcharge_service_charge: none,
    payment_surcharge_service_tax: none,
  };
  return {
    international_payment: { international: false },
    payment_surcharge: status === 'captured' ? surcharge : null,
  };
}

/** Where the gateway itself carried the payment, these are its own names of both. */
function tellGateway(payment: Payment, order: Order): Body {
  return {
    payment_gateway_details: {
      gateway_name: 'CASHFREE',
      gateway_order_id: String(order.id.number),
      gateway_payment_id: String(payment.id.number),
      gateway_order_reference_id: null,
      gateway_settlement: 'CASHFREE',
      gateway_status_code: null,
    },
    payment_offers: null,
  };
}

/** Its ids are numbers in every version, unlike those of payments (cashfree.md §3.1). */
export function renderRefundWebhook(
  refund: Refund,
  { payment, aggregate: { order } }: WebhookEvent,
  version: WebhookVersion,
): Body {
  const none = amountOf(0, refund.currency);
  const isNew = version === '2025-01-01';
  const asked = readWire(refund, 'cashfree')['refund_speed'];
  const speed = asked === 'INSTANT' ? 'INSTANT' : 'STANDARD';
  const told = {
    cf_refund_id: refund.id.number,
    cf_payment_id: payment?.id.number ?? null,
    refund_id: refundName(refund),
    order_id: orderName(order),
    refund_amount: amountOf(refund.amountMinor, refund.currency),
    refund_currency: refund.currency,
    entity: 'Refund',
    refund_type: 'MERCHANT_INITIATED',
    refund_arn: refund.bankReference,
    refund_status: REFUND_STATUS[refund.status],
    status_description: REFUND_DESCRIPTION[refund.status],
    created_at: formatInstant(refund.createdAt),
    processed_at: formatInstantOrNull(refund.processedAt),
    ...(isNew ? {} : { refund_charge: none }),
    refund_note: refund.note,
    refund_splits: [],
    metadata: null,
    ...(isNew
      ? {
          requested_speed: speed,
          processed_speed: refund.status === 'processed' ? 'STANDARD' : null,
          service_charge: none,
          service_tax: none,
        }
      : { refund_mode: 'STANDARD' }),
  };
  return { refund: told };
}

/** The same in every version; amounts are text here, ids are numbers (sample and observed). */
export function renderLinkWebhook({ aggregate }: WebhookEvent, addresses: Addresses): Body {
  const { order, payments } = aggregate;
  const { customer, returns, currency } = order;
  const wire = keptOf(order);
  const paid = payments.find(({ status }) => status === 'captured') ?? null;
  return {
    cf_link_id: order.id.number,
    link_id: linkOf(order),
    link_status: LINK_STATUS[order.status],
    link_currency: currency,
    link_amount: formatDecimal(order.amountMinor, currency),
    link_amount_paid: formatDecimal(order.amountPaidMinor, currency),
    link_partial_payments: false,
    link_minimum_partial_amount: null,
    link_purpose: order.description,
    link_created_at: formatInstant(order.createdAt),
    customer_details: {
      customer_phone: customer.phone,
      customer_email: customer.email,
      customer_name: customer.name,
    },
    link_meta: {
      notify_url: returns.notify,
      return_url: returns.success,
      payment_methods: wire['payment_methods'] ?? null,
    },
    link_url: addresses.page(aggregate),
    link_expiry_time: formatInstantOrNull(order.expiresAt),
    link_notes: order.notes,
    link_auto_reminders: wire['reminders'] === true,
    link_notify: { send_sms: wire['send_sms'] === true, send_email: wire['send_email'] === true },
    order: {
      order_amount: formatDecimal(order.amountMinor, currency),
      order_id: orderName(order),
      order_expiry_time: formatInstantOrNull(order.expiresAt),
      order_hash: null,
      transaction_id: paid?.id.number ?? null,
      transaction_status: paid === null ? null : 'SUCCESS',
    },
  };
}
