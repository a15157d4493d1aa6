// Times as PayU prints them.
import { INDIA_AHEAD_MS, indianText } from '../kit/time.ts';

/** "2024-01-15 10:35:00" by Indian time. */
export function formatIndianTime(ms: number): string {
  return indianText(ms).replace('T', ' ');
}

const PRINTED = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)$/;

/** The moment that PayU prints so, in milliseconds; null for what is no time. */
export function readIndianTime(text: string): number | null {
  const match = PRINTED.exec(text);
  if (match === null) return null;
  const at = Date.parse(`${match[1]}T${match[2]}Z`) - INDIA_AHEAD_MS;
  return at > 0 ? at : null;
}
