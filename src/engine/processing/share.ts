// How many inquiries of sweeps one gateway may leave unanswered: what is due at others has its
// place among those that are under way.
import type { Combine } from './combine.ts';
import { LEASE_MS } from './lease.ts';

/** Of the 600 instructions that a process carries out at once. */
const SHARE_MAX = 100;

/** One more than these is not asked now: it comes again when its lease is over. */
export function shareOut(combine: Combine, most: number = SHARE_MAX): Combine {
  const underWay = new Map<string, number>();
  const count = (name: string, more: 1 | -1): number => {
    const now = (underWay.get(name) ?? 0) + more;
    if (now > 0) underWay.set(name, now);
    else underWay.delete(name);
    return now;
  };
  return async (inquiry) => {
    const { processor, baseUrl } = inquiry.connection;
    const name = `${processor} ${baseUrl ?? ''}`;
    if (!inquiry.isSwept) return combine(inquiry);
    try {
      if (count(name, 1) <= most) return await combine(inquiry);
      return { kind: 'later', afterMs: LEASE_MS, isCrowded: true };
    } finally {
      count(name, -1);
    }
  };
}
