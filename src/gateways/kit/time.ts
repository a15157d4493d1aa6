// Indian time, in which most of these gateways print: five and a half hours ahead, the year round.

export const INDIA_AHEAD_MS = 19_800_000;

/** The instant (milliseconds since 1970) as a date whose UTC fields are India's clock. */
export function indianDate(ms: number): Date {
  return new Date(ms + INDIA_AHEAD_MS);
}

/** "2024-01-15T10:30:00" by Indian time. */
export function indianText(ms: number): string {
  return indianDate(ms).toISOString().slice(0, 19);
}
