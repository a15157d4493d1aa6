// Times and request names as Paytring's replies spell them.
import { indianText } from '../kit/time.ts';

/** "2024-04-05 12:19:24", in India (the zone is not documented). */
export function spellTime(ms: number): string {
  return indianText(ms).replace('T', ' ');
}

/** "2024-01-22T07:55:30.000000Z", as refunds are dated. */
export function spellInstant(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000Z');
}

/** Thirteen hex digits that name a request by its moment: seconds, then microseconds. */
export function requestName(now: number): string {
  const seconds = Math.floor(now / 1000).toString(16);
  const micros = ((now % 1000) * 1000).toString(16);
  return seconds.padStart(8, '0') + micros.padStart(5, '0');
}
