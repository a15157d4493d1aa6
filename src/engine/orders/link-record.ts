// The row that a payment link has beside its order: by it links are listed, and it keeps two links
// from being called alike.
import type { Account } from '../../core/account.ts';
import type { Command } from '../../core/command.ts';
import type { Changes } from '../../core/decision.ts';
import type { State } from '../../core/state.ts';
import type { Commit, Store } from '../../store/store.ts';

/** What is written of a link in the commit of its order; null: nothing changes there. */
export function linkRecordOf(changes: Changes | null): Commit['record'] {
  if (changes === null) return null;
  const { before, renamesLink } = changes;
  const { id, createdAt, link } = changes.order;
  if (link === undefined || (before !== null && renamesLink !== true)) return null;
  const uniqueRef = link.reference;
  const row = { id, kind: 'link', uniqueRef, body: {}, sealedSecret: null, createdAt } as const;
  return { row, isNew: before === null };
}

/** Whether another link is called as this command calls its own. */
export async function findLinkTaken(
  store: Store,
  account: Account,
  command: Command,
  orderKey: number | null,
): Promise<Pick<State, 'linkTaken'>> {
  const reference =
    command.kind === 'createOrder'
      ? command.link?.reference
      : command.kind === 'editLink'
        ? command.reference
        : undefined;
  if (typeof reference !== 'string') return {};
  const owner = await store.findRecordByUniqueRef(account.id, 'link', reference);
  return owner === null || owner.id.key === orderKey ? {} : { linkTaken: true };
}
