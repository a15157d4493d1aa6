// Lists the events of an account, of one order or of all, each with its order.
import type { Account } from '../../core/account.ts';
import type { ListEvents } from '../../core/account-request.ts';
import { type Failure, isFailure } from '../../core/failure.ts';
import type { OrderEvent } from '../../core/result.ts';
import type { Store } from '../../store/store.ts';
import type { Ids } from '../identity/ids.ts';
import type { Engine } from './engine.ts';
import { keysBetween } from './list.ts';

type Parts = { readonly store: Store; readonly engine: Pick<Engine, 'find'>; readonly ids: Ids };

/** Newest first; refused when the order that is named is not there. */
export async function listEvents(
  { store, engine, ids }: Parts,
  account: Account,
  { selection: { order, since, until }, skip, count }: ListEvents,
): Promise<readonly OrderEvent[] | Failure> {
  const found = order === null ? null : await engine.find(account, { kind: 'findOrder', order });
  if (isFailure(found)) return found;
  const filter = {
    ...(found === null ? {} : { orderKey: found.aggregate.order.id.key }),
    ...(since === null ? {} : { since }),
    ...(until === null ? {} : { until }),
    keys: keysBetween(ids, account, since ?? 0, until ?? Number.MAX_SAFE_INTEGER),
  };
  const rows = (await store.listEvents(account.id, filter, skip + count)).slice(skip);
  const orders = new Map(found === null ? [] : [[found.aggregate.order.id.key, found.aggregate]]);
  for (const { orderKey } of rows) {
    if (orders.has(orderKey)) continue;
    const aggregate = await store.loadOrder(account.id, orderKey);
    if (aggregate !== null) orders.set(orderKey, aggregate);
  }
  return rows.flatMap(({ orderKey, kind, at, evidence = null, routing = null, by = null }) => {
    const order = orders.get(orderKey)?.order;
    return order === undefined ? [] : [{ kind, at, evidence, routing, by, order }];
  });
}
