// Sends a customer to PayU: a signed form that the browser posts, without a call before it.
// Source: payu.md §1.2, §1.11, §P.2, §P.3.
import { formatDecimal } from '../../../core/money.ts';
import type { Method } from '../../../core/payment.ts';
import type { Exchange, Refused, StartAsk, Started, Unknown } from '../../processor.ts';
import { computeHash, REQUEST } from '../hash.ts';
import { formUrl } from './command.ts';
import { CURRENCY, refused, unreadable } from './reply.ts';

const PRODUCT_MAX = 100;
const NAME_MAX = 60;
const CONTACT_MAX = 50;

/** PayU's categories of `enforce_paymethod`. */
const CATEGORIES: Readonly<Record<Method, string>> = Object.freeze({
  card: 'creditcard|debitcard',
  upi: 'upi',
  netbanking: 'netbanking',
  wallet: 'cashcard',
});
/** What `pre_authorize` holds; anything else would be captured at once. */
const HOLDING = 'creditcard';

export const start: Exchange<StartAsk, Started | Refused | Unknown> = Object.freeze({
  request: (ask, { connection, credentials }) => {
    const wrong = findWrong(ask);
    if (wrong !== null) return refused('input', 'never', wrong);
    const { key = '', salt = '' } = credentials;
    const fields = { key, ...writeFields(ask) };
    const hash = computeHash(REQUEST.blank, fields, salt);
    return {
      kind: 'started',
      theirOrder: null,
      step: { kind: 'post', url: formUrl(connection), fields: { ...fields, hash } },
    };
  },
  // Nothing is asked for, so there is nothing to read.
  read: (reply) => unreadable(reply),
});

/** Why PayU could not take it; what would be cut is refused where a part of it means another. */
function findWrong({ order, payment, customer }: StartAsk): string | null {
  const { amountMinor, currency } = payment;
  if (currency !== CURRENCY || order.currency !== CURRENCY) return `only ${CURRENCY} is taken`;
  if (!Number.isSafeInteger(amountMinor) || amountMinor <= 0) return 'nothing is to be paid';
  const email = customer.email ?? '';
  if (email === '' || email.length > CONTACT_MAX || /[|\s\p{Cc}]/u.test(email)) {
    return `an email of at most ${CONTACT_MAX} characters is needed`;
  }
  if (phoneOf(customer.phone) === '') return 'a phone number is needed';
  if (plain(customer.name ?? '', NAME_MAX) === '') return 'a name is needed';
  const canHold = order.capture !== 'manual' || (order.methods?.includes('card') ?? true);
  return canHold ? null : 'only cards can be held for a later capture';
}

function writeFields({ name, order, payment, customer, merchant, back }: StartAsk) {
  const methods = enforcedBy(order.capture, order.methods);
  return {
    txnid: name,
    amount: formatDecimal(payment.amountMinor, CURRENCY),
    // Ours, not the shop's text: shops put lists with bars into theirs.
    productinfo: plain(merchant, PRODUCT_MAX) || 'Payment',
    firstname: plain(customer.name ?? '', NAME_MAX),
    email: customer.email ?? '',
    phone: phoneOf(customer.phone),
    surl: back,
    furl: back,
    curl: back,
    udf1: '',
    udf2: '',
    udf3: '',
    udf4: '',
    udf5: '',
    ...(order.capture === 'manual' ? { pre_authorize: '1' } : {}),
    ...(methods === null ? {} : { enforce_paymethod: methods }),
  };
}

function enforcedBy(
  capture: 'automatic' | 'manual',
  methods: readonly Method[] | undefined,
): string | null {
  if (capture === 'manual') return HOLDING;
  return methods?.map((method) => CATEGORIES[method]).join('|') ?? null;
}

/**
 * A bar separates what is hashed, and browsers send a line break of a form as two characters: none
 * of either is left in a signed field.
 */
function plain(text: string, max: number): string {
  const line = text.replace(/[|\s\p{Cc}]+/gu, ' ').trim();
  return Array.from(line.toWellFormed()).slice(0, max).join('').trim();
}

function phoneOf(phone: string | null): string {
  const digits = (phone ?? '').replace(/[^0-9+]/g, '').slice(0, CONTACT_MAX);
  return /\d/.test(digits) ? digits : '';
}
