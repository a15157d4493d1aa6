// Times: Indian time, in which most of these gateways print (five and a half hours ahead, the year
// round), and moments as they are asked for.
import { INDIA_AHEAD_MS } from '../../core/indian-day.ts';

export { INDIA_AHEAD_MS } from '../../core/indian-day.ts';

/** The instant (milliseconds since 1970) as a date whose UTC fields are India's clock. */
export function indianDate(ms: number): Date {
  return new Date(ms + INDIA_AHEAD_MS);
}

/** "2024-01-15T10:30:00" by Indian time. */
export function indianText(ms: number): string {
  return indianDate(ms).toISOString().slice(0, 19);
}

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+ -]\d\d:?\d\d)$/;
const MOMENT_MAX = Date.UTC(9999, 0);

/** Milliseconds since 1970 of such a number or of an ISO 8601 time with a zone; null: neither. */
export function momentOf(given: unknown): number | null {
  if (typeof given !== 'string' && typeof given !== 'number') return null;
  // A query that was not escaped turns the plus of a zone into a space.
  const text = String(given).replace(' ', '+');
  const at = /^\d{1,15}$/.test(text) ? Number(text) : ISO.test(text) ? Date.parse(text) : NaN;
  return at >= 0 && at <= MOMENT_MAX ? at : null;
}
