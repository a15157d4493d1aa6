// What a request about money is about: which payment it means, and how much of it.
import type { AskedAmount, Target } from './command.ts';
import { parseDecimal } from './money.ts';
import { findNamed } from './name.ts';
import type { Aggregate } from './order.ts';
import type { Payment } from './payment.ts';

/**
 * The payment that is meant: the one named, or the order's one of that state, else its newest. What
 * was taken too much is nobody's to ask for but by its name.
 */
export function targetPayment(
  { payments }: Aggregate,
  target: Target,
  state: Payment['status'],
): Payment | null {
  if ('payment' in target) return findNamed(payments, target.payment) ?? null;
  const own = payments.filter(({ surplus }) => surplus !== true);
  return own.find((payment) => payment.status === state) ?? own.at(-1) ?? null;
}

/** An asked amount in minor units; undefined when its text is no amount of this currency. */
export function amountOf(
  amount: AskedAmount,
  currency: string,
  everythingMinor: number,
): number | undefined {
  if (amount === 'everything') return everythingMinor;
  return 'minor' in amount ? amount.minor : parseDecimal(amount.text, currency);
}
