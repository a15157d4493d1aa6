// Closed tables from our words to PayU's.
// Sources: docs.payu.in "Payment State Explanations" (states), payment-error-codes.json of PayU's
// documentation repository payu-india/CMS-Chatbot (errors), payu.md §1.4 and §5.4.
import type { Order, OrderStatus } from '../../core/order.ts';
import type {
  CardNetwork,
  DeclineReason,
  Instrument,
  Payment,
  PaymentStatus,
} from '../../core/payment.ts';

/** How PayU tells the fate of a transaction. */
export type Verdict = {
  readonly status: 'success' | 'failure' | 'pending';
  readonly unmappedstatus: string;
  readonly error: string;
  readonly error_Message: string;
  /** PayU's sentence for people. */
  readonly field9: string;
};

function succeeded(unmappedstatus: string): Verdict {
  const field9 = 'Transaction is Successful';
  const error_Message = 'No Error';
  return Object.freeze({ status: 'success', unmappedstatus, error: 'E000', error_Message, field9 });
}

function pending(unmappedstatus: string, error: string, error_Message: string): Verdict {
  const field9 = error_Message;
  return Object.freeze({ status: 'pending', unmappedstatus, error, error_Message, field9 });
}

function failed(
  unmappedstatus: string,
  error: string,
  error_Message: string,
  field9 = error_Message,
): Verdict {
  return Object.freeze({ status: 'failure', unmappedstatus, error, error_Message, field9 });
}

const DROPPED = failed('dropped', 'E231', 'Transaction was marked as dropped');
const UNDECIDED = pending('pending', 'E227', 'Transaction is Pending');
const EXPIRED = failed('dropped', 'E507', 'Transaction Expired');

/** An order that nobody has tried to pay. */
const UNATTEMPTED: Readonly<Record<OrderStatus, Verdict>> = Object.freeze({
  // "When the merchant lands on PayU's page, the transaction status will be initiated."
  created: pending('initiated', 'E227', 'Transaction is Pending'),
  attempted: pending('initiated', 'E227', 'Transaction is Pending'),
  paid: succeeded('captured'),
  expired: EXPIRED,
  // Withdrawn by the merchant, for which PayU has no word (inferred).
  cancelled: DROPPED,
});

const ATTEMPTED: Readonly<Record<Exclude<PaymentStatus, 'failed'>, Verdict>> = Object.freeze({
  // "When the customer clicks Pay Now […] the transaction status will be changed to In progress."
  created: pending('in progress', 'E225', 'Transaction in Progress'),
  pending: UNDECIDED,
  authorized: succeeded('auth'),
  captured: succeeded('captured'),
  // Released without capture: PayU's states have no word for it, its errors have (inferred).
  voided: failed('failed', 'E1638', 'Transaction Already Reversed'),
});

const DECLINED: Readonly<Record<DeclineReason, Verdict>> = Object.freeze({
  declined: failed('failed', 'E308', 'Transaction Failed at bank end.'),
  insufficient_funds: failed(
    'failed',
    'E706',
    'The account against which the payment was made has insufficient funds.',
  ),
  authentication_failed: failed('failed', 'E500', 'Bank failed to authenticate the customer'),
  // PayU's failure sample in its documentation, page "Model 2 - Zero Code Change Integration".
  cancelled_by_customer: failed(
    'userCancelled',
    'E1605',
    'Transaction failed due to customer pressing cancel button.',
    'Cancelled by user',
  ),
  // "In few instances, PayU not get any response from the payment gateway": dropped.
  timed_out: DROPPED,
  processor_error: failed('failed', 'E345', 'Transaction declined due to technical failure'),
});

// "autoRefund" is a state of failures (documented); its error is inferred.
const REFUNDED = failed('autoRefund', 'E345', 'Transaction declined due to technical failure');

/** What PayU would say of this attempt; without one, of the order. Refunds do not change it. */
export function judge(order: Order, payment: Payment | null): Verdict {
  if (payment === null) return UNATTEMPTED[order.status];
  if (payment.surplus === true) return REFUNDED;
  if (payment.status === 'failed') return DECLINED[payment.decline ?? 'declined'];
  return ATTEMPTED[payment.status];
}

/** payu.md §1.4: credit cards are CC but for two networks; debit cards name theirs. */
const CREDIT_BANKCODE: Readonly<Record<CardNetwork, string>> = Object.freeze({
  visa: 'CC',
  mastercard: 'CC',
  rupay: 'CC',
  maestro: 'CC',
  amex: 'AMEX',
  diners: 'DINR',
});

const NETWORK: Readonly<Record<CardNetwork, string>> = Object.freeze({
  visa: 'VISA',
  mastercard: 'MAST',
  rupay: 'RUPAY',
  maestro: 'MAES',
  amex: 'AMEX',
  diners: 'DINR',
});

/** The network that a `card_type` names: the same table read backwards. */
export const NETWORKS: ReadonlyMap<string, CardNetwork> = new Map(
  (Object.keys(NETWORK) as CardNetwork[]).map((network) => [NETWORK[network], network]),
);

type CardCode = {
  readonly kind: 'credit' | 'debit';
  readonly networks: readonly CardNetwork[];
};

/** What the code of a card stands for where a form names it: the same tables read backwards. */
export const CARD_CODES: ReadonlyMap<string, CardCode> = new Map<string, CardCode>([
  ['CC', { kind: 'credit', networks: ['visa', 'mastercard', 'rupay', 'maestro'] }],
  ['AMEX', { kind: 'credit', networks: ['amex'] }],
  ['DINR', { kind: 'credit', networks: ['diners'] }],
  ['RUPAYCC', { kind: 'credit', networks: ['rupay'] }],
  ['VISA', { kind: 'debit', networks: ['visa'] }],
  ['MAST', { kind: 'debit', networks: ['mastercard'] }],
  ['RUPAY', { kind: 'debit', networks: ['rupay'] }],
  ['MAES', { kind: 'debit', networks: ['maestro'] }],
  // State Bank's own Maestro.
  ['SMAE', { kind: 'debit', networks: ['maestro'] }],
]);

/** payu.md §1.4: banks have codes of PayU's own; ours begin as their IFSC does. */
const BANKCODE: Readonly<Record<string, string>> = Object.freeze({
  HDFC: 'HDFB',
  ICIC: 'ICIB',
  SBIN: 'SBIB',
  UTIB: 'AXIB',
  KKBK: '162B',
  YESB: 'YESB',
  PUNB: 'PNBB',
});

const BANK: ReadonlyMap<string, string> = new Map(
  Object.entries(BANKCODE).map(([bank, bankcode]) => [bankcode, bank]),
);

/** Our code of a bank that PayU's code names; one that it does not know is taken as it is. */
export function bankOf(bankcode: string): string {
  return BANK.get(bankcode) ?? bankcode;
}

/** What holds a UPI intent until an app pays it: nobody knows yet from which address. */
export const INTENT_VPA = 'intent@upi.invalid';

/** How PayU names an instrument; texts that do not apply are empty. */
type InstrumentWords = {
  readonly mode: 'CC' | 'DC' | 'NB' | 'UPI' | 'CASH';
  readonly PG_TYPE: string;
  readonly bankcode: string;
  readonly cardCategory: string;
  readonly name_on_card: string;
  readonly cardnum: string;
  readonly cardhash: string;
  readonly card_type: string;
};

const NO_CARD = Object.freeze({
  cardCategory: '',
  name_on_card: '',
  cardnum: '',
  cardhash: '',
  card_type: '',
});

export function describeInstrument(instrument: Instrument): InstrumentWords {
  switch (instrument.method) {
    case 'card': {
      const { kind, network, last4, holder } = instrument;
      const credit = kind === 'credit';
      return {
        mode: credit ? 'CC' : 'DC',
        PG_TYPE: credit ? 'CC-PG' : 'DC-PG',
        bankcode: credit ? CREDIT_BANKCODE[network] : NETWORK[network],
        cardCategory: 'domestic',
        name_on_card: holder ?? '',
        // Older samples show six digits more (512345XXXXXX2346); we keep four, as newer ones do.
        cardnum: `XXXXXXXXXXXX${last4}`,
        cardhash: 'This field is no longer supported in postback params.',
        card_type: NETWORK[network],
      };
    }
    case 'upi': {
      const bankcode = instrument.vpa === INTENT_VPA ? 'INTENT' : 'UPI';
      return { mode: 'UPI', PG_TYPE: 'UPI-PG', bankcode, ...NO_CARD };
    }
    case 'netbanking':
      return {
        mode: 'NB',
        PG_TYPE: 'NB-PG',
        bankcode: BANKCODE[instrument.bank] ?? instrument.bank,
        ...NO_CARD,
      };
    case 'wallet':
      return {
        mode: 'CASH',
        PG_TYPE: 'CASH-PG',
        bankcode: instrument.wallet.toUpperCase(),
        ...NO_CARD,
      };
  }
}
