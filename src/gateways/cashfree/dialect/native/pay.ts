// What a merchant's own page shall do next to have its customer pay.
// Source: cashfree.md §1.7; UPI and link answers as observed in the sandbox.
import type { Outcome } from '../../../../core/decision.ts';
import type { Payment } from '../../../../core/payment.ts';
import { drawCode } from '../../../../web/qr-code.ts';
import type { Call } from '../../../dialect.ts';
import { NAMELESS_VPA } from '../../words.ts';
import { amountOf } from '../render.ts';
import type { Spelling, Traits } from '../../version.ts';
import { type Body, idOf } from './view.ts';
import { checkoutSessionOf, methodOf } from './session.ts';

const UPI_APPS = ['bhim', 'default', 'gpay', 'paytm', 'phonepe', 'web'] as const;

type Step = {
  readonly channel: 'link' | 'post' | 'collect' | 'qrcode';
  readonly action: 'link' | 'custom' | 'post';
  readonly data: {
    readonly url: string | null;
    readonly payload: Body | null;
    readonly content_type: string | null;
    readonly method: string | null;
  };
};

const NO_DATA = { url: null, payload: null, content_type: null, method: null } as const;

export function viewPay<I extends keyof Spelling>(outcome: Outcome, traits: Traits<I>, call: Call) {
  const { payment } = outcome;
  if (payment === null) throw new Error('a payment that was entered');
  const method = methodOf(call.fields);
  return {
    payment_amount: amountOf(payment.amountMinor, payment.currency),
    cf_payment_id: idOf(payment.id, traits),
    payment_method: 'name' in method ? method.name : null,
    ...stepOf(outcome, payment, call),
  };
}

function stepOf(
  { aggregate }: Outcome,
  payment: Payment,
  { request, addresses, fields }: Call,
): Step {
  const { instrument } = payment;
  const session = checkoutSessionOf(fields) ?? undefined;
  const bank = `${addresses.page(aggregate, session)}/bank`;
  if (instrument?.method === 'upi') return upiStep(instrument.vpa, bank);
  if (instrument?.method === 'card' && channelOf(fields) === 'post') {
    const path = `/orders/pay/authenticate/${payment.id.number}`;
    const url = `${addresses.origin}${request.base}${path}`;
    const data = { ...NO_DATA, url, content_type: 'application/json', method: 'post' };
    return { channel: 'post', action: 'post', data };
  }
  return { channel: 'link', action: 'link', data: { ...NO_DATA, url: bank } };
}

function channelOf(fields: Call['fields']): unknown {
  const method = methodOf(fields);
  return 'name' in method ? method.fields.values['channel'] : null;
}

function upiStep(vpa: string | null, bank: string): Step {
  switch (vpa) {
    case NAMELESS_VPA.link: {
      const payload = Object.fromEntries(UPI_APPS.map((app) => [app, bank]));
      return { channel: 'link', action: 'custom', data: { ...NO_DATA, payload } };
    }
    case NAMELESS_VPA.qrcode: {
      const payload = { qrcode: drawCode(bank) };
      return { channel: 'qrcode', action: 'custom', data: { ...NO_DATA, payload } };
    }
    default:
      return { channel: 'collect', action: 'custom', data: NO_DATA };
  }
}
