// Opens a checkout session, and finds it again for whoever comes to its page.
import type { Account } from '../../core/account.ts';
import { type CheckoutSession, refuseCheckout } from '../../core/checkout-session.ts';
import { asOf } from '../../core/expiry.ts';
import type { OpenCheckout } from '../../core/command.ts';
import type { Outcome } from '../../core/decision.ts';
import { type Failure, isFailure } from '../../core/failure.ts';
import { TOKEN_PATTERN } from '../../core/id.ts';
import type { Aggregate } from '../../core/order.ts';
import type { StoredRecord } from '../../core/record.ts';
import type { Store } from '../../store/store.ts';
import type { Ids } from '../identity/ids.ts';
import {
  AlreadyAnswered,
  decideAndSave,
  type Extras,
  type EngineParts,
} from './decide-and-save.ts';

/**
 * What the browser brought is kept beside the order, under a name that its page's address carries.
 * Each opening is a session of its own: its name is what its browser alone knows, and is told the
 * result by, also where it brought nothing: the order's own page tells every result, and whoever
 * opens this one may know no more than a public key. The same name for the same values would be
 * anybody's who sends them.
 */
export async function openCheckout(
  parts: EngineParts,
  account: Account,
  command: OpenCheckout,
  extras: Extras,
): Promise<Outcome | Failure> {
  const { store, finder, nowOf } = parts;
  const { makes } = command;
  const made = makes === undefined ? null : await decideAndSave(parts, account, makes, {});
  for (;;) {
    if (made !== null && isFailure(made)) return made;
    const found = made?.aggregate ?? (await finder.order(account, command.order));
    const aggregate = found && asOf(found, nowOf(account));
    const opened: Opened | Failure =
      aggregate === null
        ? { failure: 'order_not_found' }
        : (refuseCheckout(aggregate, command.dialect) ?? open(parts, account, aggregate, command));
    const result = isFailure(opened) ? opened : opened.outcome;
    const record = isFailure(opened) ? null : opened.record;
    const reply = extras.remember?.(result) ?? null;
    if (record === null && reply === null) return result;
    const nothing = { changes: null, events: [], instruction: null, answered: null, webhooks: [] };
    const row = record === null ? null : { row: record, isNew: true };
    const { id, clockOffsetMs } = account;
    const commit = { ...nothing, account: id, record: row, reply, now: nowOf(account) };
    const saved = await store.save({ ...commit, clockOffsetMs });
    if (saved === 'repeated') throw new AlreadyAnswered();
    // Another process drew the same key: look again.
    if (saved === 'saved') return result;
  }
}

type Opened = { readonly outcome: Outcome; readonly record: StoredRecord };

function open(
  { ids, now, nowOf }: EngineParts,
  account: Account,
  aggregate: Aggregate,
  command: OpenCheckout,
): Opened {
  const { kind: _, dialect: _dialect, order: _order, makes: _makes, ...brought } = command;
  const { payerRecord: _payer, ...session } = brought;
  const outcome = { aggregate, payment: null, refund: null };
  const orderKey = aggregate.order.id.key;
  const record: StoredRecord = {
    id: ids.next(now()),
    kind: 'checkout',
    uniqueRef: null,
    body: { order: orderKey, ...leanOf(session) },
    sealedSecret: null,
    createdAt: nowOf(account),
  };
  return { outcome: { ...outcome, checkoutSession: record.id.token }, record };
}

/** Null when the order has no such session, or it is forgotten. */
export async function findCheckoutSession(
  { store, ids }: { readonly store: Store; readonly ids: Ids },
  account: Account,
  orderKey: number,
  token: string,
): Promise<CheckoutSession | null> {
  const key = TOKEN_PATTERN.test(token) ? ids.keyOf({ by: 'token', token }) : null;
  const found = key === null ? null : await store.loadRecord(account.id, 'checkout', key);
  if (found === null || found.id.token !== token || found.body['order'] !== orderKey) return null;
  const { order: _, ...kept } = found.body as Partial<CheckoutSession> & { readonly order: number };
  return { ...NOTHING_BROUGHT, ...kept };
}

const NOTHING_BROUGHT: CheckoutSession = Object.freeze({
  returns: Object.freeze({}),
  customer: Object.freeze({}),
  notes: null,
  embedder: null,
});

/** Only what the browser brought. */
function leanOf(session: CheckoutSession): Partial<CheckoutSession> {
  const { returns, customer, notes, embedder, ...said } = session;
  return {
    ...said,
    ...(Object.keys(returns).length === 0 ? {} : { returns }),
    ...(Object.keys(customer).length === 0 ? {} : { customer }),
    ...(notes === null ? {} : { notes }),
    ...(embedder === null ? {} : { embedder }),
  };
}

export const CHECKOUTS_KEPT_MS = 30 * 24 * 3600 * 1000;
const AT_ONCE = 500;

/** Forgets sessions that were opened long ago: anybody may open one. `now` is the real time. */
export async function deleteOldCheckoutSessions(
  store: Store,
  ids: Ids,
  now: number,
): Promise<number> {
  const before = ids.firstKeyAt(now - CHECKOUTS_KEPT_MS);
  let purged = 0;
  for (;;) {
    const count = await store.purgeRecords('checkout', before, AT_ONCE);
    purged += count;
    if (count < AT_ONCE) return purged;
  }
}
