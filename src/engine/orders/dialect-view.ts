// One order as each dialect tells it, by the rows that its merchants fetch one with.
import type { Account } from '../../core/account.ts';
import type { Aggregate } from '../../core/order.ts';
import { NOBODY } from '../../core/order.ts';
import type { Payment } from '../../core/payment.ts';
import type { Addresses, Call, Dialect, Family, Reply } from '../../gateways/dialect.ts';
import { hideFields } from '../processing/hidden-field.ts';
import { hideTexts, spellCustomer } from '../processing/scrub.ts';

export type DialectView = {
  readonly dialect: string;
  readonly title: string;
  /** Where merchants ask for it: method and path. */
  readonly asked: string;
  /** The body, without whoever pays. */
  readonly body: string;
};

type Parts = {
  readonly dialects: ReadonlyMap<string, Dialect>;
  readonly addresses: (account: Account) => Addresses;
  /** The real time in milliseconds. */
  readonly now: () => number;
};

/** In the order of the dialects, of each as often as it has ways to tell an order. */
export function viewInDialects(
  parts: Parts,
  account: Account,
  aggregate: Aggregate,
): readonly DialectView[] {
  const shown = withoutPeople(aggregate);
  return [...parts.dialects.values()].flatMap((dialect) => {
    // The same row may stand in several families, and the same path in several versions.
    const told = new Set<unknown>();
    return dialect.families.flatMap((family) =>
      family.operations.flatMap(({ tellsOrder, method, path }) => {
        if (tellsOrder === undefined) return [];
        const call = callOf(parts, account, family, { method, path }, shown);
        const asked = `${method} ${call.request.base}${path}`;
        if (told.has(tellsOrder) || told.has(asked)) return [];
        told.add(tellsOrder).add(asked);
        const body = textOf(tellsOrder({ aggregate: shown, payment: null, refund: null }, call));
        const { name, title } = dialect;
        return [{ dialect: name, title, asked, body: hidePeople(body, dialect, aggregate) }];
      }),
    );
  });
}

/** As a merchant's program would ask, which proves itself by nothing that is known here. */
function callOf(
  { addresses, now }: Parts,
  account: Account,
  { bases }: Family,
  { method, path }: { readonly method: string; readonly path: string },
  { order }: Aggregate,
): Call {
  const [base = ''] = bases.toSorted((one, other) => one.length - other.length);
  const fields = { values: {}, lexemes: new Map<string, string>() };
  const names = path.split('/').filter((segment) => segment.startsWith(':'));
  return {
    account,
    credentials: { key: account.key, secret: '' },
    request: {
      ...{ method, base, path, query: {}, headers: {}, address: '' },
      ...{ bytes: new Uint8Array(), fields: () => fields },
    },
    params: Object.fromEntries(names.map((name) => [name.slice(1), order.id.token])),
    fields,
    now: now() + account.clockOffsetMs,
    addresses: addresses(account),
  };
}

function withoutPeople({ order, payments, refunds }: Aggregate): Aggregate {
  return { order: { ...order, customer: NOBODY }, payments: payments.map(withoutPayer), refunds };
}

function withoutPayer({ customer: _, instrument, ...payment }: Payment): Payment {
  if (instrument?.method === 'card') {
    return { ...payment, instrument: { ...instrument, holder: null } };
  }
  if (instrument?.method === 'upi') return { ...payment, instrument: { ...instrument, vpa: '…' } };
  return { ...payment, instrument };
}

/** Of which a dialect may keep more than we know the meaning of. */
const PEOPLE = [
  ...['customer', 'customer_details', 'customer_id', 'billing_address', 'shipping_address'],
  ...['line1', 'line2', 'city', 'zipcode', 'pincode'],
];

function hidePeople(body: string, { hides }: Dialect, { order, payments }: Aggregate): string {
  const customers = [order.customer, ...payments.map(({ customer }) => customer ?? NOBODY)];
  const known = customers.flatMap((customer) => spellCustomer(customer));
  const names = new Set([...hides, ...PEOPLE].map((name) => name.toLowerCase()));
  return hideFields(body, { names, hideValues: (text) => hideTexts(text, known) });
}

function textOf(reply: Reply): string {
  if (reply.kind === 'text') return reply.body;
  return JSON.stringify(reply.kind === 'json' ? reply.body : reply);
}
