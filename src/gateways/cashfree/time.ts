// Instants as this gateway writes and reads them: Indian time, seconds, an explicit offset.
import { indianText } from '../kit/time.ts';

/** 2024-01-15T10:30:00+05:30 */
export function formatInstant(ms: number): string {
  return `${indianText(ms)}+05:30`;
}

export function formatInstantOrNull(ms: number | null): string | null {
  return ms === null ? null : formatInstant(ms);
}

const INSTANT =
  /^(\d{4})-(\d{2})-(\d{2})T(\d{2}:\d{2})(:\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/;

/** Milliseconds of an ISO 8601 text that names its offset; undefined when it is none. */
export function readInstant(text: string): number | undefined {
  const match = INSTANT.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hours, seconds = ':00', zone = ''] = match;
  // A day that its month does not have would silently become one of the next month.
  const lastDay = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  if (Number(day) > lastDay) return undefined;
  const offset = zone === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  const ms = Date.parse(`${year}-${month}-${day}T${hours}${seconds.slice(0, 7)}${offset}`);
  return Number.isNaN(ms) ? undefined : ms;
}
