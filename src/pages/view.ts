/** What each customer-facing page needs to know, and what rendering one gives back. */

import type { Words } from './words.ts';

export type Method = 'upi' | 'card' | 'netbanking' | 'wallet';

export type Choice = { code: string; name: string };

/** `also` fills further fields of the same method, such as `card_expiry` and `card_cvv`. */
export type TestInstrument = {
  method: Method;
  value: string;
  label: string;
  effect: string;
  /** The gateway that publishes it; null: nobody's, the usual ones. */
  gateway: string | null;
  also?: Readonly<Record<string, string>>;
};

export type OrderView = {
  merchant: string;
  description: string | null;
  reference: string | null;
  amountMinor: number;
  currency: string;
  exponent: number;
  /** The path of the shop's own picture; null: it has none, its initial stands there. */
  picture?: string | null;
};

/**
 * `words` are those of the customer's language; English unless given. `embedder` is the one origin
 * that may frame the page, `*` any; without it nobody may, nor with OPENER. `tell` are the messages
 * that the page around or before this one gets when it is shown.
 */
type Shown = { words?: Words; embedder?: string | null; tell?: readonly unknown[] };

/** Paying by UPI as India does: a code to be scanned on a desk, an app to be opened on a phone. */
export type UpiView = {
  /** Where the payment is approved, as a phone reaches it, or would if it could. */
  address: string;
  /** Whether only this machine reaches it. */
  isLoopback: boolean;
  apps: readonly Choice[];
  /** Tells where to go once this payment was made elsewhere; nothing until then. */
  next: string;
};

export type PayView = Shown & {
  order: OrderView;
  sandbox: boolean;
  action: string;
  cancelAction: string;
  /** Whether there is an address of the merchant's to return to. */
  returns: boolean;
  methods: readonly Method[];
  banks: readonly Choice[];
  wallets: readonly Choice[];
  /** Null: a UPI ID is typed. */
  upi?: UpiView | null;
  instruments: readonly TestInstrument[];
  chosen: Method;
  /** By the account's clock; without it no expiry is held to be past before it is sent. */
  now?: number;
  entered: Readonly<Record<string, string>>;
  errors: Readonly<Record<string, string>>;
  /** `isCalm`: it was the customer's own will. */
  declined: { title: string; reason: string; isCalm?: boolean } | null;
};

export type BankView = Shown & {
  order: OrderView;
  instrument: string;
  /** The bank account that alone may pay; null: each may. */
  account?: string | null;
  action: string;
  sandbox: boolean;
};

/** What a processor has to know of who pays. */
export type ContactName = 'name' | 'email' | 'phone';

export type HandoverView = Shown & {
  order: OrderView;
  /** No money moves where it leads. */
  isTest: boolean;
  /** The gateway whose page follows, as people know it; null: none is open. */
  gateway: string | null;
  action: string;
  /** Null: it is left elsewhere. */
  cancelAction: string | null;
  returns: boolean;
  /** It leads to what was begun before. */
  isBegun: boolean;
  /** Among which the customer chooses first, as gateways differ; empty: it makes no difference. */
  methods: readonly Method[];
  /** What was chosen of them; null: nothing yet. */
  method: Method | null;
  asks: readonly ContactName[];
  entered: Readonly<Partial<Record<ContactName, string>>>;
  errors: Readonly<Partial<Record<ContactName | 'method', string>>>;
  declined: { title: string; reason: string; isCalm?: boolean } | null;
  /** Tells where to go once it was paid in the window; null: it is paid in this one. */
  next: string | null;
  /** Where `action` leads to, besides our own origin. */
  formOrigins: readonly string[];
};

/** What a page loads besides its own. */
export type BridgeOrigins = Readonly<
  Record<'script' | 'style' | 'connect' | 'image' | 'font' | 'frame' | 'form', readonly string[]>
>;

/** `back` is our own page. */
export type BridgeView = { words?: Words; gateway: string; back: string } & (
  | { kind: 'redirect'; url: string }
  | {
      kind: 'post';
      url: string;
      fields: readonly (readonly [string, string])[];
      formOrigins: readonly string[];
    }
  | {
      kind: 'script';
      source: string;
      run: string;
      options: Readonly<Record<string, unknown>>;
      origins: BridgeOrigins;
    }
);

/** For the window in which was paid; `open`: nobody has paid there. */
export type ElsewhereView = { words?: Words; state: 'open' | 'pending' | 'paid' | 'failed' };

export type OutcomeState = 'paid' | 'pending' | 'failed' | 'cancelled' | 'expired';

/**
 * How and when it was paid; null while it is not. `method` is null where nobody said, `at` in
 * milliseconds since 1970.
 */
export type Paid = { method: string | null; at: number } | null;

export type OutcomeView = Shown & {
  order: OrderView;
  sandbox: boolean;
  /** It was carried by a gateway's test mode. */
  isTest?: boolean;
  state: OutcomeState;
  paymentReference: string | null;
  paid?: Paid;
  reason: string | null;
  retry: string | null;
  back: { href: string } | null;
  refreshSeconds: number | null;
  /** Shown on another device than the one that opened the page: what is next happens there. */
  isElsewhere?: boolean;
};

/**
 * `onward` lists origins that the merchant's address sends the browser on to after a POST, or says
 * that it may be any: browsers hold a redirect after a form to `form-action` too.
 */
export type HandbackView = Shown & {
  order: OrderView;
  sandbox: boolean;
  /** It was carried by a gateway's test mode. */
  isTest?: boolean;
  state: OutcomeState;
  reason: string | null;
  method: 'GET' | 'POST';
  url: string;
  fields: readonly (readonly [string, string])[];
  delaySeconds: number;
  paymentReference: string | null;
  paid?: Paid;
  onward?: readonly string[] | 'any';
};

export type RecentOrder = {
  href: string;
  /** The merchant's for it, or ours. */
  name: string;
  /** The title of the dialect that made it. */
  dialect: string;
  status: 'created' | 'attempted' | 'paid' | 'expired' | 'cancelled';
  /** In milliseconds since 1970. */
  at: number;
  amountMinor: number;
  currency: string;
  exponent: number;
};

/** For whoever has just started the server, on the same machine. */
export type FirstPageView = {
  words?: Words;
  /** Where the server is reached. */
  address: string;
  action: string;
  key: string;
  /** What may be shown of it. */
  maskedSecret: string;
  /** The first call of each dialect, as text for a shell. */
  calls: readonly { title: string; text: string }[];
  /** Newest first. */
  orders: readonly RecentOrder[];
};

/** A page outside a payment; `detail` stands as it is, in a fixed-width font. */
export type MessageView = { title: string; message: string; detail: string | null };

export type Page = { html: string; csp: string };
