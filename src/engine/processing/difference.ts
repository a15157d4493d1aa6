// What became of a refund that was sent without a name of ours, told by what has gone back since.
import type { Refund, RefundSending } from '../../core/refund.ts';
import type { Given, RefundFinding } from '../../gateways/processor.ts';

/** `unseen`: nothing like it has gone back since. `doubted`: it cannot be told from others. */
export type Difference =
  | { readonly kind: 'made'; readonly refund: RefundFinding }
  | { readonly kind: 'unseen' | 'unclear' | 'doubted'; readonly raw: string };

type Sent = Pick<Refund, 'amountMinor' | 'currency'> & { readonly sending: RefundSending };

/**
 * One refund more, of our amount, is ours: of two that are alike, or of one beside others, a person
 * has to say which. One of the same amount that somebody made there while ours was on its way, and
 * did not arrive, looks the same as ours: no reply tells them apart.
 */
export function readDifference(given: Given, sent: Sent): Difference {
  if (given.currency !== sent.currency) return { kind: 'unclear', raw: given.currency };
  if (given.refunds === null) return tellBySum(given, sent);
  return given.isLatestAlone === true
    ? tellByLatest(given.refunds, sent)
    : tellByList(given.refunds, sent);
}

function tellBySum(
  { totalMinor, currency }: Given,
  { amountMinor, sending: { beforeMinor } }: Sent,
): Difference {
  const raw = `${beforeMinor} before, ${totalMinor} now`;
  if (totalMinor === null) return { kind: 'unclear', raw };
  if (totalMinor === beforeMinor) return { kind: 'unseen', raw };
  if (totalMinor !== beforeMinor + amountMinor) return { kind: 'doubted', raw };
  const names = { theirs: null, ours: null, attempt: null, bankReference: null };
  return { kind: 'made', refund: { ...names, state: 'processed', raw, amountMinor, currency } };
}

/** The latest is ours where it was not there before; one of somebody else's looks the same. */
function tellByLatest(
  [latest]: readonly RefundFinding[],
  { amountMinor, sending: { before } }: Sent,
): Difference {
  const name = latest?.theirs ?? null;
  const raw = `the latest is ${name ?? 'none'}`;
  if (before === null || (latest !== undefined && name === null)) return { kind: 'unclear', raw };
  if (latest === undefined || name === null || before.includes(name)) {
    return { kind: 'unseen', raw };
  }
  const isOther = latest.amountMinor !== null && latest.amountMinor !== amountMinor;
  return isOther ? { kind: 'doubted', raw } : { kind: 'made', refund: latest };
}

function tellByList(
  refunds: readonly RefundFinding[],
  { amountMinor, currency, sending: { before } }: Sent,
): Difference {
  const known: ReadonlySet<string | null> = new Set(before);
  const fresh = refunds.filter(({ theirs }) => !known.has(theirs));
  const raw = fresh.map((each) => `${each.theirs} of ${each.amountMinor} ${each.raw}`).join(', ');
  const isWhole = fresh.every((each) => each.theirs !== null && each.amountMinor !== null);
  if (before === null || !isWhole) return { kind: 'unclear', raw };
  const alike = fresh.filter(
    (each) => each.amountMinor === amountMinor && (each.currency ?? currency) === currency,
  );
  const [only] = alike;
  if (only === undefined) return { kind: 'unseen', raw };
  return fresh.length === 1 ? { kind: 'made', refund: only } : { kind: 'doubted', raw };
}
