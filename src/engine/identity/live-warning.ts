// Tells the operator that live connections carry nothing, and what would let them.
import type { Account } from '../../core/account.ts';
import type { Store } from '../../store/store.ts';
import type { Log } from '../log.ts';

const PAGE = 500;

export function warnOfLive(log: Log, { key }: Pick<Account, 'key'>, remedy: string): void {
  log.warn({ account: key }, `a live connection that carries no payments here: ${remedy}`);
}

/** What every start does. `remedy` null: live connections have all that they need. */
export async function warnOfLiveRoutes(
  store: Pick<Store, 'hasLiveAccount' | 'listAccounts'>,
  log: Log,
  remedy: string | null,
): Promise<void> {
  if (remedy === null || !(await store.hasLiveAccount())) return;
  for (let after: number | undefined = -1; after !== undefined; ) {
    const page: Awaited<ReturnType<Store['listAccounts']>> = await store.listAccounts(after, PAGE);
    for (const account of page) {
      if (account.settings.route?.mode === 'live') warnOfLive(log, account, remedy);
    }
    after = page.length < PAGE ? undefined : page.at(-1)?.id;
  }
}
