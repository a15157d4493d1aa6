// After a backup was restored: what this server gave back in the lost time it does not know, so
// nothing more is given back of an older payment before its processor was asked.
import type { Account } from '../../core/account.ts';
import type { Instruction } from '../../core/decision.ts';
import { isNamed } from '../../core/name.ts';
import type { Payment } from '../../core/payment.ts';
import type { Refund } from '../../core/refund.ts';
import type { Connection, Found, PaymentAsk, Processor } from '../../gateways/processor.ts';
import type { Store } from '../../store/store.ts';
import type { Call } from './call.ts';

/** The setting that says when, in real milliseconds; see cli/restore.ts. */
export const RESTORED_AT = 'restored_at';

export type Restored = {
  /** Whether the payment is older than the last restore. */
  readonly isOlder: (payment: Payment) => boolean;
  /**
   * `held`: somebody has to decide of this refund. `released`: he says that it was not sent, and is
   * to be. Null: nobody was asked, or he did not say what becomes of it.
   */
  readonly decidedOf: (account: Account, refund: Refund) => Promise<'held' | 'released' | null>;
};

const REVIEWS_MAX = 100;

export async function readRestored(store: Store): Promise<Restored> {
  // Never: null, of which the number is 0, before every payment.
  const at = Number(await store.findSetting(RESTORED_AT));
  return {
    isOlder: ({ createdAt }) => createdAt <= at,
    decidedOf: async ({ id: account }, { id, orderKey }) => {
      const reviews = await store.listReviews({ account, orderKey }, REVIEWS_MAX);
      const decisions = reviews
        .filter(({ reason, refundKey }) => reason === 'restored' && refundKey === id.key)
        .map(({ decided }) => decided?.decision);
      if (decisions.includes('refund')) return 'released';
      return decisions.includes(undefined) ? 'held' : null;
    },
  };
}

/** Where a refund has no name of ours, or parts are not told, none of a lost time can be found. */
function isMute({ identifies, hidesParts }: Processor): boolean {
  return identifies === 'difference' || hidesParts === true;
}

type Side = {
  readonly account: Account;
  readonly connection: Connection;
  readonly processor: Processor;
  readonly parts: { readonly call: Call; readonly restored?: Restored };
};
type RefundInstruction = Extract<Instruction, { kind: 'refund' }>;

/** Why a refund is not sent now, and whether somebody has to look; null: nothing keeps it back. */
export async function findHold(
  { account, connection, processor, parts: { call, restored } }: Side,
  instruction: RefundInstruction,
  ask: PaymentAsk,
): Promise<{ readonly raw: string; readonly review?: 'restored' } | null> {
  if (restored === undefined || !restored.isOlder(instruction.payment)) return null;
  const decided = await restored.decidedOf(account, instruction.refund);
  if (decided === 'held') return { raw: 'held since a restore' };
  if (decided === 'released') return null;
  const review = 'restored';
  if (isMute(processor)) return { raw: 'whether it was sent cannot be asked', review };
  const found = await call(processor.inquire, ask, connection);
  if (found.kind !== 'found') return { raw: 'not asked since a restore' };
  const isUnknown = hasUnknownRefunds(found, instruction);
  return isUnknown ? { raw: 'refunds that are not known here', review } : null;
}

/** Whether more went back there than we know of, this refund left out. */
function hasUnknownRefunds(
  { refunds, areRefundsUnread }: Found,
  { refund, payment }: RefundInstruction,
): boolean {
  const own = refunds.filter(({ ours, attempt, state }) => {
    const isOfPayment = attempt === null || attempt === payment.processorReference;
    const isOurs = ours !== null && isNamed(refund, { by: 'token', token: ours });
    return !isOurs && isOfPayment && state !== 'failed' && state !== 'cancelled';
  });
  const given = own.reduce((sum, { amountMinor }) => sum + (amountMinor ?? Number.NaN), 0);
  // What does not say how much it is may be anything.
  return areRefundsUnread === true || !(given <= payment.refundedMinor - refund.amountMinor);
}
