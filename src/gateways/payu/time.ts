// Times as PayU prints them.
import { indianText } from '../kit/time.ts';

/** "2024-01-15 10:35:00" by Indian time. */
export function formatIndianTime(ms: number): string {
  return indianText(ms).replace('T', ' ');
}
