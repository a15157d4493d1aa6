// Words and values of the customer's page: what was typed, what is shown.
import type { Account } from '../core/account.ts';
import type { CheckoutSession } from '../core/checkout-session.ts';
import { currencyExponent } from '../core/money.ts';
import type { Aggregate, Order } from '../core/order.ts';
import {
  type DeclineReason,
  decisivePayment,
  type InstrumentInput,
  type Instrument,
} from '../core/payment.ts';
import type { Issue } from '../core/failure.ts';
import type { Fields } from '../gateways/dialect.ts';
import type { OrderView, OutcomeState, Paid, TestInstrument, Words } from '../pages/index.ts';
import type { Offer } from '../gateways/simulator.ts';

type Shown = {
  readonly account: Account;
  readonly aggregate: Aggregate;
  readonly checkoutSession: CheckoutSession | null;
  readonly base: string;
};

/**
 * As it is seen where the browser said more of it than the order does; `base` is the path of its
 * pages.
 */
export function showOrder({ account, aggregate, checkoutSession, base }: Shown): OrderView {
  const { order } = aggregate;
  const { picture } = account.settings;
  return {
    merchant: checkoutSession?.shop ?? account.name,
    description: checkoutSession?.description ?? order.description,
    reference: order.reference,
    amountMinor: order.amountMinor,
    currency: order.currency,
    exponent: currencyExponent(order.currency) ?? 2,
    picture: picture === null ? null : `${base}/picture?${picture.sha256.slice(0, 16)}`,
  };
}

/** Who pays is known only once an app has answered: here a customer whom no test ID names. */
export const PAYER = 'customer';
export const SCANNED_VPA = `${PAYER}@upi`;

const OFFERED_YEARS = 5;

/** The test instruments with everything else that the form asks for. */
export function showOffers(offers: readonly Offer[], now: number): readonly TestInstrument[] {
  const year = (new Date(now).getUTCFullYear() + OFFERED_YEARS) % 100;
  const also = { card_expiry: `12 / ${String(year).padStart(2, '0')}`, card_cvv: '123' };
  return offers.map((offer) => (offer.method === 'card' ? { ...offer, also } : offer));
}

const METHODS = ['upi', 'card', 'netbanking', 'wallet'] as const;
const ENTRY_MAX = 254;

/** What the form held; of it `entered` may be shown again: never a card's number or CVV. */
export function readInstrumentInput({ values }: Fields): {
  readonly entry: InstrumentInput | null;
  readonly entered: Readonly<Record<string, string>>;
} {
  const text = (name: string): string => {
    const value = values[name];
    return typeof value === 'string' ? value.slice(0, ENTRY_MAX) : '';
  };
  const method = METHODS.find((each) => each === values['method']);
  const entered = {
    vpa: text('vpa'),
    card_expiry: text('card_expiry'),
    card_name: text('card_name'),
    bank: text('bank'),
    wallet: text('wallet'),
  };
  if (method === undefined) return { entry: null, entered };
  const entry: InstrumentInput = {
    method,
    vpa: entered.vpa,
    cardNumber: text('card_number'),
    cardExpiry: entered.card_expiry,
    cardCvv: text('card_cvv'),
    cardName: entered.card_name,
    bank: entered.bank,
    wallet: entered.wallet,
  };
  return { entry, entered };
}

export function declineTitle(reason: DeclineReason | null, words: Words): string {
  return reason === 'cancelled_by_customer' ? words.declineCancelled : words.declineFailed;
}

/** One sentence that says why an attempt did not succeed. */
export function declineWords(reason: DeclineReason | null, words: Words): string {
  return words.declines[reason ?? 'declined'];
}

/** The words beside each field that the processor would not take. */
export function wrongWords(
  issues: readonly Issue[],
  { sandbox, words }: { readonly sandbox: boolean; readonly words: Words },
): Readonly<Record<string, string>> {
  const told: Readonly<Record<string, string>> = {
    ...words.wrong,
    ...(sandbox ? { card_number: words.wrongTestCard } : {}),
  };
  return Object.fromEntries(issues.map(({ field, message }) => [field, told[field] ?? message]));
}

/** How an order stands for its customer. */
export function stateOf({ order, payments }: Aggregate): OutcomeState {
  if (order.status === 'paid') return 'paid';
  const payment = decisivePayment(payments);
  if (payment?.status === 'authorized') return 'paid';
  if (payment?.status === 'pending' || payment?.status === 'created') return 'pending';
  if (order.status === 'expired') return 'expired';
  if (order.status === 'cancelled') return 'cancelled';
  return payment?.decline === 'cancelled_by_customer' ? 'cancelled' : 'failed';
}

/** Why it stands so, in one sentence; null when the state itself says enough. */
export function reasonWords(account: Account, aggregate: Aggregate, words: Words): string | null {
  const last = aggregate.payments.at(-1);
  switch (stateOf(aggregate)) {
    case 'cancelled':
    case 'failed':
      if (aggregate.order.status === 'cancelled') return words.withdrew(account.name);
      return last?.status === 'failed' ? declineWords(last.decline, words) : null;
    case 'paid':
    case 'pending':
    case 'expired':
      return null;
  }
}

/** How and when it was paid, as far as anything says how; null while it is not. */
export function paidOf(aggregate: Aggregate, words: Words): Paid {
  const payment = decisivePayment(aggregate.payments);
  if (payment === null || stateOf(aggregate) !== 'paid') return null;
  const { instrument } = payment;
  const method = instrument === null ? null : instrumentWords(instrument, words);
  return { method, at: payment.completedAt ?? payment.createdAt };
}

/** "Visa card ending 1007", "UPI name@bank", "HDFC Bank". */
export function instrumentWords(instrument: Instrument | null, words: Words): string {
  switch (instrument?.method) {
    case 'card':
      return words.instrument.card(words.networks[instrument.network], instrument.last4);
    case 'upi':
      return instrument.vpa === SCANNED_VPA || instrument.vpa === null
        ? words.instrument.scanned
        : words.instrument.upi(instrument.vpa);
    case 'netbanking':
      return instrument.bankName ?? words.instrument.bank;
    case 'wallet':
      return words.instrument.wallet(instrument.wallet);
    case undefined:
      return words.instrument.unknown;
  }
}

/** The account that alone may pay, but for most of its number; null: each may. */
export function accountWords({ payerAccount }: Order, words: Words): string | null {
  if (payerAccount === undefined) return null;
  const { holder, ifsc, number } = payerAccount;
  return words.account(holder, ifsc, number.slice(-4));
}
