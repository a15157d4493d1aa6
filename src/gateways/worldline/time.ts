// Times as Worldline prints them.
import { INDIA_AHEAD_MS, indianText } from '../kit/time.ts';

/** DD-MM-YYYY HH:mm:ss in Indian time. */
export function spellTime(at: number): string {
  const [date = '', time = ''] = indianText(at).split('T');
  return `${date.split('-').reverse().join('-')} ${time}`;
}

/** DD-MM-YYYY: India's day at that moment. */
export function spellDay(at: number): string {
  return spellTime(at).slice(0, 10);
}

const TIME = /^(\d\d)-(\d\d)-(\d{4}) (\d\d:\d\d:\d\d)$/;

/** The moment that Worldline prints so, in milliseconds; null for what is no time. */
export function readTime(text: string): number | null {
  const match = TIME.exec(text);
  if (match === null) return null;
  const [, day, month, year, clock] = match;
  const at = Date.parse(`${year}-${month}-${day}T${clock}Z`) - INDIA_AHEAD_MS;
  // `Date.parse` takes the 31st of a month that has none.
  return at > 0 && spellTime(at) === text ? at : null;
}
