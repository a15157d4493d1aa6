/** What each customer-facing page needs to know, and what rendering one gives back. */

export type Method = 'upi' | 'card' | 'netbanking' | 'wallet';

export type Choice = { code: string; name: string };

/** `also` fills further fields of the same method, such as `card_expiry` and `card_cvv`. */
export type TestInstrument = {
  method: Method;
  value: string;
  label: string;
  effect: string;
  also?: Readonly<Record<string, string>>;
};

export type OrderView = {
  merchant: string;
  description: string | null;
  reference: string | null;
  amountMinor: number;
  currency: string;
  exponent: number;
};

/**
 * `embedder` is the one origin that may frame the page, `*` any; without it nobody may, nor with
 * OPENER. `tell` are the messages that the page around or before this one gets when it is shown.
 */
type Embeddable = { embedder?: string | null; tell?: readonly unknown[] };

export type PayView = Embeddable & {
  order: OrderView;
  sandbox: boolean;
  action: string;
  cancelAction: string;
  /** Whether there is an address of the merchant's to return to. */
  returns: boolean;
  methods: readonly Method[];
  banks: readonly Choice[];
  wallets: readonly Choice[];
  instruments: readonly TestInstrument[];
  chosen: Method;
  entered: Readonly<Record<string, string>>;
  errors: Readonly<Record<string, string>>;
  declined: { title: string; reason: string } | null;
};

export type BankView = Embeddable & {
  order: OrderView;
  instrument: string;
  action: string;
  sandbox: boolean;
};

export type OutcomeState = 'paid' | 'pending' | 'failed' | 'cancelled' | 'expired';

export type OutcomeView = Embeddable & {
  order: OrderView;
  sandbox: boolean;
  state: OutcomeState;
  paymentReference: string | null;
  reason: string | null;
  retry: string | null;
  back: { href: string } | null;
  refreshSeconds: number | null;
};

/**
 * `onward` lists origins that the merchant's address sends the browser on to after a POST, or says
 * that it may be any https one: browsers hold a redirect after a form to `form-action` too.
 */
export type HandbackView = Embeddable & {
  order: OrderView;
  sandbox: boolean;
  state: OutcomeState;
  reason: string | null;
  method: 'GET' | 'POST';
  url: string;
  fields: readonly (readonly [string, string])[];
  delaySeconds: number;
  paymentReference: string | null;
  onward?: readonly string[] | 'any';
};

/** A page outside a payment; `detail` stands as it is, in a fixed-width font. */
export type MessageView = { title: string; message: string; detail: string | null };

export type Page = { html: string; csp: string };
