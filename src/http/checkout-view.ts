// Words and values of the customer's page: what was typed, what is shown.
import type { Account } from '../core/account.ts';
import type { CheckoutSession } from '../core/checkout-session.ts';
import { currencyExponent } from '../core/money.ts';
import type { Aggregate, Order } from '../core/order.ts';
import {
  type CardNetwork,
  type DeclineReason,
  decisivePayment,
  type InstrumentInput,
  type Instrument,
} from '../core/payment.ts';
import type { Fields } from '../gateways/dialect.ts';
import type { OrderView, OutcomeState, TestInstrument } from '../pages/index.ts';
import type { Offer } from '../gateways/processor.ts';

/** As it is seen where the browser said more of it than the order does. */
export function showOrder(
  account: Account,
  order: Order,
  session: CheckoutSession | null,
): OrderView {
  return {
    merchant: session?.shop ?? account.name,
    description: session?.description ?? order.description,
    reference: order.reference,
    amountMinor: order.amountMinor,
    currency: order.currency,
    exponent: currencyExponent(order.currency) ?? 2,
  };
}

const OFFERED_YEARS = 5;

/** The test instruments with everything else that the form asks for. */
export function showOffers(offers: readonly Offer[], now: number): readonly TestInstrument[] {
  const year = (new Date(now).getUTCFullYear() + OFFERED_YEARS) % 100;
  const also = { card_expiry: `12 / ${String(year).padStart(2, '0')}`, card_cvv: '123' };
  return offers.map((offer) => (offer.method === 'card' ? { ...offer, also } : offer));
}

const METHODS = ['upi', 'card', 'netbanking', 'wallet'] as const;
const ENTRY_MAX = 254;

/** What the form held; of it `entered` may be shown again: never a card's number, expiry or CVV. */
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
    card_name: text('card_name'),
    bank: text('bank'),
    wallet: text('wallet'),
  };
  if (method === undefined) return { entry: null, entered };
  const entry: InstrumentInput = {
    method,
    vpa: entered.vpa,
    cardNumber: text('card_number'),
    cardExpiry: text('card_expiry'),
    cardCvv: text('card_cvv'),
    cardName: entered.card_name,
    bank: entered.bank,
    wallet: entered.wallet,
  };
  return { entry, entered };
}

const DECLINE_WORDS: Readonly<Record<DeclineReason, string>> = Object.freeze({
  declined: 'The bank declined this payment.',
  insufficient_funds: 'There is not enough money in this account.',
  authentication_failed: 'The bank could not confirm that it was you.',
  cancelled_by_customer: 'You cancelled the payment.',
  timed_out: 'The bank did not hear from you in time.',
  processor_error: 'The payment could not be made.',
});

export function declineTitle(reason: DeclineReason | null): string {
  return reason === 'cancelled_by_customer' ? 'Payment cancelled' : 'Payment failed';
}

/** One sentence that says why an attempt did not succeed. */
export function declineWords(reason: DeclineReason | null): string {
  return DECLINE_WORDS[reason ?? 'declined'];
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
export function reasonWords(account: Account, aggregate: Aggregate): string | null {
  const last = aggregate.payments.at(-1);
  switch (stateOf(aggregate)) {
    case 'cancelled':
    case 'failed':
      if (aggregate.order.status === 'cancelled') return `${account.name} withdrew this order.`;
      return last?.status === 'failed' ? declineWords(last.decline) : null;
    case 'paid':
    case 'pending':
    case 'expired':
      return null;
  }
}

const NETWORK_WORDS: Readonly<Record<CardNetwork, string>> = Object.freeze({
  visa: 'Visa',
  mastercard: 'Mastercard',
  rupay: 'RuPay',
  amex: 'American Express',
  maestro: 'Maestro',
  diners: 'Diners Club',
});

/** "Visa card ending 1007", "UPI name@bank", "HDFC Bank". */
export function instrumentWords(instrument: Instrument | null): string {
  switch (instrument?.method) {
    case 'card':
      return `${NETWORK_WORDS[instrument.network]} card ending ${instrument.last4}`;
    case 'upi':
      return `UPI ${instrument.vpa}`;
    case 'netbanking':
      return instrument.bankName;
    case 'wallet':
      return `${instrument.wallet} wallet`;
    case undefined:
      return 'payment';
  }
}
