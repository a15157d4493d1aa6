// Reviews as the operator lists and decides them: what follows is a command like any other, and
// whoever sweeps next does it.
import type { Account } from '../../core/account.ts';
import { type Failure, isFailure } from '../../core/failure.ts';
import { findByKey, type Locator } from '../../core/id.ts';
import { isNamed } from '../../core/name.ts';
import type {
  AskReview,
  DecideReview,
  FindReview,
  ListReviews,
  ShownReview,
} from '../../core/review-request.ts';
import type { Commit, ReviewRow, Store } from '../../store/store.ts';
import type { Accounts } from '../identity/account.ts';
import type { Ids } from '../identity/ids.ts';
import type { Engine } from '../orders/engine.ts';
import { chargeRow } from './instruction.ts';
import { findNamedOrder, type OrderOfPage } from './named-order.ts';

export type Reviews = {
  readonly list: (request: ListReviews) => Promise<readonly ShownReview[] | Failure>;
  readonly find: (request: FindReview) => Promise<ShownReview | Failure>;
  readonly decide: (request: DecideReview) => Promise<ShownReview | Failure>;
  readonly ask: (request: AskReview) => Promise<ShownReview | Failure>;
};

type Parts = {
  readonly store: Store;
  readonly ids: Ids;
  readonly accounts: Pick<Accounts, 'findFresh' | 'findById'>;
  readonly engine: Pick<Engine, 'execute' | 'find' | 'nowOf'>;
  readonly orderOfPage: OrderOfPage;
  /** The real time in milliseconds. */
  readonly now: () => number;
};

const NOT_FOUND: Failure = Object.freeze({ failure: 'record_not_found' });

export function createReviews(parts: Parts): Reviews {
  const { engine } = parts;
  return {
    list: (request) => list(parts, request),
    find: async ({ review }) => {
      const found = await findReview(parts, review);
      return isFailure(found) ? found : show(parts, found);
    },
    decide: async ({ review, decision, by, note, reference }) => {
      const found = await findReview(parts, review);
      if (isFailure(found)) return found;
      const { row, account } = found;
      const about = { orderKey: row.orderKey, reviewKey: row.id.key };
      const said = { decision, by, note, reference };
      const settled = await engine.execute(account, { kind: 'settleReview', ...about, ...said });
      if (isFailure(settled)) return settled;
      // What is to go back is found there once more, and what is over is watched no longer.
      if (decision !== 'dismiss') await bringForward(parts, found);
      return showAgain(parts, row);
    },
    ask: async ({ review }) => {
      const found = await findReview(parts, review);
      if (isFailure(found)) return found;
      await bringForward(parts, found);
      return showAgain(parts, found.row);
    },
  };
}

type Found = { readonly row: ReviewRow; readonly account: Account };

async function findReview(
  { store, ids, accounts }: Parts,
  locators: readonly Locator[],
): Promise<Found | Failure> {
  for (const locator of locators) {
    const key = ids.keyOf(locator);
    const row = key === null ? null : await store.findReview(key);
    if (row === null || !isNamed(row, locator)) continue;
    const known = await accounts.findById(row.account);
    if (known !== null) return { row, account: known.account };
  }
  return NOT_FOUND;
}

async function list(
  parts: Parts,
  { account: key, orderName, isOpen, before, count }: ListReviews,
): Promise<readonly ShownReview[] | Failure> {
  const { store, ids, accounts } = parts;
  const known = key === null ? null : await accounts.findFresh(key);
  if (key !== null && known === null) return NOT_FOUND;
  const orderKey =
    known === null || orderName === null
      ? null
      : await findNamedOrder(parts, known.account, orderName);
  if (isFailure(orderKey)) return orderKey;
  const [last] = (before ?? []).flatMap((locator) => ids.keyOf(locator) ?? []);
  if (before !== null && last === undefined) return NOT_FOUND;
  const filter = {
    ...(known === null ? {} : { account: known.account.id }),
    ...(orderKey === null ? {} : { orderKey }),
    ...(isOpen === null ? {} : { isOpen }),
    ...(last === undefined ? {} : { beforeKey: last }),
  };
  const shown: ShownReview[] = [];
  for (const row of await store.listReviews(filter, count)) {
    const owner = await accounts.findById(row.account);
    if (owner !== null) shown.push(await show(parts, { row, account: owner.account }));
  }
  return shown;
}

async function showAgain(parts: Parts, { id }: ReviewRow): Promise<ShownReview | Failure> {
  const found = await findReview(parts, [{ by: 'token', token: id.token }]);
  return isFailure(found) ? found : show(parts, found);
}

async function show({ store }: Parts, { row, account }: Found): Promise<ShownReview> {
  const aggregate = await store.loadOrder(account.id, row.orderKey);
  const payment = findByKey(aggregate?.payments ?? [], row.paymentKey);
  if (aggregate === null || payment === undefined) throw new Error('a review of nothing');
  const refund = findByKey(aggregate.refunds, row.refundKey ?? undefined) ?? null;
  return { ...row, account: account.key, order: aggregate.order, payment, refund };
}

/** What is asked about anyway is asked about now, by whoever sweeps. */
async function bringForward({ store, engine, now }: Parts, { row, account }: Found): Promise<void> {
  const aggregate = await store.loadOrder(account.id, row.orderKey);
  const payment = findByKey(aggregate?.payments ?? [], row.paymentKey);
  if (payment?.connection === undefined) return;
  const at = { now: engine.nowOf(account), clockOffsetMs: account.clockOffsetMs };
  const nothing = { changes: null, events: [], record: null, reply: null, webhooks: [] };
  const save = (commit: Pick<Commit, 'instruction' | 'answered'>) =>
    store.save({ ...nothing, ...at, account: account.id, ...commit });
  const charge = { ...chargeRow(account, payment), sentAt: payment.createdAt, dueAt: now() };
  if ((await save({ instruction: charge, answered: null })) === 'conflict') {
    const answered = { id: payment.id.key, kind: 'charge', againAt: now() } as const;
    await save({ instruction: null, answered });
  }
  if (row.refundKey === null) return;
  const answered = { id: row.refundKey, kind: 'refund', againAt: now() } as const;
  await save({ instruction: null, answered });
}
