// Days as these gateways count them: by Indian time, five and a half hours ahead the year round.

export const INDIA_AHEAD_MS = 19_800_000;
export const DAY_MS = 86_400_000;

const LENGTH = 'yyyy-mm-dd'.length;

/** The day, as "2026-11-28", that this moment is in. */
export function dayAt(ms: number): string {
  return new Date(ms + INDIA_AHEAD_MS).toISOString().slice(0, 10);
}

/** Whether it is a day that the calendar has, from 2000 to 2099. */
export function isDay(text: string): boolean {
  if (text.length !== LENGTH || !text.startsWith('20')) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  // A day that its month does not have would become one of the next month; and what is not written
  // so would be read all the same.
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

/** The first moment of the day. */
export function startOf(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) - INDIA_AHEAD_MS;
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Each day from the first to the last; none when the last is earlier. */
export function daysBetween(first: string, last: string): readonly string[] {
  const days: string[] = [];
  for (let day = first; day <= last; day = addDays(day, 1)) days.push(day);
  return days;
}
