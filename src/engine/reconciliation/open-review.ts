// Puts before a person what settlements and our books do not agree on, once asking did not mend it.
import type { Account } from '../../core/account.ts';
import type { ReviewSettlement } from '../../core/command.ts';
import { isFailure } from '../../core/failure.ts';
import type { Agreement, Booked, Reconciled } from '../../core/reconciliation.ts';
import type { Store } from '../../store/store.ts';
import type { Engine } from '../orders/engine.ts';

type Parts = {
  readonly store: Store;
  readonly engine: Pick<Engine, 'execute'>;
  /** The real time in milliseconds. */
  readonly now: () => number;
};

const REASONS: Readonly<Partial<Record<Agreement, ReviewSettlement['reason']>>> = Object.freeze({
  different: 'settled_differently',
  missing_here: 'settled_unknown',
  missing_there: 'not_settled',
});

/**
 * How many stand before a person. What is missing here does once its processor was asked. In test
 * mode no money is missing: some processors settle nothing there.
 */
export async function openReviews(
  parts: Parts,
  account: Account,
  mode: 'test' | 'live',
  entries: readonly Reconciled[],
): Promise<number> {
  const wrong = entries.filter(({ agreement }) => REASONS[agreement] !== undefined);
  if (wrong.length === 0) return 0;
  const unasked = await listUnasked(parts, account);
  let opened = 0;
  for (const entry of wrong) {
    const command = commandOf(entry);
    if (command === null || (command.reason === 'not_settled' && mode === 'test')) continue;
    if (command.reason === 'settled_unknown' && unasked.has(command.paymentKey)) continue;
    if (!isFailure(await parts.engine.execute(account, command))) opened += 1;
  }
  return opened;
}

/** The payments whose question still waits for a server. */
async function listUnasked({ store, now }: Parts, { id }: Account): Promise<ReadonlySet<number>> {
  const at = now();
  const rows = await store.accountInstructions(id);
  const due = rows.filter(({ kind, dueAt }) => kind === 'charge' && dueAt <= at);
  return new Set(due.map((row) => row.id));
}

/** Null where no order of ours is meant: nobody here can decide anything about it. */
function commandOf({ agreement, line, booked, asks, why }: Reconciled): ReviewSettlement | null {
  const reason = REASONS[agreement];
  const about: Pick<Booked, 'paymentKey' | 'orderKey'> | null = booked ?? asks;
  if (reason === undefined || about === null) return null;
  return {
    kind: 'reviewSettlement',
    ...{ orderKey: about.orderKey, paymentKey: about.paymentKey, reason },
    refundToken: booked?.kind === 'refund' ? booked.token : null,
    raw: why ?? agreement,
    amountMinor: line?.amountMinor ?? booked?.amountMinor ?? 0,
    currency: line?.currency ?? booked?.currency ?? '',
    reference: line?.theirs ?? booked?.theirs ?? null,
    bankReference: line?.utr ?? null,
  };
}
