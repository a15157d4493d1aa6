// What costs much to sum is summed once for however many look at it within some seconds.

const HOLDS_MS = 15_000;
const KEPT_MAX = 20;

type Held<Value> = { readonly until: number; readonly value: Promise<Value> };

/** `now` is the real time. What failed is asked for anew. */
export function createMemory<Value>(
  now: () => number,
): (key: string, sum: () => Promise<Value>) => Promise<Value> {
  const held = new Map<string, Held<Value>>();
  return (key, sum) => {
    const at = now();
    const known = held.get(key);
    if (known !== undefined && known.until > at) return known.value;
    if (held.size > KEPT_MAX) held.clear();
    const value = sum();
    held.set(key, { until: at + HOLDS_MS, value });
    value.catch(() => held.delete(key));
    return value;
  };
}
