// When an instruction is looked at again: as its processor says, else later each time.
import { namesAnother } from '../../core/evidence.ts';
import type { Aggregate } from '../../core/order.ts';
import { isUndecided, type Payment } from '../../core/payment.ts';
import type { Report } from '../../gateways/simulator.ts';
import type { InstructionRow } from '../../store/store.ts';
import type { Said } from './carrier.ts';

const RETRY_FIRST_MS = 1000;
const RETRY_LAST_MS = 5 * 60 * 1000;

export function retryAfterMs({ tries }: InstructionRow): number {
  return Math.min(RETRY_FIRST_MS * 2 ** tries, RETRY_LAST_MS);
}

/** An outcome that is still open is always asked about again; no other is. */
export function askAgainMs(
  { state }: Report,
  againMs: number | null,
  retryMs: number,
): number | null {
  if (state === 'unknown') return retryMs;
  if (state !== 'pending') return null;
  return againMs !== null && Number.isSafeInteger(againMs) && againMs >= 0 ? againMs : retryMs;
}

/** What is told by the name of another refund decides nothing, so that it stays open. */
export function goOnAsking(aggregate: Aggregate, said: Said, row: InstructionRow): Said {
  const { report, againMs } = said;
  if (report.kind !== 'reportRefund' || !namesAnother(aggregate, report)) return said;
  return { ...said, againMs: Math.max(againMs ?? 0, retryAfterMs(row)) };
}

/** What is watched has no state in which it is over: its carrier says when to look again. */
export function watchAgainMs(
  payment: Payment,
  { report, againMs }: Said,
  retryMs: number,
): number | null {
  if (againMs !== null && Number.isSafeInteger(againMs) && againMs >= 0) return againMs;
  const isOpen = report.state === 'unknown' || report.state === 'pending';
  return isUndecided(payment) && isOpen ? retryMs : null;
}

export function soonest(one: number | null, other: number): number {
  return one === null ? other : Math.min(one, other);
}
