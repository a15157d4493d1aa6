// Numbers that look like chance and come from a seed.

export type Chance = {
  /** At least 0, less than `count`. */
  readonly below: (count: number) => number;
  readonly pick: <Each>(list: readonly Each[]) => Each;
  /** True once in `count` times. */
  readonly once: (count: number) => boolean;
};

/** The same seed and name draw the same numbers. */
export function openChance(seed: string): Chance {
  let state = 0x811c9dc5;
  for (const letter of seed) state = Math.imul(state ^ letter.charCodeAt(0), 0x01000193);
  // Mulberry32, which is in the public domain.
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (count: number): number => Math.floor(next() * count);
  return {
    below,
    pick: <Each>(list: readonly Each[]) => {
      const picked = list[below(list.length)];
      if (picked === undefined) throw new RangeError('nothing to pick from');
      return picked;
    },
    once: (count) => below(count) === 0,
  };
}
