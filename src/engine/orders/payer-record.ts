// Whether there is the customer whom a new order, or an opening of its page, names as its payer.
import type { Account } from '../../core/account.ts';
import type { Locator } from '../../core/id.ts';
import type { EngineParts } from './decide-and-save.ts';

export async function hasPayer(
  { store, ids }: Pick<EngineParts, 'store' | 'ids'>,
  account: Account,
  names: readonly Locator[],
): Promise<boolean> {
  for (const name of names) {
    const key = name.by === 'token' ? ids.keyOf(name) : null;
    const found = key === null ? null : await store.loadRecord(account.id, 'customer', key);
    if (found !== null && name.by === 'token' && found.id.token === name.token) return true;
  }
  return false;
}
