// What PayU posts of a transaction, to the browser's shop and to its server, sealed by one hash.
import type { Credentials } from '../../../core/account.ts';
import { formatDecimal } from '../../../core/money.ts';
import { ownReference } from '../../../core/name.ts';
import { customerOf, type Order } from '../../../core/order.ts';
import type { Payment } from '../../../core/payment.ts';
import { computeHash, PLAIN_REPLY, type ReplyForm, reverseSequence } from '../hash.ts';
import { formatDebit, readEcho } from './transaction-text.ts';
import { formatIndianTime } from '../time.ts';
import { describeInstrument, judge } from '../words.ts';

export type Values = Readonly<Record<string, string>>;

/**
 * Everything there is to post, under each name that PayU has for it. `debit` is how it prints that
 * nothing was debited.
 */
export function transactionFields(
  order: Order,
  payment: Payment | null,
  { key }: Credentials,
  debit: '0' | '0.00',
): Values {
  const verdict = judge(order, payment);
  const instrument = payment?.instrument ? describeInstrument(payment.instrument) : null;
  const amount = printAmount(order);
  const bank = payment?.bankReference ?? '';
  const { success, failure, cancel } = order.returns;
  return {
    ...(order.dialect === 'payu' ? readEcho(order) : introduceBuyer(order, payment)),
    ...verdict,
    ...instrument,
    card_no: instrument?.cardnum ?? '',
    mihpayid: payment === null ? '' : String(payment.id.number),
    key,
    txnid: ownReference(order) ?? '',
    amount,
    discount: '0.00',
    net_amount_debit: verdict.status === 'success' ? formatDebit(order, payment) : debit,
    addedon: formatIndianTime(payment?.createdAt ?? order.createdAt),
    payment_source: 'payu',
    bank_ref_num: bank,
    bank_ref_no: bank,
    amount_split: JSON.stringify({ PAYU: amount }),
    isConsentPayment: '0',
    surl: success ?? '',
    furl: failure ?? '',
    curl: cancel ?? failure ?? '',
  };
}

/** As the merchant wrote it, where PayU's hash was over that; other dialects write otherwise. */
function printAmount({ dialect, amountText, amountMinor, currency }: Order): string {
  const written = dialect === 'payu' ? amountText : null;
  return written ?? formatDecimal(amountMinor, currency);
}

/** An order of another dialect has no PayU fields to repeat; it is told in PayU's words. */
function introduceBuyer(order: Order, payment: Payment | null): Values {
  const customer = customerOf(order, payment);
  return {
    productinfo: order.description ?? '',
    firstname: customer.name ?? '',
    email: customer.email ?? '',
    phone: customer.phone ?? '',
  };
}

/** Nobody splits a payment here, and no charge is added to one: PayU's words for that. */
const ALSO: Readonly<Record<ReplyForm['also'][number], string>> = Object.freeze({
  additionalCharges: '0.00',
  splitInfo: '{"splitStatus":"splitNotReceived","splitSegments":[]}',
});

/**
 * The fields of these names with their hash, in the form in which the order's request was signed.
 * Where that asks for more fields, they follow: clients put them into the hash when they exist.
 */
export function signFields(
  names: readonly string[],
  values: Values,
  order: Order,
  { secret }: Credentials,
): readonly (readonly [string, string])[] {
  const form = readForm(order);
  const hash = computeHash(reverseSequence(form), { ...values, ...ALSO }, secret);
  const sealed: Values = { ...values, ...ALSO, hash };
  return [...names, ...form.also].map((name) => [name, sealed[name] ?? ''] as const);
}

/** What `wireOfForm` wrote; orders of other dialects, and what nobody signed, have a plain hash. */
function readForm({ dialect, wire }: Order): ReplyForm {
  if (dialect !== 'payu') return PLAIN_REPLY;
  const { hashForm, hashAlso } = wire;
  const known = ['additionalCharges', 'splitInfo'] as const;
  return {
    slots: hashForm === 'filled' ? 'filled' : 'blank',
    also: known.filter((name) => Array.isArray(hashAlso) && hashAlso.includes(name)),
  };
}

/** How to keep a form with the order, until something is posted of it. */
export function wireOfForm({ slots, also }: ReplyForm): Readonly<Record<string, unknown>> {
  return { hashForm: slots, ...(also.length > 0 ? { hashAlso: also } : {}) };
}
