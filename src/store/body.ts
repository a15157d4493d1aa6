// Entities as JSON in a row's body. A body of version 1 leaves out nulls, what stands in a column,
// and what has the value that is given here: those values are fixed for ever. A body without a
// version, as the first rows have it, is whole.
import type { AccountSettings } from '../core/account.ts';
import type { Opening } from '../core/checkout-session.ts';
import type { RoutingNote } from '../core/decision.ts';
import type { Evidence } from '../core/evidence.ts';
import type { Id } from '../core/id.ts';
import { NOBODY, NOWHERE, type Order } from '../core/order.ts';
import type { Instrument, Method, Payment } from '../core/payment.ts';
import type { StoredRecord } from '../core/record.ts';
import type { Refund } from '../core/refund.ts';
import type { Review } from '../core/review.ts';
import type { Transcript } from '../core/transcript.ts';
import type { WebhookRequest } from './webhook-row.ts';

export type Row = Readonly<Record<string, unknown>>;

export type Body<E> = {
  readonly write: (entity: E) => string;
  /** The row was written by us, so its shape is not checked again. */
  readonly read: (row: Row) => E;
};

/** Whatever can be null is null when it is left out; the rest is the writer's choice. */
type Usual<E> = Readonly<Partial<E> & { [K in keyof E as null extends E[K] ? K : never]-?: null }>;

const VERSION = 1;
const NOTHING = Object.freeze({});
/** What an instrument of this method may be without. */
const UNNAMED: Readonly<Record<Method, object>> = Object.freeze({
  card: { holder: null },
  upi: { vpa: null },
  netbanking: { bankName: null },
  wallet: {},
});
const NO_OPENING: Opening = Object.freeze({ session: null, embedder: null });

export const ORDER_BODY = bodyOf<Order>(
  {
    reference: null,
    ownsReference: true,
    currency: 'INR',
    amountText: null,
    status: 'created',
    capture: 'automatic',
    description: null,
    customer: NOBODY,
    notes: NOTHING,
    returns: NOWHERE,
    wire: NOTHING,
    attempts: 0,
    refunds: 0,
    amountPaidMinor: 0,
    expiresAt: null,
    version: 1,
  },
  {
    columns: ['reference', 'createdAt'],
    shaped: ['customer', 'returns'],
    complete: ({ customer, returns }) => ({
      customer: customer === undefined ? NOBODY : { ...NOBODY, ...customer },
      returns: returns === undefined ? NOWHERE : { ...NOWHERE, ...returns },
    }),
  },
);
export const PAYMENT_BODY = bodyOf<Payment>(
  {
    currency: 'INR',
    instrument: null,
    processorReference: null,
    processorStatus: null,
    bankReference: null,
    decline: null,
    requested: null,
    capturedMinor: 0,
    refundedMinor: 0,
    notes: NOTHING,
    completedAt: null,
  },
  {
    shaped: ['instrument', 'opening'],
    complete: ({ instrument, opening }) => ({
      ...(instrument === null || instrument === undefined
        ? {}
        : { instrument: { ...UNNAMED[instrument.method], ...instrument } as Instrument }),
      ...(opening === undefined ? {} : { opening: { ...NO_OPENING, ...opening } }),
    }),
  },
);
export const REFUND_BODY = bodyOf<Refund>({
  dialect: null,
  reference: null,
  ownsReference: true,
  currency: 'INR',
  note: null,
  notes: NOTHING,
  wire: NOTHING,
  processorReference: null,
  processorStatus: null,
  bankReference: null,
  processedAt: null,
});
// The first version called the unique reference otherwise: it is the column's.
export const RECORD_BODY = bodyOf<StoredRecord>(
  { uniqueRef: null, sealedSecret: null },
  { columns: ['uniqueRef'] },
);
export const REQUEST_BODY = bodyOf<WebhookRequest>({
  method: 'POST',
  attemptHeader: null,
  accepts: null,
});
export const EVIDENCE_BODY = bodyOf<Evidence>({
  refund: null,
  currency: 'INR',
  reference: null,
  bankReference: null,
});
export const REVIEW_BODY = bodyOf<Review>({ refundKey: null, decided: null });
/** The rest of it stands in columns. */
type Talk = Pick<Transcript, 'id' | 'request' | 'reply' | 'error'>;
export const TRANSCRIPT_BODY = bodyOf<Talk>({ reply: null, error: null });
/** What an event tells of a route stands where another has its evidence. */
export const ROUTING_BODY = bodyOf<RoutingNote>({});
/** And there stands who asked for a refund, where an operator did. */
export const OPERATOR_BODY = bodyOf<{ readonly by: string }>({});
// From where refunds may be asked for without proof is always written: what it was before it was a
// setting depends on the account; see readSettings.
export const SETTINGS_BODY = bodyOf<AccountSettings>({
  unsignedCreate: false,
  uniqueReferences: false,
  orderNotices: 'json',
  v1Hashes: null,
  picture: null,
  route: null,
  routes: null,
  routable: null,
  strict: null,
});

type Fields<E> = readonly (keyof E & string)[];

/**
 * `columns`: fields that the row has under the same names, as it has the key of every entity.
 * `shaped`: fields whose own fields are known, so that their nulls can go as well, and `complete`
 * gives them back; what is in others is as somebody else made it.
 */
function bodyOf<E extends object>(
  usual: Usual<E>,
  {
    columns = [],
    shaped = [],
    complete = () => NOTHING,
  }: {
    readonly columns?: Fields<E>;
    readonly shaped?: Fields<E>;
    readonly complete?: (found: Partial<E>) => Partial<E>;
  } = {},
): Body<E> {
  const skipped: ReadonlySet<string> = new Set(columns);
  const trimmed: ReadonlySet<string> = new Set(shaped);
  return {
    write: (entity) => {
      const kept: Record<string, unknown> = { v: VERSION };
      for (const name in entity) {
        const value: unknown = entity[name];
        const standard: unknown = usual[name as keyof Usual<E>];
        if (value === standard || skipped.has(name)) continue;
        const lean = name === 'id' ? nameOf(value as Id) : trimmed.has(name) ? trim(value) : value;
        if (typeof standard !== 'object' || !isEmpty(lean)) kept[name] = lean;
      }
      return JSON.stringify(kept);
    },
    read: (row) => {
      const { v, ...rest } = JSON.parse(String(row['body'])) as { readonly v?: number };
      if (v !== undefined && v !== VERSION) {
        throw new Error(`a body of version ${v}, which this version does not know`);
      }
      const found = rest as Partial<E>;
      const entity: Record<string, unknown> = { ...usual, ...found, ...complete(found) };
      if (row['id'] !== undefined) entity['id'] = { ...(entity['id'] as Id), key: row['id'] };
      for (const name of columns) entity[name] = row[name];
      return entity as E;
    },
  };
}

const nameOf = ({ number, token }: Id) => ({ number, token });

function trim(value: unknown): unknown {
  return Object.fromEntries(Object.entries(value as object).filter(([, each]) => each !== null));
}

function isEmpty(part: unknown): boolean {
  return typeof part === 'object' && part !== null && Object.keys(part).length === 0;
}
