// Begins a payment without a call: a page of ours runs Worldline's script, which sends the customer
// on with what we have signed. Source: docs/gateways/worldline.md §3.1, §P.1, §P.2.
import { formatDecimal } from '../../../core/money.ts';
import type { Order } from '../../../core/order.ts';
import type { Method } from '../../../core/payment.ts';
import type { Exchange, Refused, Side, StartAsk, Started, Unknown } from '../../processor.ts';
import { signToken } from '../token.ts';
import { nameBegun } from './day.ts';
import { writeStep } from './page.ts';
import { refused, unreadable } from './reply.ts';
import { CURRENCY } from './request.ts';

export const start: Exchange<StartAsk, Started | Refused | Unknown> = Object.freeze({
  request: (ask, side) => {
    const wrong = findWrong(ask, side);
    if (wrong !== null) return refused('input', 'never', wrong);
    return {
      kind: 'started',
      theirOrder: nameBegun(ask.name, side.now),
      step: writeStep(writeConsumer(ask, side), ask.back, side.connection),
    };
  },
  // Nothing is asked for, so there is nothing to read.
  read: (reply) => unreadable(reply),
});

/** Kits send it for every order of a test merchant (§3.1). */
const TEST_MINOR = 100;

/** Why Worldline could not take it. */
function findWrong({ order, payment }: StartAsk, { connection }: Side): string | null {
  const { amountMinor, currency } = payment;
  if (currency !== CURRENCY || order.currency !== CURRENCY) return `only ${CURRENCY} is taken`;
  if (!Number.isSafeInteger(amountMinor) || amountMinor <= 0) return 'nothing is to be paid';
  // No document has a call that takes what `RESERVE` holds.
  if (order.capture === 'manual') return 'nothing can be held for a later capture';
  if (modeOf(order) === null) return 'its page is held to one method or to none';
  const isOwn = connection.mode === 'test' && connection.baseUrl === null;
  return isOwn && amountMinor !== TEST_MINOR ? 'a test merchant is paid 1.00 INR, no other' : null;
}

/** As its script calls them, letter for letter. */
const MODES: Readonly<Record<Method, string>> = Object.freeze({
  card: 'cards',
  upi: 'UPI',
  netbanking: 'netBanking',
  wallet: 'wallets',
});

/** `paymentModeOrder` only orders: of several methods nothing holds the page to these (§3.1). */
function modeOf({ methods }: Order): string | null {
  const all = Object.keys(MODES) as readonly Method[];
  if (methods === undefined || all.every((each) => methods.includes(each))) return 'all';
  const [only, ...others] = methods;
  return only === undefined || others.length > 0 ? null : MODES[only];
}

/** What the script is told: `consumerData`, with the token that covers its first half. */
function writeConsumer({ name, order, payment, customer, back }: StartAsk, side: Side) {
  const { merchant_code: merchantId = '', scheme_code: scheme = '', salt = '' } = side.credentials;
  const amount = formatDecimal(payment.amountMinor, CURRENCY);
  const signed = {
    merchantId,
    txnId: name,
    // Instruments are kept under it: nobody may see another's, so it is this payment's alone.
    consumerId: name,
    consumerMobileNo: fitting(customer.phone?.replace(/[\s().-]/g, ''), PHONE),
    consumerEmailId: fitting(customer.email, EMAIL),
  };
  const token = signToken({ ...signed, totalamount: amount }, salt);
  const payer = customer.name === null ? '' : `{custname:${plain(customer.name)}}`;
  return {
    // SHA-512.
    deviceId: 'WEBSH2',
    token,
    ...signed,
    returnUrl: back,
    paymentMode: modeOf(order) ?? 'all',
    currency: CURRENCY,
    txnType: 'SALE',
    txnSubType: 'DEBIT',
    items: [{ itemId: scheme, amount, comAmt: '0' }],
    // It is wrapped in braces of its own (§3.2).
    cartDescription: `}${payer}{orderid:${name}`,
  };
}

/** As its script checks them; one that it would stop at is left out, as neither is mandatory. */
const PHONE = /^(?:\+\d{1,3})?\d{8,15}$/;
const EMAIL = /^[\w.+-]+@[a-zA-Z0-9.-]+\.[a-zA-Z]{2,}$/;

function fitting(text: string | null | undefined, pattern: RegExp): string {
  return text !== null && text !== undefined && pattern.test(text) ? text : '';
}

const NAME_MAX = 60;

/** Between pipes and braces, through a browser that rewrites line ends. */
function plain(text: string): string {
  const line = text.replace(/[|{}:\s\p{Cc}]+/gu, ' ').trim();
  return Array.from(line.toWellFormed()).slice(0, NAME_MAX).join('').trim();
}
