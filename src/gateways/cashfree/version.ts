// The six versions of the gateway's own API, and what differs between them, as data.
// Source: cashfree.md §1.1, the version matrix; 2021-05-21 is inferred from 2022-01-01.
import type { RawRequest } from '../dialect.ts';

export const VERSION_HEADER = 'x-api-version';

export const VERSIONS = Object.freeze([
  '2021-05-21',
  '2022-01-01',
  '2022-09-01',
  '2023-08-01',
  '2025-01-01',
  '2026-01-01',
] as const);

export type Version = (typeof VERSIONS)[number];

/** What the customer's page is opened with. */
export type Opening = 'order_token' | 'payment_session_id';

/** Keys of order_meta that only the newer versions have. */
export type MetaKey = 'payment_methods_filters' | 'offer_filters' | 'upi_app_priority';

/** How it is spelt before the page's own name. */
export const SESSION_PREFIX: Readonly<Record<Opening, string>> = Object.freeze({
  order_token: 'token_',
  payment_session_id: 'session_',
});

/** Each way of spelling the gateway's ids, and what it is in JSON. */
export type Spelling = { readonly number: number; readonly string: string };

type RefundMode = 'STANDARD' | 'NORMAL';

/** The two parameters make the types of the bodies differ with the version as the bodies do. */
export type Traits<
  Ids extends keyof Spelling = keyof Spelling,
  Mode extends RefundMode = RefundMode,
> = {
  readonly version: Version;
  /** How order and payment ids of the gateway are spelt in JSON. */
  readonly ids: Ids;
  readonly refundPrefix: string;
  readonly opens: Opening;
  /** Whether an order carries the addresses of its payments, settlements and refunds. */
  readonly addresses: boolean;
  readonly splits: boolean;
  readonly refundSpeed: boolean;
  readonly errorDetails: boolean;
  /** Whether TERMINATED is a status; before, a withdrawn order is EXPIRED. */
  readonly terminates: boolean;
  /** Whether an order shows customer_uid, cart_details and terminal_data. */
  readonly cart: boolean;
  /** Whether an order has the settings of the gateway's products. */
  readonly products: boolean;
  /** Whether a payment shows gateway details and offers, and a refund its exchange rate. */
  readonly gateway: boolean;
  readonly cardSubType: boolean;
  /** Keys of order_meta that these versions show as null beside the common three. */
  readonly metaKeys: readonly MetaKey[];
  readonly refundMode: Mode;
  /** Whether errors carry the `help` sentence. */
  readonly help: boolean;
  /** What a return_url must hold, where that is documented with its refusal. */
  readonly holes: readonly string[];
  readonly refundIdRequired: boolean;
  /** Which orders of a link are told to who does not say. */
  readonly linkOrders: 'ALL' | 'PAID';
};

const v2021: Traits<'number', 'STANDARD'> = Object.freeze({
  version: '2021-05-21',
  ids: 'number',
  refundPrefix: '',
  opens: 'order_token',
  addresses: true,
  splits: false,
  refundSpeed: false,
  errorDetails: false,
  terminates: false,
  cart: false,
  products: false,
  gateway: false,
  cardSubType: false,
  metaKeys: [],
  refundMode: 'STANDARD',
  help: false,
  holes: ['{order_id}', '{order_token}'],
  refundIdRequired: true,
  linkOrders: 'ALL',
});
const v2022January: typeof v2021 = Object.freeze({ ...v2021, version: '2022-01-01' });
const v2022September: typeof v2021 = Object.freeze({
  ...v2022January,
  version: '2022-09-01',
  refundPrefix: 'refund_',
  opens: 'payment_session_id',
  splits: true,
  refundSpeed: true,
  errorDetails: true,
  // Its text asks for {order_id}, but no refusal of it is documented or was observed.
  holes: [],
});
const v2023: Traits<'string', 'STANDARD'> = Object.freeze({
  ...v2022September,
  version: '2023-08-01',
  ids: 'string',
  refundPrefix: '',
  addresses: false,
  terminates: true,
  cart: true,
});
const v2025: Traits<'string', 'NORMAL'> = Object.freeze({
  ...v2023,
  version: '2025-01-01',
  products: true,
  gateway: true,
  metaKeys: ['payment_methods_filters'] as const,
  // The specification says STANDARD or INSTANT; the sandbox answers NORMAL (cashfree.md §1.8).
  refundMode: 'NORMAL',
  help: true,
  linkOrders: 'PAID',
});
const v2026: typeof v2025 = Object.freeze({
  ...v2025,
  version: '2026-01-01',
  cardSubType: true,
  metaKeys: ['payment_methods_filters', 'offer_filters', 'upi_app_priority'] as const,
  refundIdRequired: false,
});

export const TRAITS = Object.freeze({
  '2021-05-21': v2021,
  '2022-01-01': v2022January,
  '2022-09-01': v2022September,
  '2023-08-01': v2023,
  '2025-01-01': v2025,
  '2026-01-01': v2026,
} satisfies Record<Version, Traits>);

/** What the version header says; "" when it did not come. */
export function versionOf(request: RawRequest): string {
  return (request.headers[VERSION_HEADER] ?? '').trim();
}
