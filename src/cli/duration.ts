// A length of time as an operator types it, such as 24h.

const UNIT_MS: ReadonlyMap<string, number> = new Map([
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);
const DAYS_MAX = 366;

/** In milliseconds, of at most a year; null when it is none. */
export function readDuration(text: string): number | null {
  const match = /^(\d{1,8})(s|m|h|d)$/.exec(text);
  const unit = UNIT_MS.get(match?.[2] ?? '');
  if (unit === undefined) return null;
  const ms = Number(match?.[1]) * unit;
  return ms <= DAYS_MAX * 86_400_000 ? ms : null;
}
