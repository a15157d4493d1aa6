// Times as Pine Labs' signed generations print them.
import { indianDate } from '../kit/time.ts';

const two = (value: number): string => String(value).padStart(2, '0');

/** "18/03/2024 04:44:49 PM", in India. */
export function indianTime(ms: number): string {
  const india = indianDate(ms);
  const date = [two(india.getUTCDate()), two(india.getUTCMonth() + 1), india.getUTCFullYear()];
  const hour = india.getUTCHours();
  const time = [two(hour % 12 || 12), two(india.getUTCMinutes()), two(india.getUTCSeconds())];
  return `${date.join('/')} ${time.join(':')} ${hour < 12 ? 'AM' : 'PM'}`;
}

/** "240318164449", in India: year, month, day, hour, minute and second in two digits each. */
export function indianDigits(ms: number): string {
  const india = indianDate(ms);
  const date = [india.getUTCFullYear() % 100, india.getUTCMonth() + 1, india.getUTCDate()];
  const time = [india.getUTCHours(), india.getUTCMinutes(), india.getUTCSeconds()];
  return [...date, ...time].map(two).join('');
}
