// What a request about money is about: which payment it means, and how much of it.
import type { AskedAmount, Target } from './command.ts';
import { parseDecimal } from './money.ts';
import { findNamed } from './name.ts';
import type { Aggregate } from './order.ts';
import type { Payment } from './payment.ts';

/** The payment that is meant: the one named, or the order's one of that state that is no surplus. */
export function targetPayment(
  { payments }: Aggregate,
  target: Target,
  state: Payment['status'],
): Payment | null {
  if ('payment' in target) return findNamed(payments, target.payment) ?? null;
  const fits = payments.filter(({ status }) => status === state);
  return fits.find(({ surplus }) => surplus !== true) ?? fits[0] ?? payments.at(-1) ?? null;
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
