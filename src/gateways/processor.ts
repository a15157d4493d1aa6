// The contract of a processor: a gateway as we speak it, which really moves the money. Frozen data
// and pure functions; the engine makes the calls, and believes nothing but what `read` returns.
import type { Customer, Order } from '../core/order.ts';
import type { DeclineReason, Instrument, Method, Payment } from '../core/payment.ts';
import type { Refund } from '../core/refund.ts';
import type { Settlements } from './processor-settlement.ts';
import type { Step } from './processor-step.ts';
import type { ProcessorWebhook } from './processor-webhook.ts';

export type { SettledAsk, SettledLine, SettledPage, Settlements } from './processor-settlement.ts';
export type { PageOrigins, Step } from './processor-step.ts';
export type { HookRequest, Located } from './processor-webhook.ts';

/** An account's credentials at one processor. */
export type Connection = {
  readonly id: number;
  readonly account: number;
  readonly processor: string;
  readonly mode: 'test' | 'live';
  /** By the names of `credentialFields`. The first signs, all of them verify. */
  readonly credentials: readonly Credentials[];
  /** Stands for every origin of the processor; refused in live mode. Null: its own. */
  readonly baseUrl: string | null;
  /** By which names lists show it and its account; what is logged of it has these. */
  readonly shownAs?: { readonly connection: string; readonly account: string };
};

export type Credentials = Readonly<Record<string, string>>;

export type CredentialField = {
  readonly name: string;
  /** As the processor's own dashboard calls it. */
  readonly label: string;
  /** Sealed in the database, blackened in transcripts, shown to nobody. */
  readonly secret: boolean;
  readonly required: boolean;
};

/** What a request is written with besides what is asked. */
export type Side = {
  readonly connection: Connection;
  /** The first of the connection's. */
  readonly credentials: Credentials;
  /** Real time in milliseconds, never an account's clock. */
  readonly now: number;
};

export type WireRequest = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
};

/** A complete reply, of whatever content type. */
export type WireReply = { readonly status: number; readonly body: string };

/**
 * One question to the processor. `request` may know the result without a call. `read` never throws:
 * garbage, a word or a combination of words that no table has is UNKNOWN.
 */
export type Exchange<Ask, Result> = {
  readonly request: (ask: Ask, side: Side) => WireRequest | Result;
  /** `then`: one more request whose reply is read by the same function, at most twice in all. */
  readonly read: (
    reply: WireReply,
    ask: Ask,
    side: Side,
    step: number,
    /** The replies to the requests before, oldest first; as many as `step` says. */
    earlier: readonly WireReply[],
  ) => Result | Then;
};

export type Then = { readonly kind: 'then'; readonly request: WireRequest };

/** It did not say. */
export type Unknown = { readonly kind: 'unknown'; readonly raw: string };

/** It understood and will not: nothing was begun. */
export type Refused = {
  readonly kind: 'refused';
  readonly why: 'credentials' | 'origin' | 'account' | 'input' | 'limit';
  /** Whether the same may be asked again: not now but later, or never. */
  readonly again: 'later' | 'never';
  /** In its own words, at most 300 characters; fit for an operator, not for a customer. */
  readonly raw: string;
};

/** One downstream attempt to pay, of which there may be several under one name of ours. */
export type Attempt = {
  /** The processor's name for it. */
  readonly theirs: string;
  readonly state: 'pending' | 'authorized' | 'captured' | 'failed' | 'voided' | 'unknown';
  /** Its own words for the state, joined where there are several; at most 300 characters. */
  readonly raw: string;
  /** The part that is for the order, never copied from what was asked. Null: it did not say. */
  readonly amountMinor: number | null;
  readonly currency: string | null;
  /** What the customer paid in all, where a fee or a discount makes it differ. */
  readonly chargedMinor?: number;
  readonly instrument: Instrument | null;
  readonly bankReference: string | null;
  readonly decline: DeclineReason | null;
  /** When an authorization lapses, in real milliseconds. */
  readonly until?: number;
};

export type RefundFinding = {
  /** The processor's name for it. */
  readonly theirs: string | null;
  /** Our name for it, where the processor keeps one. */
  readonly ours: string | null;
  /** The attempt that it gives back, where it says so. */
  readonly attempt: string | null;
  readonly state: 'pending' | 'processed' | 'failed' | 'cancelled' | 'unknown';
  readonly raw: string;
  readonly amountMinor: number | null;
  readonly currency: string | null;
  readonly bankReference: string | null;
};

export type StartAsk = {
  /** Ours: 14 characters of [A-Za-z0-9], of this payment alone and kept before it is sent. */
  readonly name: string;
  readonly order: Order;
  readonly payment: Payment;
  /** Has what `needs` asks for. */
  readonly customer: Customer;
  readonly merchant: string;
  /** Where the customer's browser comes back, by GET or POST. */
  readonly back: string;
  /** Where the processor tells what happened. */
  readonly hook: string;
};

/** `theirOrder` is the processor's name for what was started; null where it gave none. */
export type PaymentAsk = {
  readonly name: string;
  readonly theirOrder: string | null;
  /** The attempt that paid; null: none has yet. */
  readonly attempt: string | null;
  readonly order: Order;
  readonly payment: Payment;
};

export type CaptureAsk = PaymentAsk & { readonly amountMinor: number };

export type RefundAsk = PaymentAsk & {
  /** Ours, as `name` is. */
  readonly refundName: string;
  readonly refund: Refund;
};

/** Nothing is paid by this alone. */
export type Started = {
  readonly kind: 'started';
  readonly theirOrder: string | null;
  readonly step: Step;
};

export type Found = {
  readonly kind: 'found';
  /** `open`: it can be paid; `closed`: by no new attempt; `absent`: our name was never seen. */
  readonly order: 'open' | 'closed' | 'absent';
  /** Oldest first; every one that it tells of, failed ones too. */
  readonly attempts: readonly Attempt[];
  /** Those that the same reply tells of, whoever asked for them. */
  readonly refunds: readonly RefundFinding[];
  /** There may be more refunds: what tells of them could not be read. */
  readonly areRefundsUnread?: true;
};

/** What became of the attempt that was to be captured or released. */
export type Attempted = { readonly kind: 'attempted'; readonly attempt: Attempt };

/** What became of the refund. `absent`: the processor has never seen it. */
export type Refunded =
  | { readonly kind: 'refunded'; readonly refund: RefundFinding }
  | { readonly kind: 'absent'; readonly raw: string };

/** What went back of a payment in all, or is on its way, whoever asked for it. */
export type Given = {
  readonly kind: 'given';
  /** Without refunds that failed; null: it does not say. */
  readonly totalMinor: number | null;
  readonly currency: string;
  /** Each of them with its name there, failed ones too; null: it tells the sum alone. */
  readonly refunds: readonly RefundFinding[] | null;
  /** Of them the latest is told and no other, maybe without its amount. */
  readonly isLatestAlone?: true;
};

/** `withdrawn`: no new attempt can begin. `left`: it can still be paid, as before. */
export type Withdrawn = { readonly kind: 'withdrawn' | 'left'; readonly raw: string };

export type Probed = { readonly kind: 'accepted'; readonly raw: string };

type Or<Result> = Result | Refused | Unknown;

/** What requests prove themselves with, and until when, in real milliseconds. */
export type Granted = { readonly kind: 'granted'; readonly token: string; readonly until: number };

/**
 * What credentials buy where they do not sign each request. The engine keeps what was granted, and
 * sends it as the bearer of every other exchange: no request that is written here holds it.
 */
export type TokenExchange = Exchange<null, Or<Granted>> & {
  /** Whether a reply says that its request was refused for its token, so that nothing was begun. */
  readonly isRefused: (reply: WireReply) => boolean;
};

export type Processor = Exchanges & Identifying;

/**
 * How a refund of ours is told from others: by a name of ours that is kept there, or by nothing.
 * Then one is under way of each payment, what went back in all is asked and committed before it is
 * sent, and an answer that is lost is told by what has gone back since; `inquireRefund` is asked
 * only once the processor's own name for it is known.
 */
type Identifying =
  | { readonly identifies: 'name' }
  | {
      readonly identifies: 'difference';
      readonly inquireGiven: Exchange<PaymentAsk, Or<Given>>;
    };

type Exchanges = {
  readonly credentialFields: readonly CredentialField[];
  /** Says what is wrong with credentials that no processor need be asked about; empty: nothing. */
  readonly checkCredentials: (credentials: Credentials, mode: Connection['mode']) => string | null;
  /** Nobody has paid with it at the real gateway yet. */
  readonly isExperimental?: true;
  readonly abilities: {
    readonly currencies: readonly string[];
    /** What its page can be held to when an order names methods; null: nothing. */
    readonly methods: readonly Method[] | null;
    readonly manualCapture: boolean;
    readonly partialCapture: boolean;
  };
  /** Whether manual capture is enabled for this connection; absent: it need not be. */
  readonly canHold?: (connection: Connection) => boolean;
  /** What the customer is asked for when the order lacks it. */
  readonly needs: readonly ('phone' | 'email' | 'name')[];
  /** What becomes of a success that comes after the payment had failed. */
  readonly lateSuccess: 'pay' | 'refund';
  /** How long a payment that failed may still succeed, in milliseconds. */
  readonly watchMs: number;
  /** `inquire` tells of refunds only once all has gone back; absent: it tells of each. */
  readonly hidesParts?: true;
  /** How many inquiries a minute it takes. */
  readonly inquiriesPerMinute: number;
  /** Absent: every request proves itself. */
  readonly token?: TokenExchange;
  readonly start: Exchange<StartAsk, Or<Started>>;
  readonly inquire: Exchange<PaymentAsk, Or<Found>>;
  /** One request about so many payments; `inquire.read` finds in its reply what is said of each. */
  readonly inquireMany?: {
    readonly max: number;
    readonly request: (asks: readonly PaymentAsk[], side: Side) => WireRequest;
  };
  readonly capture?: Exchange<CaptureAsk, Or<Attempted>>;
  readonly release?: Exchange<PaymentAsk, Or<Attempted>>;
  readonly withdraw?: Exchange<PaymentAsk, Or<Withdrawn>>;
  readonly refund: Exchange<RefundAsk, Or<Refunded>>;
  readonly inquireRefund: Exchange<RefundAsk, Or<Refunded>>;
  /** Absent: no API tells of them. */
  readonly settlements?: Settlements;
  /** A call that changes nothing and needs valid credentials. */
  readonly probe: Exchange<null, Or<Probed>>;
  readonly webhook: ProcessorWebhook;
  /** Fields of requests and replies that are blackened in transcripts besides the secrets. */
  readonly redact: readonly string[];
};
