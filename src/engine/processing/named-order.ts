// An order by whichever name the operator has for it.
import type { Account } from '../../core/account.ts';
import type { Outcome } from '../../core/decision.ts';
import { type Failure, isFailure } from '../../core/failure.ts';
import { readOwnNames } from '../../core/name.ts';
import type { Engine } from '../orders/engine.ts';

/** The token of the account's order whose page has this name; null when it is none. */
export type OrderOfPage = (account: Account, name: string) => string | null;

type Parts = {
  readonly engine: Pick<Engine, 'find'>;
  readonly orderOfPage: OrderOfPage;
};

/**
 * The order of this name: its merchant's reference, our name for it in the spelling of any dialect,
 * or the name of its payment page.
 */
export function findOrderNamed(
  { engine, orderOfPage }: Parts,
  account: Account,
  name: string,
): Promise<Outcome | Failure> {
  const ofPage = orderOfPage(account, name.replace(/^[a-z]+_/, ''));
  const order = [
    { by: 'reference', reference: name } as const,
    ...readOwnNames(name),
    ...(ofPage === null ? [] : [{ by: 'token', token: ofPage } as const]),
  ];
  return engine.find(account, { kind: 'findOrder', order });
}

/** Its key alone. */
export async function findNamedOrder(
  parts: Parts,
  account: Account,
  name: string,
): Promise<number | Failure> {
  const found = await findOrderNamed(parts, account, name);
  return isFailure(found) ? found : found.aggregate.order.id.key;
}

/** The same, or whose payment, refund or payment link is called so. */
export async function findAnyNamed(
  parts: Parts,
  account: Account,
  name: string,
): Promise<Outcome | Failure> {
  const found = await findOrderNamed(parts, account, name);
  if (!isFailure(found)) return found;
  const { engine } = parts;
  const own = readOwnNames(name);
  const named = [{ by: 'reference', reference: name } as const, ...own];
  for (const query of [
    { kind: 'findPayment', order: null, payment: own },
    { kind: 'findRefund', order: null, refund: named },
    { kind: 'findOrder', order: named, link: true },
  ] as const) {
    const other = await engine.find(account, query);
    if (!isFailure(other)) return other;
  }
  return found;
}
