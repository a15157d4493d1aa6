// What a dialect brings for the contract suite: requests that succeed, proofs, verifiers, a driver.
// Only tests and fixtures import it: nothing here is part of a running server.
import type { AccountSettings, Credentials } from '../core/account.ts';
import type { Order } from '../core/order.ts';
import type { Payment } from '../core/payment.ts';
import type { Refund } from '../core/refund.ts';
import type { FieldTable } from './kit/request-field.ts';
import type { Return } from './reply.ts';
import type { Webhook } from './webhook.ts';

export type Values = Readonly<Record<string, unknown>>;
export type Texts = Readonly<Record<string, string>>;

/**
 * How far an order has come before a sample is sent: a `link` is a payment link that nobody has
 * paid, called by the order's reference; `waiting` has a card payment at the bank's
 * step, `refunding` a refund that no processor was told of, `refunded` one that was processed; both
 * of a part of its money.
 */
export type OrderState =
  | 'created'
  | 'link'
  | 'failed'
  | 'waiting'
  | 'authorized'
  | 'captured'
  | 'refunding'
  | 'refunded';

/** What exists when a sample is sent; asking for what the sample does not need throws. */
export type Given = Credentials & {
  readonly family: string;
  /** The dialect that the order is of, and that paths of no dialect speak of. */
  readonly dialect: string;
  /** Milliseconds since 1970 on the account's clock. */
  readonly now: number;
  /** A name of 12 letters and digits that nothing has yet. */
  readonly fresh: string;
  /** An address of the merchant's. */
  readonly shop: string;
  readonly order: Order;
  /** The order's, which is never null here. */
  readonly reference: string;
  /** The name of the order's payment page. */
  readonly page: string;
  readonly payment: Payment;
  readonly refund: Refund;
  /** What the sample of `after` was answered. */
  readonly answer: Values;
};

/** A request as a merchant's program makes it, but for the proof. */
export type SampleRequest = {
  /** The values of the path's `:names`. */
  readonly params?: Texts;
  readonly query?: Texts;
  readonly headers?: Texts;
  /** The body's; absent: there is no body. */
  readonly fields?: Values;
};

/**
 * What a request does to its order. Of money it takes or sends back the amount that it names, or
 * `All` when it names none.
 */
export type Effect =
  | 'capture'
  | 'captureAll'
  | 'void'
  | 'refund'
  | 'refundAll'
  | 'cancelRefund'
  | 'cancelOrder'
  | 'editNotes'
  | 'pay';

/** A request that succeeds, for every family that has its row. */
export type Sample = {
  readonly families: RegExp;
  /** Method and path, as in `POST /orders/:id/refunds`. */
  readonly row: string;
  readonly order?: OrderState;
  /** The row whose first sample is sent before, in the same family. */
  readonly after?: string;
  /** Absent: it makes an order, or changes nothing of one. */
  readonly does?: Effect;
  /** The notes that are there afterwards, where the request spells them otherwise. */
  readonly notes?: Texts;
  /** A capture of less than was authorized is taken. */
  readonly takesParts?: true;
  /** What is said of the order that it makes; it is captured by itself, by any method, else. */
  readonly makes?: Partial<Pick<Order, 'capture' | 'methods'>>;
  /** How long after the order got there the request comes, on the account's clock. */
  readonly laterMs?: number;
  /** Whether the body is a form; JSON else. */
  readonly form?: true;
  /** What the account has set besides what every account has. */
  readonly settings?: Partial<AccountSettings>;
  readonly request: (given: Given) => SampleRequest;
  /** A text of the answer; one of the names of `order`, its payment or its refund else. */
  readonly holds?: (given: Given) => string;
};

/** A list that is asked for by times, both of them in it. */
export type RangeSample = Pick<Sample, 'families' | 'row' | 'form'> & {
  /** About what its entities are made. */
  readonly order: OrderState;
  /** The least that its times tell apart: a second, or an Indian day. */
  readonly unitMs: number;
  /** `from` and `to` are the first milliseconds of units. */
  readonly request: (given: Given, from: number, to: number) => SampleRequest;
  /** How a page of the list is asked for; absent: it always comes whole. */
  readonly page?: (skip: number, count: number) => Texts;
  /** An order of this state is left out, though its times are in the list; absent: none is. */
  readonly leavesOut?: OrderState;
};

/** How a request goes out, but for its proof: what signatures over a whole request are made of. */
export type Spelt = {
  readonly method: string;
  readonly base: string;
  /** Below the base, without the query. */
  readonly path: string;
  /** Empty where there is none. */
  readonly body: string;
};

/** How requests of these families show whose they are. */
export type Prover = {
  /** How suites that are about one way know it; absent where none is. */
  readonly name?: string;
  readonly families: RegExp;
  readonly prove: (
    request: SampleRequest,
    who: Credentials,
    now: number,
    spelt: Spelt,
  ) => SampleRequest;
  /** The proof with one character changed; it must still look like one. */
  readonly damage: (proved: SampleRequest) => SampleRequest;
  readonly strip: (proved: SampleRequest) => SampleRequest;
};

/**
 * What an independent receiver finds: `unsigned` when the gateway puts no proof on such a message.
 */
export type Verdict = 'good' | 'bad' | 'unsigned';

/** Who got a message: the account's credentials, and the secret of the endpoint it came to. */
export type Receiver = Credentials & { readonly endpointSecret: string };

/** Written from the gateway's documents alone: no code that signs is used. */
export type Verifier<Message> = {
  readonly verify: (message: Message, who: Receiver) => Verdict;
  /** The fields that its proof covers, the proof among them; `everything` for the whole body. */
  readonly covers: (message: Message) => readonly string[] | 'everything';
};

export type Ending = 'paid' | 'failed' | 'cancelled' | 'pending';

/** A merchant's program on one server, with the shop that its customers come back to. */
export type Merchant = Credentials & {
  readonly server: string;
  readonly shop: string;
  /** Asks the server, with Basic credentials unless headers are given; the answer is 200. */
  readonly ask: (
    method: string,
    path: string,
    sent?: { readonly headers?: Texts; readonly body?: Values },
  ) => Promise<Values>;
  /** Where an order is paid whose documented answer names no page. */
  readonly findPage: (reference: string) => Promise<string>;
};

/** An order that waits for its customer: its name in the dialect, and its payment page. */
export type CreatedOrder = {
  readonly reference: string;
  readonly name: string;
  readonly page: string;
};

/** An order of 500.50 rupees as a merchant makes it, and how it reads what comes back. */
export type DialectDriver = {
  readonly title: string;
  readonly create: (merchant: Merchant, reference: string) => Promise<CreatedOrder>;
  /** What the dialect's own fetch says of any order of the account: its state, and paise. */
  readonly read: (merchant: Merchant, reference: string) => Promise<readonly [string, number]>;
  /**
   * Sends a part of a paid order's money back, in its own API. Every dialect does so with the same
   * order, so that a name that it gives the refund has the dialect's in it.
   */
  readonly refund: (merchant: Merchant, reference: string, minor: number) => Promise<void>;
  /** Its words for an order that waits to be paid, is paid, and was refunded whole. */
  readonly words: { readonly unpaid: string; readonly paid: string; readonly refunded: string };
  /** What of the shop's address the browser comes back to; null when create names none. */
  readonly returns: Readonly<Record<Ending, string>> | null;
  readonly method: 'GET' | 'POST';
  readonly verify: (merchant: Merchant, back: ReadonlyMap<string, string>) => Promise<boolean>;
  /** The ending that the fields tell; null when the merchant has to ask. */
  readonly readEnding: (back: ReadonlyMap<string, string>) => Ending | null;
  readonly readReference: (back: ReadonlyMap<string, string>) => string | undefined;
  /** Places in the fields that the proof covers. */
  readonly signed: readonly (readonly [field: string, at: number])[];
};

/** What the walk over a row's table of request fields needs to know. */
export type FieldSample = {
  readonly families: RegExp;
  /** Method and path, as in `POST /orders/:id/refunds`. */
  readonly row: string;
  readonly table: FieldTable;
  /** The list whose one member has the fields; absent: the request has them. */
  readonly list?: string;
  readonly headers?: Texts;
  readonly params?: Texts;
  readonly query?: Texts;
  /** What succeeds. */
  readonly base: Values;
  /** For each enforced field two values that come to different things; the first is taken. */
  readonly values: Readonly<Record<string, readonly [unknown, unknown]>>;
  /** Fields that another part than the row's parse reads: by name, which part. */
  readonly elsewhere?: Texts;
  /** Decoration that the proof of the request covers: it is read, and decides nothing. */
  readonly proved?: readonly string[];
  /** What a field needs around it. */
  readonly around?: (name: string) => Values;
  /** What a refused field, or one that no row is about, is told; both in dotted names. */
  readonly refusal: (shown: string, name: string) => string;
  /** A refused field is refused whatever is in it, even where that asks for nothing. */
  readonly always?: readonly string[];
  /** Every value is a text: a form's. */
  readonly texts?: true;
  /** A field that no row is about is passed over: a browser's form. */
  readonly isOpen?: true;
};

/** What paths of our own APIs bring; a dialect brings more. */
export type Fixture = {
  readonly samples: readonly Sample[];
  readonly provers: readonly Prover[];
  /** Headers that every request of a family has, such as its version. */
  readonly headersOf?: (family: string) => Texts;
  /** How an answer of status 200 says no. */
  readonly isRefusal?: (text: string) => boolean;
};

export type DialectFixture = Fixture & {
  readonly webhook: Verifier<Webhook>;
  readonly handback: Verifier<Return>;
  /** One for each list that takes times; the suite finds those that are missing. */
  readonly ranges: readonly RangeSample[];
  /** One for each row whose samples send fields. */
  readonly requestFields: readonly FieldSample[];
  readonly driver: DialectDriver;
};
