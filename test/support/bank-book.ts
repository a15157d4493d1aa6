// The books of the tests' own processor: what its customers did there, and what went back.
import type { Aggregate } from '../../src/core/order.ts';
import type { Attempt, Found, RefundFinding, Refused } from '../../src/gateways/processor.ts';

export const MINUTE_MS = 60_000;
export const DAY_MS = 1440 * MINUTE_MS;

/** What stands under one name of ours there. */
export type Account = {
  readonly name: string;
  order: Found['order'];
  attempts: Attempt[];
};

/** What becomes of a question: `unheard` was never read, `unanswered` was done all the same. */
export type Fault = 'unheard' | 'unanswered' | null;

export type Bank = {
  readonly accounts: Map<string, Account>;
  readonly refunds: (RefundFinding & { readonly name: string })[];
  /** Every question as it arrived, and about which name. */
  readonly asked: string[];
  fault: (question: string) => Fault;
  /** It gives nothing back now, and says so; null: it does. */
  refusal: Refused | null;
  /** What new refunds are at first. */
  refundState: RefundFinding['state'];
  /** It takes a refund for the one before, answers with that, and makes none. */
  isRepeating: boolean;
};

export function newBank(): Bank {
  return {
    accounts: new Map(),
    refunds: [],
    asked: [],
    fault: () => null,
    refusal: null,
    refundState: 'processed',
    isRepeating: false,
  };
}

/** Somebody pays there, or tries to. */
export function attemptAt(bank: Bank, name: string, changes: Partial<Attempt> = {}): Attempt {
  const account = bank.accounts.get(name);
  if (account === undefined) throw new Error(`nothing was begun under ${name}`);
  const attempt: Attempt = {
    theirs: `${name}-${account.attempts.length + 1}`,
    state: 'captured',
    raw: changes.state ?? 'captured',
    amountMinor: 50050,
    currency: 'INR',
    instrument: null,
    bankReference: null,
    decline: null,
    ...changes,
  };
  account.attempts.push(attempt);
  if (attempt.state === 'captured') account.order = 'closed';
  return attempt;
}

/** An attempt there is something else by now. */
export function changeState(bank: Bank, theirs: string, changes: Partial<Attempt>): void {
  for (const account of bank.accounts.values()) {
    account.attempts = account.attempts.map((each) =>
      each.theirs === theirs ? { ...each, ...changes } : each,
    );
  }
}

/** Taken less what was given back, over everything that the bank knows. */
export function keptMinor(bank: Bank): number {
  const taken = [...bank.accounts.values()]
    .flatMap(({ attempts }) => attempts)
    .filter(({ state }) => state === 'captured')
    .reduce((sum, { amountMinor }) => sum + (amountMinor ?? 0), 0);
  const given = bank.refunds
    .filter(({ state }) => state === 'processed' || state === 'pending')
    .reduce((sum, { amountMinor }) => sum + (amountMinor ?? 0), 0);
  return taken - given;
}

/** What an order's payments hold of their customers' money, as we have it in our books. */
export function heldMinor({ payments }: Aggregate): number {
  return payments.reduce((sum, each) => sum + each.capturedMinor - each.refundedMinor, 0);
}
