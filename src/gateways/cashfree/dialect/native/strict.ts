// In what Cashfree is less kind than our sandbox: how often it may be asked, and that what is paid is
// more than the order's amount with a surcharge, or less with an offer.
// Source: cashfree.md §1.9 and §P.4.
import { isRecord } from '../../../kit/read.ts';
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

const SURCHARGE = 11.8;
const OFFER = 5;

/** By the number that the gateway has for it, so that it stays what it was. */
function charge(entity: unknown): unknown {
  if (!isRecord(entity) || entity['entity'] !== 'payment') return entity;
  const amount = entity['payment_amount'];
  if (typeof amount !== 'number' || entity['payment_status'] !== 'SUCCESS') return entity;
  const isDiscounted = Number(entity['cf_payment_id']) % 2 === 1 && amount > OFFER;
  return isDiscounted
    ? { ...entity, payment_amount: rounded(amount - OFFER), payment_offers: [offerOf()] }
    : { ...entity, payment_amount: rounded(amount + SURCHARGE), ...surchargeOf() };
}

function rounded(amount: number): number {
  return Number(amount.toFixed(2));
}

function offerOf(): object {
  return {
    offer_id: 'offer_strict',
    offer_type: 'DISCOUNT',
    offer_meta: { offer_title: 'Strict', offer_code: 'STRICT' },
    offer_redemption: { redemption_status: 'SUCCESS', discount_amount: OFFER, cashback_amount: 0 },
  };
}

function surchargeOf(): object {
  const payment_surcharge = {
    payment_surcharge_service_charge: 10,
    payment_surcharge_service_tax: 1.8,
  };
  return { payment_surcharge };
}
