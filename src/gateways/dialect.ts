// The contract of a dialect: data and pure functions, nothing that reads a clock or a socket.
import type { Account, Credentials } from '../core/account.ts';
import type { Failure } from '../core/failure.ts';
import type { Aggregate, Order } from '../core/order.ts';
import type { CardKind, DeclineReason, Method, Payment } from '../core/payment.ts';
import type { Manual } from './kit/manual.ts';
import type { Operation } from './operation.ts';
import type { Reply, Return } from './reply.ts';
import type { Addresses, Fields, Identification, RawRequest } from './request.ts';
import type { SignedForm } from './signed-form.ts';
import type { Webhooks } from './webhook.ts';

export {
  type Operation,
  operation,
  orderOperation,
  type Pair,
  type RateClass,
  type Row,
} from './operation.ts';
export type { JsonSchema, RowShape, Takes } from './operation.ts';
export type { Reply, Return } from './reply.ts';
export type { Addresses, Call, Fields, Identification, RawRequest } from './request.ts';
export type { SignedForm, SignedMessage, SignedPart, SignedText } from './signed-form.ts';
export { SECRET, writeText } from './signed-form.ts';
export type { Subscriber, Webhook, WebhookEvent, Webhooks } from './webhook.ts';

/**
 * The fields that the proof covers; the operations read these and no others. A secret in a header
 * covers the whole body, a digest the fields it is over. (Dialects with such a digest hand on what
 * came beside it too: nothing here keeps them from it yet.)
 */
export type ProvedFields = Fields;

/** A set of paths with one way to prove oneself and one shape of errors. */
export type Family = {
  readonly name: string;
  /**
   * Where it is served; the longest base that fits wins, then the first family whose `when` holds.
   */
  readonly bases: readonly string[];
  readonly when?: (request: RawRequest) => boolean;
  /**
   * Whether `open` verifies the account's secret: always, never, or where the identification brings
   * a proof. Whoever has not proved it keeps no idempotency key of the account and is counted
   * apart.
   */
  readonly proof: 'secret' | 'none' | 'offered';
  readonly identify: (request: RawRequest) => Identification | Failure;
  /** Verifies the proof with the account's secret. */
  readonly open: (
    request: RawRequest,
    identification: Identification,
    account: Account,
    credentials: Credentials,
  ) => ProvedFields | Failure;
  readonly operations: readonly Operation[];
  readonly renderFailure: (failure: Failure, request: RawRequest) => Reply;
  readonly strict?: Strictness;
};

/** In what the gateway is less kind than our sandbox, unless an account asks for it. */
export type Strictness = {
  /** Whether browsers post here from a shop's page, whose origin has to be registered. */
  readonly isPage?: true;
  /** How many requests a minute it takes on a row, by method and path, where it is known. */
  readonly perMinute?: Readonly<Record<string, number>>;
  /** Another type of its JSON. */
  readonly type?: string;
  /** The same body with fees, discounts, and without what the gateway does not document. */
  readonly retell?: (body: unknown) => unknown;
};

/** A customer's browser at the end of our page. */
export type HandbackContext = {
  readonly aggregate: Aggregate;
  readonly payment: Payment | null;
  readonly credentials: Credentials;
  readonly now: number;
  readonly addresses: Addresses;
  /**
   * Our page stands in a frame or a window of the merchant's page, which takes the fields itself:
   * then no address is needed, and the `url` of the return may be empty.
   */
  readonly embedded?: boolean;
};

/** How the browser returns to the merchant, sealed. Null when the order names no address. */
export type Handback = (context: HandbackContext) => Return | null;

/**
 * What a page that embeds ours expects to be told besides our own words: messages for postMessage.
 * Nothing in them may be secret: every page is allowed to embed ours.
 */
export type EmbedMessages = (
  context: HandbackContext,
  moment: 'loaded' | 'failed' | 'ended',
) => readonly unknown[];

/**
 * What the merchant named to pay with: our page opens with that alone, so that one button is left.
 * `entered` under the names of the page's fields: `vpa`, `bank`, `wallet`.
 */
export type Preset = {
  readonly method: Method;
  readonly entered: Readonly<Record<string, string>>;
};

/** A file that browsers load from us, such as a drop-in script; the same for everybody. */
export type Asset = {
  readonly paths: readonly string[];
  readonly type: string;
  /** `origin` is the scheme and host of this server as browsers reach it. */
  readonly body: (origin: string) => string;
};

/** A file that browsers load from us as an npm package of the project brings it. */
export type PackagedAsset = Omit<Asset, 'body'> & {
  /** As an import would name it, such as `jquery/dist/jquery.min.js`. */
  readonly module: string;
};

/** A test instrument that the gateway publishes, and what it does in its sandbox. */
export type TestInstrument = {
  readonly method: Method;
  /** A VPA, a card number without spaces, a bank code or a wallet code. */
  readonly value: string;
  readonly label: string;
  readonly outcome: 'success' | 'failure' | 'pending' | 'ask';
  /** Of a card, as the gateway says; absent: as most cards of its network are. */
  readonly cardKind?: CardKind;
  /** Taken from who names it, offered to nobody. */
  readonly unlisted?: true;
  /** Of a card: why it fails, where its customer lets it fail; absent: it is declined. */
  readonly fails?: TestFailure;
};

/** Why a test payment fails, and the processor's own word for it. */
export type TestFailure = { readonly decline: DeclineReason; readonly word: string };

/** An amount with which the dialect's orders fail when they are paid by this method, in rupees. */
export type TestAmount = {
  readonly method: Method;
  readonly amountMinor: number;
  readonly fails: TestFailure;
};

/** The request that a merchant's program begins with: it makes an order of 500 rupees. */
export type FirstCall = {
  /** Of a POST whose answer is 2xx. */
  readonly path: string;
  /** Those that prove it, and others; absent: Basic credentials do. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly fields: Readonly<Record<string, unknown>>;
};

/** What a first call says. */
export type FirstCallContext = Credentials & {
  /** A name that no order has yet. */
  readonly reference: string;
  /** An address for the customer to come back to. */
  readonly shop: string;
};

export type Dialect = {
  readonly name: string;
  /** The gateway's name as people know it. */
  readonly title: string;
  /** Of its API, as SDKs have them inside: a path there is the same path at our root. */
  readonly hosts: readonly string[];
  readonly families: readonly Family[];
  readonly assets?: readonly Asset[];
  readonly packagedAssets?: readonly PackagedAsset[];
  readonly handback: Handback;
  readonly embedMessages?: EmbedMessages;
  /** Null where the merchant left it to the customer. */
  readonly preset?: (order: Order) => Preset | null;
  readonly webhooks: Webhooks;
  /** What is signed in this dialect, for `dubash sign` and `dubash verify`. */
  readonly signedForms: readonly SignedForm[];
  readonly instruments: readonly TestInstrument[];
  readonly amounts?: readonly TestAmount[];
  /** What people are told of its rows, at `/docs`. */
  readonly manual: Manual;
  /** Told to whoever has just started a server, as text for a shell: it may hold placeholders. */
  readonly firstCall: (context: FirstCallContext) => FirstCall;
  /**
   * Its names of what proves somebody or is paid with, in requests, answers and headers: what is
   * kept of them has these blackened, besides those that every gateway has.
   */
  readonly hides: readonly string[];
};

/** Freezes a dialect deeply, so that no table can be changed by whoever borrows it. */
export function defineDialect<D extends Dialect>(dialect: D): D {
  freezeDeeply(dialect);
  return dialect;
}

function freezeDeeply(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const each of Object.values(value)) freezeDeeply(each);
}
