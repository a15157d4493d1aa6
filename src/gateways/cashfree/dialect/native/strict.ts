// In what Cashfree is less kind than our sandbox: how often it may be asked, and that what is paid
// is more than the order's amount with a surcharge, or less with an offer.
// Source: cashfree.md §P.4 and §P.5.
import { formatDecimal, parseDecimal } from '../../../../core/money.ts';
import { isRecord } from '../../../kit/read.ts';
import { rawNumber } from '../../../kit/json.ts';
import type { Strictness } from '../../../dialect.ts';

/** Of its test environment, a minute. */
export const STRICT: Strictness = Object.freeze({
  perMinute: Object.freeze({
    'GET /orders/:id': 60,
    'GET /orders/:id/payments': 30,
    'GET /orders/:id/refunds/:refund_id': 60,
    'GET /orders/:id/refunds': 60,
  }),
  retell: (body: unknown): unknown => (Array.isArray(body) ? body.map(charge) : charge(body)),
});

const CHARGE_MINOR = 1000;
const TAX_MINOR = 180;
const OFFER_MINOR = 500;

/** By the number that the gateway has for it, so that it stays what it was. */
function charge(entity: unknown): unknown {
  if (!isRecord(entity) || entity['entity'] !== 'payment') return entity;
  const { payment_amount: amount, payment_currency: currency, cf_payment_id: id } = entity;
  if (entity['payment_status'] !== 'SUCCESS' || currency !== 'INR') return entity;
  const minor = parseDecimal(String(amount), currency) ?? 0;
  if (minor <= OFFER_MINOR) return entity;
  return isOdd(id)
    ? { ...entity, payment_amount: numberOf(minor - OFFER_MINOR), payment_offers: [OFFER] }
    : { ...entity, payment_amount: numberOf(minor + CHARGE_MINOR + TAX_MINOR), ...SURCHARGE };
}

function isOdd(id: unknown): boolean {
  return /[13579]$/.test(String(id));
}

function numberOf(minor: number): number {
  return rawNumber(formatDecimal(minor, 'INR'));
}

const OFFER = Object.freeze({
  offer_id: 'offer_strict',
  offer_type: 'DISCOUNT',
  offer_meta: { offer_title: 'Strict', offer_code: 'STRICT' },
  offer_redemption: {
    redemption_status: 'SUCCESS',
    discount_amount: numberOf(OFFER_MINOR),
    cashback_amount: 0,
  },
});
const SURCHARGE = Object.freeze({
  payment_surcharge: {
    payment_surcharge_service_charge: numberOf(CHARGE_MINOR),
    payment_surcharge_service_tax: numberOf(TAX_MINOR),
  },
});
