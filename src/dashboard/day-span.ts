// Days in an address: India's, from the first moment of one to the last moment of another.
import type { PageCall } from './request.ts';

export const HOUR_MS = 60 * 60 * 1000;
export const DAY_MS = 24 * 60 * 60 * 1000;
/** India's clocks are so far ahead, in summer and in winter. */
export const INDIA_MS = 5.5 * 60 * 60 * 1000;

export type Span = { readonly from: number | null; readonly to: number | null };

function dayOf(text: string | undefined): number | null {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text ?? '') ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(at) ? null : at - INDIA_MS;
}

/** `since` and `until` of a query; what is no day means nothing. */
export function spanOf({ since, until }: PageCall['query']): Span {
  const last = dayOf(until);
  return { from: dayOf(since), to: last === null ? null : last + DAY_MS - 1 };
}

/** The same two as they stand in an address. */
export function daysOf(query: PageCall['query']): {
  readonly since: string;
  readonly until: string;
} {
  const day = (text = ''): string => (dayOf(text) === null ? '' : text);
  return { since: day(query['since']), until: day(query['until']) };
}
