// A payment that the merchant's server brings to an order: typed in as a card or a UPI address, or
// to be chosen by the customer on our page. Source: the reference page of Create Payment.
import type { PayByApi, FindOrder } from '../../../../../core/command.ts';
import type { Outcome } from '../../../../../core/decision.ts';
import { type Failure, type FailureCode, invalid } from '../../../../../core/failure.ts';
import { type OrderStatus, takesMethod } from '../../../../../core/order.ts';
import { type InstrumentInput, isUndecided, type Method } from '../../../../../core/payment.ts';
import type { Call, Fields, RawRequest, Reply } from '../../../../dialect.ts';
import { isRecord, type Reading, readFields } from '../../../../kit/read.ts';
import { orderLocators } from '../../../ids.ts';
import { renderError } from './refusal.ts';
import { PAYMENT_FIELDS } from './request-field.ts';
import { refuseMethod, refuseUnsupported } from './unserved-field.ts';
import { viewOrder } from './view.ts';
import { METHOD_WORD } from '../../../plural-words.ts';

const METHODS: ReadonlyMap<unknown, Method> = new Map(
  Object.entries(METHOD_WORD).map(([method, word]) => [word, method as Method]),
);

/** The one payment of the list; part payments are not served. */
function paymentIn({ values, lexemes }: Fields): Fields {
  const list = values['payments'];
  const [payment] = Array.isArray(list) ? list : [];
  const own = [...lexemes]
    .filter(([path]) => path.startsWith('payments.0.'))
    .map(([path, lexeme]) => [path.slice('payments.0.'.length), lexeme] as const);
  return { values: isRecord(payment) ? payment : {}, lexemes: new Map(own) };
}

function methodIn(fields: Fields): Method | undefined {
  return METHODS.get(paymentIn(fields).values['payment_method']);
}

/** Whether the customer has already said with what: a card, or an address to collect from. */
export function isTyped(_request: RawRequest, fields: Fields): boolean {
  const read = readFields(paymentIn(fields));
  const method = methodIn(fields);
  if (method === 'card') return true;
  return method === 'upi' && read.has('payment_option.upi_details.payer.vpa');
}

/** Whether the customer still has to choose, on our page. */
export function isChosenLater(_request: RawRequest, fields: Fields): boolean {
  return methodIn(fields) !== undefined;
}

type Asked = { readonly read: Reading; readonly amountMinor: number; readonly currency: string };

function readAsked(call: Call): Asked | Failure {
  const list = call.fields.values['payments'];
  if (!Array.isArray(list) || list.length !== 1) {
    const message = 'payments must have one payment';
    return invalid([{ field: 'payments', rule: 'length', message }]);
  }
  const read = readFields(paymentIn(call.fields));
  read.text('merchant_payment_reference', { required: true, numbers: true, max: 50 });
  const amountMinor = read.integer('payment_amount.value', { required: true, min: 1 });
  const currency = read.currency('payment_amount.currency', { required: true });
  if (read.issues.length > 0 || amountMinor === null || currency === null) {
    return invalid(read.issues);
  }
  if (methodIn(call.fields) === undefined) return refuseMethod();
  const refused = refuseUnsupported(paymentIn(call.fields), PAYMENT_FIELDS);
  return refused ?? { read, amountMinor, currency };
}

export function parsePayment(call: Call): PayByApi | Failure {
  const asked = readAsked(call);
  if ('failure' in asked) return asked;
  const { read, amountMinor, currency } = asked;
  const entry = methodIn(call.fields) === 'card' ? readCard(read) : readVpa(read);
  if (read.issues.length > 0) return invalid(read.issues);
  const order = orderLocators(call.params['id'] ?? '');
  return { kind: 'payByApi', order, entry, asks: { amountMinor, currency } };
}

function readVpa(read: Reading): InstrumentInput {
  const vpa = read.text('payment_option.upi_details.payer.vpa', { required: true, max: 255 });
  return { method: 'upi', vpa: vpa ?? '' };
}

function readCard(read: Reading): InstrumentInput {
  // A refusal names the field and never what it held.
  const text = (name: string, pattern: RegExp): string => {
    const path = `payment_option.card_details.${name}`;
    const value = read.raw(path);
    const spelled = typeof value === 'number' ? String(value) : value;
    if (typeof spelled === 'string' && pattern.test(spelled)) return spelled;
    read.refuse({ field: path, rule: 'format', message: `${name} is missing or invalid` });
    return '';
  };
  const month = text('expiry_month', /^\d{1,2}$/);
  const year = text('expiry_year', /^(?:\d{2}|\d{4})$/);
  const name = read.text('payment_option.card_details.name', { max: 255 });
  return {
    method: 'card',
    cardNumber: text('card_number', /^[\d -]{12,25}$/),
    cardExpiry: `${month}/${year}`,
    ...(read.has('payment_option.card_details.cvv') ? { cardCvv: text('cvv', /^\d{3,4}$/) } : {}),
    ...(name === null ? {} : { cardName: name }),
  };
}

/** The customer goes to the bank's step, if there is one. */
export function renderPayment({ aggregate, payment }: Outcome, call: Call): Reply {
  const undecided = payment !== null && isUndecided(payment);
  return render(call, aggregate, undecided ? call.addresses.page(aggregate) : null);
}

export function parseChallenge(call: Call): FindOrder | Failure {
  const asked = readAsked(call);
  if ('failure' in asked) return asked;
  return { kind: 'findOrder', order: orderLocators(call.params['id'] ?? '') };
}

const CLOSED: Readonly<Record<OrderStatus, FailureCode | null>> = Object.freeze({
  created: null,
  attempted: null,
  paid: 'order_paid',
  expired: 'order_expired',
  cancelled: 'order_cancelled',
});

/** Nothing is charged before the customer has chosen, so the order is still as it was. */
export function renderChallenge({ aggregate }: Outcome, call: Call): Reply {
  const { order } = aggregate;
  const asked = readAsked(call);
  if ('failure' in asked) return renderError(asked);
  const closed = CLOSED[order.status];
  if (closed !== null) return renderError({ failure: closed });
  if (asked.currency !== order.currency) return renderError({ failure: 'currency_mismatch' });
  if (asked.amountMinor !== order.amountMinor) {
    return renderError({ failure: 'capture_amount_mismatch' });
  }
  const method = methodIn(call.fields) ?? 'upi';
  if (!takesMethod(order, method)) return renderError(refuseMethod());
  return render(call, aggregate, `${call.addresses.page(aggregate)}?method=${method}`);
}

function render(call: Call, aggregate: Outcome['aggregate'], challengeUrl: string | null): Reply {
  const data = viewOrder(aggregate, call.account.key, challengeUrl);
  return { kind: 'json', status: 200, body: { data } };
}

/** A way to pay that nobody can choose here. */
export function refusePayment(call: Call): Failure {
  const asked = readAsked(call);
  return 'failure' in asked ? asked : refuseMethod();
}
