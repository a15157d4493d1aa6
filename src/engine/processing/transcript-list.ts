// What was said to processors, as the operator looks at it.
import type { Account } from '../../core/account.ts';
import { type Failure, isFailure } from '../../core/failure.ts';
import { findByKey } from '../../core/id.ts';
import { isNamed } from '../../core/name.ts';
import type {
  FindTranscript,
  ListTranscripts,
  ShownTranscript,
} from '../../core/review-request.ts';
import type { Store, TranscriptRow } from '../../store/store.ts';
import type { Accounts } from '../identity/account.ts';
import { CONNECTIONS_MAX } from '../identity/connection-record.ts';
import type { Ids } from '../identity/ids.ts';
import type { Engine } from '../orders/engine.ts';
import { findNamedOrder, type OrderOfPage } from './named-order.ts';

export type TranscriptList = {
  readonly list: (request: ListTranscripts) => Promise<readonly ShownTranscript[] | Failure>;
  readonly find: (request: FindTranscript) => Promise<ShownTranscript | Failure>;
};

type Parts = {
  readonly store: Store;
  readonly ids: Ids;
  readonly accounts: Pick<Accounts, 'findFresh' | 'findById'>;
  readonly engine: Pick<Engine, 'find'>;
  readonly orderOfPage: OrderOfPage;
};

const NOT_FOUND: Failure = Object.freeze({ failure: 'record_not_found' });

export function createTranscriptList(parts: Parts): TranscriptList {
  const { store, ids, accounts } = parts;
  return {
    list: (request) => list(parts, request),
    find: async ({ transcript }) => {
      for (const locator of transcript) {
        const key = ids.keyOf(locator);
        const row = key === null ? null : await store.findTranscript(key);
        if (row === null || !isNamed(row, locator)) continue;
        const known = await accounts.findById(row.account);
        const [shown] = known === null ? [] : await showAll(parts, known.account, [row]);
        if (shown !== undefined) return shown;
      }
      return NOT_FOUND;
    },
  };
}

async function list(
  parts: Parts,
  { account: key, orderName, payment, connection, since, until, before, count }: ListTranscripts,
): Promise<readonly ShownTranscript[] | Failure> {
  const { store, ids, accounts } = parts;
  const known = await accounts.findFresh(key);
  if (known === null) return NOT_FOUND;
  const { account } = known;
  const orderKey = orderName === null ? null : await findNamedOrder(parts, account, orderName);
  if (isFailure(orderKey)) return orderKey;
  // What cannot be a name of ours names nothing.
  const keyOf = (locators: ListTranscripts['payment']): number | null =>
    locators === null ? null : (locators.map(ids.keyOf).find((each) => each !== null) ?? -1);
  const [ofPayment, ofConnection, last] = [payment, connection, before].map(keyOf);
  const rows = await store.listTranscripts(
    account.id,
    {
      ...(orderKey === null ? {} : { orderKey }),
      ...(ofPayment == null ? {} : { paymentKey: ofPayment }),
      ...(ofConnection == null ? {} : { connection: ofConnection }),
      ...(since === null ? {} : { since }),
      ...(until === null ? {} : { until }),
      ...(last == null ? {} : { beforeKey: last }),
    },
    count,
  );
  return showAll(parts, account, rows);
}

/** With the names of what they are about, each looked for once. */
async function showAll(
  { store }: Parts,
  account: Account,
  rows: readonly TranscriptRow[],
): Promise<readonly ShownTranscript[]> {
  const records = await store.listRecords(account.id, 'connection', 0, CONNECTIONS_MAX);
  const keys = [...new Set(rows.flatMap(({ orderKey }) => orderKey ?? []))];
  const orders = new Map(
    await Promise.all(
      keys.map(async (key) => [key, await store.loadOrder(account.id, key)] as const),
    ),
  );
  return rows.map((row) => {
    const aggregate = row.orderKey === null ? null : (orders.get(row.orderKey) ?? null);
    const payment = findByKey(aggregate?.payments ?? [], row.paymentKey ?? undefined);
    return {
      ...row,
      account: account.key,
      connectionToken: findByKey(records, row.connection)?.id.token ?? null,
      orderToken: aggregate?.order.id.token ?? null,
      paymentToken: payment?.id.token ?? null,
    };
  });
}
