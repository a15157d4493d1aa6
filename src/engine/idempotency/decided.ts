// What a key came to while nobody waited for it, as it is kept until it is put into a dialect's
// words.
import type { Outcome } from '../../core/decision.ts';
import { type Failure, isFailure } from '../../core/failure.ts';
import type { Refund } from '../../core/refund.ts';

type Result = Outcome | Failure;

const VERSION = 1;

export function writeDecided(result: Result): string {
  return JSON.stringify({ v: VERSION, result });
}

export function readDecided(body: string): Result {
  const kept = JSON.parse(body) as { readonly v?: number; readonly result: Result };
  if (kept.v === undefined) return completeFirst(kept as unknown as Result);
  if (kept.v !== VERSION) throw new Error(`a result of version ${kept.v} cannot be read`);
  return kept.result;
}

/** The first version wrote the result alone, in which no refund said who made it. */
function completeFirst(result: Result): Result {
  if (isFailure(result)) return result;
  const complete = (refund: Refund): Refund => ({ ...refund, dialect: null });
  const { aggregate, refund } = result;
  const refunds = aggregate.refunds.map(complete);
  return { ...result, aggregate: { ...aggregate, refunds }, refund: refund && complete(refund) };
}
