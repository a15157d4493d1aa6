// An order by whichever name the operator has for it.
import type { Account } from '../../core/account.ts';
import { type Failure, isFailure } from '../../core/failure.ts';
import { readOwnNames } from '../../core/name.ts';
import type { Engine } from '../orders/engine.ts';

/** The token of the account's order whose page has this name; null when it is none. */
export type OrderOfPage = (account: Account, name: string) => string | null;

/** Its key: by the merchant's reference, a name of ours as any dialect spells it, or its page. */
export async function findNamedOrder(
  {
    engine,
    orderOfPage,
  }: { readonly engine: Pick<Engine, 'find'>; readonly orderOfPage: OrderOfPage },
  account: Account,
  name: string,
): Promise<number | Failure> {
  const ofPage = orderOfPage(account, name.replace(/^[a-z]+_/, ''));
  const order = [
    { by: 'reference', reference: name } as const,
    ...readOwnNames(name),
    ...(ofPage === null ? [] : [{ by: 'token', token: ofPage } as const]),
  ];
  const found = await engine.find(account, { kind: 'findOrder', order });
  return isFailure(found) ? found : found.aggregate.order.id.key;
}
