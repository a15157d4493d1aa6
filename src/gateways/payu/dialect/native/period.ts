// The span of time that a list is asked for: whole Indian days, or Indian moments to the second.
// Source: docs.payu.in/reference/get_transaction_details_api and …/get_transaction_info_api.
import { INDIA_AHEAD_MS } from '../../../kit/time.ts';

const MOMENT = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d:\d\d))?$/;

/** Milliseconds since 1970, both inclusive; null when a text is no date or the end comes first. */
export function readPeriod(
  first: string,
  last: string,
): { readonly from: number; readonly to: number } | null {
  const from = readMoment(first, '00:00:00');
  const to = readMoment(last, '23:59:59');
  return from === null || to === null || to < from ? null : { from, to: to + 999 };
}

function readMoment(text: string, fallback: string): number | null {
  const [, day, time = fallback] = MOMENT.exec(text.trim()) ?? [];
  if (day === undefined) return null;
  const at = Date.parse(`${day}T${time}Z`);
  // A day such as 30 February is read as another one.
  if (Number.isNaN(at) || !new Date(at).toISOString().startsWith(day)) return null;
  return at - INDIA_AHEAD_MS;
}
