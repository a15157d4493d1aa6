// Whether a reference that a merchant chooses is a name that something of the account has already.
import type { Account } from '../../core/account.ts';
import type { Command, CreateOrder, CreateRefund } from '../../core/command.ts';
import type { Locator } from '../../core/id.ts';
import { findNamed, readOwnNames } from '../../core/name.ts';
import type { Aggregate } from '../../core/order.ts';
import type { Namesake } from '../../core/state.ts';
import type { EngineParts } from './decide-and-save.ts';

// A burst of new entities may take keys of the next moments.
const AHEAD_MS = 60_000;

/**
 * A reference that goes before our own names must not take one from its owner. Most references
 * cannot be such a name and cost nothing: they have not its shape, or stand for a time to come.
 */
export async function findNamesake(
  parts: EngineParts,
  account: Account,
  command: Command,
): Promise<Namesake | null> {
  if (command.kind !== 'createOrder' && command.kind !== 'createRefund') return null;
  const { reference } = command;
  if (reference === null) return null;
  for (const locator of namesOf(parts, account, reference)) {
    const found = await findOwner(parts, account, locator);
    if (found !== null) return found;
  }
  return command.sharesReferences ? findSharer(parts, account, command, reference) : null;
}

function namesOf(
  { ids, now, hooks }: EngineParts,
  account: Account,
  text: string,
): readonly Locator[] {
  const page = hooks.orderOfPage(account, text.replace(/^[a-z]{1,16}_/, ''));
  if (page !== null) return [{ by: 'token', token: page }];
  const end = ids.firstKeyAt(now() + AHEAD_MS);
  return readOwnNames(text).filter((locator) => {
    const key = ids.keyOf(locator);
    return key !== null && key < end;
  });
}

async function findOwner(
  { finder }: EngineParts,
  account: Account,
  locator: Locator,
): Promise<Namesake | null> {
  const names = [locator];
  const own = (await finder.order(account, names)) ?? (await finder.payment(account, names));
  if (own !== null) return namesake('name', own, null);
  const refunded = await finder.refund(account, names);
  return refunded && namesake('name', refunded, findNamed(refunded.refunds, names) ?? null);
}

async function findSharer(
  { store, finder }: EngineParts,
  account: Account,
  { kind }: CreateOrder | CreateRefund,
  reference: string,
): Promise<Namesake | null> {
  if (kind === 'createRefund') {
    const order = await store.loadOrderByReference(account.id, reference);
    return order && namesake('reference', order, null);
  }
  const names = [{ by: 'reference', reference } as const];
  const refunded = await finder.refund(account, names);
  return refunded && namesake('reference', refunded, findNamed(refunded.refunds, names) ?? null);
}

function namesake(by: Namesake['by'], { order }: Aggregate, refund: Namesake['refund']): Namesake {
  return { by, orderKey: order.id.key, refund };
}
