// How many questions a minute a processor takes by one connection, whoever of our processes asks.
import type { Connection } from '../../gateways/processor.ts';
import type { Counts } from '../../store/store.ts';

/**
 * Null: it may be asked now. Else how long to wait, in milliseconds: until the next minute. Only
 * payments that somebody waits for (`isUrgent`) use the second half of a minute, so that those
 * which are merely watched never keep a customer waiting.
 */
export type Budget = (
  connection: Pick<Connection, 'account' | 'id'>,
  perMinute: number,
  isUrgent: boolean,
) => Promise<number | null>;

const MINUTE_MS = 60_000;

/**
 * `counts` are shared by several processes; null: there is one. `now` in real milliseconds. What is
 * asked for has its own count where the processor counts it apart.
 */
export function createBudget(
  counts: Counts | null,
  now: () => number,
  what: 'inquiries' | 'settlements' = 'inquiries',
): Budget {
  const own = new Map<string, number>();
  let latest = 0;
  /** What was asked in this minute, with so many more. */
  const count = async (
    { account, id }: Pick<Connection, 'account' | 'id'>,
    period: number,
    more: 0 | 1,
  ): Promise<number> => {
    const name = `${what} ${id}`;
    if (counts !== null) {
      const [shared] = await counts.add([{ account, name, period, total: more }]);
      return shared?.total ?? more;
    }
    if (period !== latest) own.clear();
    latest = period;
    const key = `${account} ${name}`;
    const total = (own.get(key) ?? 0) + more;
    own.set(key, total);
    return total;
  };
  return async (connection, perMinute, isUrgent) => {
    const at = now();
    const period = Math.floor(at / MINUTE_MS);
    const most = isUrgent ? perMinute : Math.floor(perMinute / 2);
    // What may not be asked is not counted: it would take the place of who waits.
    const mayAsk = (await count(connection, period, 0)) < most;
    if (mayAsk && (await count(connection, period, 1)) <= most) return null;
    return (period + 1) * MINUTE_MS - at;
  };
}
