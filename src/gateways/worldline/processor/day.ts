// The days on which a transaction may have begun: Worldline finds one by our name and its Indian
// day alone. Source: docs/gateways/worldline.md §3.3, §P.3.
import type { PaymentAsk } from '../../processor.ts';
import { readTime, spellDay } from '../time.ts';

const DAY_MS = 86_400_000;

/**
 * What stands for Worldline's own name of what was started, as it has none yet: our name and the
 * real day of the start, which no clock of an account has moved.
 */
export function nameBegun(name: string, now: number): string {
  return `${spellDay(now)}/${name}`;
}

/** Midnight of the day of the start; without one, of the payment's own. */
function startOf({ theirOrder, payment }: PaymentAsk, now: number): number {
  const [day = ''] = (theirOrder ?? '').split('/');
  const began = readTime(`${day} 00:00:00`) ?? midnightOf(payment.createdAt);
  return Math.min(began, midnightOf(now));
}

function midnightOf(at: number): number {
  return readTime(`${spellDay(at)} 00:00:00`) ?? at;
}

/**
 * Oldest first. Who stays on the page over midnight begins on the next day; who leaves it open for
 * longer does on some day until today, and yesterday's evening was not asked about yesterday.
 */
export function listDays(ask: PaymentAsk, now: number): readonly [string, ...string[]] {
  const first = startOf(ask, now);
  const later = [midnightOf(now) - DAY_MS, midnightOf(now)].filter((at) => at > first);
  return [spellDay(first), ...later.map(spellDay)];
}
