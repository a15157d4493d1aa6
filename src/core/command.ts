// The closed union of what can be asked: commands change something, queries only look.
import type { Carrier } from './account.ts';
import type { AccountRequest } from './account-request.ts';
import type { CheckoutSession, Opening } from './checkout-session.ts';
import type { Locator } from './id.ts';
import type { BankAccount, Customer, Narrowing, Order, Returns } from './order.ts';
import type { Instrument, InstrumentInput, Method } from './payment.ts';
import type { EditLink, PaymentLink } from './payment-link.ts';
import type {
  AdoptPayment,
  AdoptRefund,
  PaymentReport,
  RefundReport,
  ReviewSettlement,
  SettleReview,
  SendRefund,
} from './processor-report.ts';
import type { RecordRequest } from './record-request.ts';

export type {
  AdoptPayment,
  AdoptRefund,
  PaymentReport,
  RefundReport,
  ReviewSettlement,
  SettleReview,
  SendRefund,
} from './processor-report.ts';
export type { FindRecord, ListRecords, PutRecord, RecordRequest } from './record-request.ts';

/**
 * What to do when the account already has an order of this reference: `refuse` it; `accept` another
 * one that does not own the reference; `return` the existing one while it is unpaid, asks the same
 * amount and is a payment link as well or none; or `renew` it: return it with the details of the
 * latest request, which must have proved whose it is.
 */
export type RepeatPolicy = 'refuse' | 'accept' | 'return' | 'renew';

export type CreateOrder = {
  readonly kind: 'createOrder';
  readonly dialect: string;
  readonly reference: string | null;
  readonly repeat: RepeatPolicy;
  /** Nothing proves whose it is: an order that was made with a proof is not given for it. */
  readonly unproved?: true;
  /** Orders and refunds are told by one reference: that of a refund is taken as well. */
  readonly sharesReferences?: true;
  readonly amountMinor: number;
  readonly currency: string;
  readonly amountText: string | null;
  readonly capture: Order['capture'];
  readonly description: string | null;
  readonly customer: Customer;
  readonly notes: Readonly<Record<string, string>>;
  readonly returns: Returns;
  readonly wire: Readonly<Record<string, unknown>>;
  readonly expiresAt: number | null;
  readonly captureWithinMs?: number;
  readonly autoCaptureMs?: number;
  readonly methods?: readonly Method[];
  /** It is a payment link, and no other of the account has this reference. */
  readonly link?: PaymentLink;
  /** Beside `methods` only. */
  readonly instruments?: Narrowing;
  readonly payerAccount?: BankAccount;
  /** The record of who pays: without such a record the order is refused. */
  readonly payerRecord?: readonly Locator[];
  /** What pays for it in the same request; refused, it leaves no order behind. */
  readonly pays?: InstrumentInput;
  /** Which of the account's secrets proved the request; the road fills it in. */
  readonly secretId?: number;
};

/** Who pays, for what, and with which notes, where that is known better than the order knows it. */
export type Payer = Partial<Pick<CheckoutSession, 'customer' | 'notes' | 'description'>> & {
  /** Where the browser pays; absent: at the order's own page. */
  readonly opening?: Opening;
  /** What the processor's page shall be held to; absent: as the order says. */
  readonly methods?: readonly Method[];
};

/** What the sender means to pay: refused when the order asks anything else. */
export type Asked = { readonly amountMinor: number; readonly currency: string };

/** A customer begins an attempt; the processor is asked to charge it unless it has answered. */
export type StartPayment = {
  readonly kind: 'startPayment';
  readonly order: readonly Locator[];
  /** Null: it is chosen where the processor's page is. */
  readonly instrument: Instrument | null;
  readonly asks?: Asked;
  readonly payer?: Payer;
  /** What was chosen by the account's routes; absent: whoever carries its payments. */
  readonly routed?: Routed;
};

/** The connection that was chosen for a payment, and why. */
export type Routed = {
  readonly carrier: Carrier;
  /** A sentence, for whoever reads the order's events. */
  readonly reason: string;
  /** Another connection could take it as well. */
  readonly goesOn: boolean;
};

/** The same, as it was typed: the engine lets the processor make an instrument of it first. */
export type PayByApi = {
  readonly kind: 'payByApi';
  readonly order: readonly Locator[];
  readonly entry: InstrumentInput;
  readonly asks?: Asked;
  readonly payer?: Payer;
  /** The session that its customer's browser comes in: opened first, and the payment is of it. */
  readonly opens?: OpenCheckout;
  /** The record of who pays: without such a record it is refused. */
  readonly payerRecord?: readonly Locator[];
};

/** A browser opens the order's page with values of its own, which no secret proves. */
export type OpenCheckout = CheckoutSession & {
  readonly kind: 'openCheckout';
  /** Orders of other dialects are not found: their return address is not this page's business. */
  readonly dialect: string;
  readonly order: readonly Locator[];
  /** The order to make for it; absent: there is one. With it `order` is empty. */
  readonly makes?: CreateOrder;
  /** The record of who pays: without such a record it is refused. */
  readonly payerRecord?: readonly Locator[];
};

/**
 * How the customer answers the processor's own step; a test may answer in its place.
 * `other_account`: pays from another account than the order's `payerAccount`.
 */
export type Choice = 'success' | 'failure' | 'cancel' | 'pending' | 'authorize' | 'other_account';

/** Decides a pending payment of a sandbox account as if its customer had; no such thing in live. */
export type SimulatePayment = {
  readonly kind: 'simulatePayment';
  readonly payment: readonly Locator[];
  readonly choice: Choice;
  /** Of this method alone: one of another is not found. */
  readonly method?: Method;
};

/** What a request is about: a payment by its own name, or whichever payment of the order fits. */
export type Target =
  | { readonly order: readonly Locator[] }
  | { readonly payment: readonly Locator[] };

/** As decimal text where the request names no currency: then the order's tells what it means. */
export type AskedAmount = { readonly minor: number } | { readonly text: string } | 'everything';

/** Takes the money of an authorized payment: all of it, unless the gateway lets a part be taken. */
export type CapturePayment = {
  readonly kind: 'capturePayment';
  readonly target: Target;
  readonly amount: AskedAmount;
  /** Less is taken as well, once: the rest goes back to the customer. */
  readonly partial?: true;
  readonly currency: string | null;
};

/** Gives up an authorized payment. */
export type VoidPayment = { readonly kind: 'voidPayment'; readonly target: Target };

export type CreateRefund = {
  readonly kind: 'createRefund';
  readonly dialect: string;
  readonly target: Target;
  readonly reference: string | null;
  /** Where the reference may occur once; in the whole account unless this says otherwise. */
  readonly uniqueWithin?: 'payment';
  /** Orders and refunds are told by one reference: that of an order is taken as well. */
  readonly sharesReferences?: true;
  readonly amount: AskedAmount;
  /** What the amount is in; absent: as the payment. */
  readonly currency?: string;
  /** What becomes of a payment that is authorized only: refused unless it shall be given up. */
  readonly authorized?: 'void';
  /** The answer waits for its end, if the processor knows that at once. */
  readonly awaited?: true;
  /** The operator who asks, as he calls himself; absent: the merchant does. */
  readonly by?: string;
  readonly note: string | null;
  readonly notes: Readonly<Record<string, string>>;
  readonly wire: Readonly<Record<string, unknown>>;
};

/** The customer left our page without paying: a failed attempt; the order can still be paid. */
export type AbandonPayment = {
  readonly kind: 'abandonPayment';
  readonly order: readonly Locator[];
  readonly payer?: Payer;
};

/** The merchant withdraws the order: it can no longer be paid. */
export type CancelOrder = {
  readonly kind: 'cancelOrder';
  readonly order: readonly Locator[];
  /** A payment that is under way refuses it; with this the order is cancelled after that one. */
  readonly whenDecided?: true;
  /** A reference is that of a payment link; refused for what is none, and for one that is over. */
  readonly link?: true;
};

/** The order's time is over. Refused while it is not, or while a payment is undecided. */
export type ExpireOrder = { readonly kind: 'expireOrder'; readonly orderKey: number };

/** Withdraws a refund that no processor was told of yet. */
export type CancelRefund = {
  readonly kind: 'cancelRefund';
  readonly order: readonly Locator[];
  readonly refund: readonly Locator[];
};

/** Replaces the notes of an order, a payment or a refund, or some of them; of an order who pays. */
export type EditNotes = {
  readonly kind: 'editNotes';
  readonly subject: 'order' | 'payment' | 'refund';
  readonly locators: readonly Locator[];
  readonly notes: Readonly<Record<string, string>>;
  /** The notes that are not named stay. */
  readonly adds?: true;
  /** Of an order: what is said of its customer from now on; the rest stays. */
  readonly customer?: Partial<Customer>;
};

export type Command =
  | CreateOrder
  | StartPayment
  | PayByApi
  | OpenCheckout
  | SimulatePayment
  | AbandonPayment
  | CapturePayment
  | VoidPayment
  | CreateRefund
  | CancelRefund
  | EditNotes
  | EditLink
  | CancelOrder
  | ExpireOrder
  | PaymentReport
  | AdoptPayment
  | AdoptRefund
  | RefundReport
  | ReviewSettlement
  | SettleReview
  | SendRefund;

export type FindOrder = {
  readonly kind: 'findOrder';
  readonly order: readonly Locator[];
  /** A reference is that of a payment link; an order that is none is not found. */
  readonly link?: true;
};
/** A payment by its own name; within one order when that is named too. */
export type FindPayment = {
  readonly kind: 'findPayment';
  readonly order: readonly Locator[] | null;
  readonly payment: readonly Locator[];
};
/** A refund by its own name; within one order when that is named too. */
export type FindRefund = {
  readonly kind: 'findRefund';
  readonly order: readonly Locator[] | null;
  readonly refund: readonly Locator[];
};

export type Query = FindOrder | FindPayment | FindRefund;

/**
 * Several orders, payments and refunds by name, in the order of their names; those that are not
 * there are left out.
 */
export type FindMany = {
  readonly kind: 'findMany';
  readonly orders: readonly (readonly Locator[])[];
  readonly payments?: readonly (readonly Locator[])[];
  readonly refunds?: readonly (readonly Locator[])[];
};

/** A page of what an account has, newest first. Times in milliseconds, both inclusive. */
export type ListQuery = {
  readonly kind: 'list';
  readonly of: 'order' | 'payment' | 'refund' | 'link';
  readonly from: number | null;
  readonly to: number | null;
  readonly skip: number;
  readonly count: number;
  /** Only orders of this reference, owned or not; of links the one that is called so. */
  readonly reference: string | null;
  /** Only those of these states; null: all. */
  readonly states: readonly string[] | null;
};

/** Everything that a row of a table can ask for. */
export type Request = Command | Query | FindMany | ListQuery | RecordRequest | AccountRequest;
