// How programs were answered lately, and how processors answered us: the log's minutes, summed.
import { setImmediate as turn } from 'node:timers/promises';
import type { MinuteSum } from '../core/request-log.ts';
import { createMemory } from './memory.ts';
import { SPANS, type SpanName, timesOf } from './overview-sum.ts';
import type { Sources } from './request.ts';

export type Answers = {
  readonly count: number;
  /** Refused for their own sake; failed: for ours, or a processor did not say. */
  readonly refused: number;
  readonly failed: number;
  readonly took: readonly number[];
  /** In seconds, of `took`: one less than it has. */
  readonly bounds: readonly number[];
};

/** `of`: the dialect or the processor. */
export type AnswersOf = Answers & { readonly of: string; readonly operation: string };

export type RequestSums = {
  /** By slot of the span, of programs alone. */
  readonly slots: ReadonlyMap<number, Answers>;
  readonly from: number;
  readonly byDialect: readonly AnswersOf[];
  readonly byProcessor: readonly AnswersOf[];
  /** Whether older minutes were left out. */
  readonly isCut: boolean;
};

type Places = Pick<Sources, 'requestList' | 'now'>;

const READ_MS = 60 * 60 * 1000;
/** A minute has one of each dialect and operation that was asked for. */
const READ_MAX = 200_000;

export function rememberRequestSums(places: Places): (span: SpanName) => Promise<RequestSums> {
  const remember = createMemory<RequestSums>(places.now);
  return (span) => remember(span, () => sumSpan(places, span));
}

/** Newest first, an hour at a time, between which others get their turn. */
async function sumSpan({ requestList, now }: Places, span: SpanName): Promise<RequestSums> {
  const at = now();
  const { from } = timesOf(span, at);
  const slots = new Map<number, Answers>();
  const groups = new Map<string, AnswersOf>();
  let read = 0;
  let until = at;
  for (; until >= from && read < READ_MAX; until -= READ_MS) {
    const since = Math.max(from, until - READ_MS + 1);
    const sums = await requestList.sumsOf({ from: since, until });
    read += sums.length;
    for (const sum of sums) {
      const { minute, dialect, processor, operation } = sum;
      const key = JSON.stringify([dialect, processor, operation]);
      const known = groups.get(key);
      groups.set(key, { ...add(known, sum), of: dialect || processor, operation });
      if (processor !== '') continue;
      const slot = Math.floor((minute - from) / SPANS[span].slotMs);
      slots.set(slot, add(slots.get(slot), sum));
    }
    await turn();
  }
  const all = [...groups].sort(([, one], [, other]) => other.count - one.count);
  const isProcessor = (key: string): boolean => (JSON.parse(key) as string[])[1] !== '';
  const those = (which: boolean) =>
    all.flatMap(([key, group]) => (isProcessor(key) === which ? [group] : []));
  return {
    ...{ slots, from, isCut: until >= from },
    ...{ byDialect: those(false), byProcessor: those(true) },
  };
}

function add(known: Answers | undefined, sum: MinuteSum): Answers {
  const { count, refused, failed, took, bounds } = sum;
  if (known === undefined) return { count, refused, failed, took, bounds };
  return {
    count: known.count + count,
    refused: known.refused + refused,
    failed: known.failed + failed,
    took: known.took.map((each, at) => each + (took[at] ?? 0)),
    bounds,
  };
}

/**
 * The least of the bounds, in seconds, within which this share of them was answered; Infinity: it
 * took longer than the last. What lies between two bounds is not known, so it is not guessed.
 */
export function boundOf({ took, bounds }: Answers, share: number): number | null {
  const all = took.reduce((sum, each) => sum + each, 0);
  if (all === 0) return null;
  let within = 0;
  for (const [at, each] of took.entries()) {
    within += each;
    if (within >= share * all) return bounds[at] ?? Number.POSITIVE_INFINITY;
  }
  return Number.POSITIVE_INFINITY;
}
