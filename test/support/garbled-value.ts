// A JSON value with one of its fields left out, or with something odd in its place, by the choice
// of a seed that a failing test names.

/** Mulberry32. */
export function chanceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What no field of a reply should be; `word` is one that means something elsewhere. */
export function oddValues(word: string): readonly unknown[] {
  return [
    ...['', ' ', word, 'WON', 'true', '500', '1e400', '-1', '__proto__', '\u0000'],
    ...[0, -1, 0.1, 1e21, 500.001, Number.MAX_SAFE_INTEGER, true, false],
    ...[[], [null], [word], {}, { toString: 'x' }, { value: 1 }, { status: word }],
  ];
}

export const LEFT_OUT = Symbol('left out');

export function spellValue(to: unknown): string {
  return to === LEFT_OUT ? 'left out' : JSON.stringify(to);
}

export type Path = readonly (string | number)[];

function isHolder(value: unknown): value is Record<string | number, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Of objects and lists alike. */
function pathsOf(value: unknown, above: Path = []): readonly Path[] {
  if (!isHolder(value)) return [];
  return Object.keys(value).flatMap((key) => {
    const path = [...above, Array.isArray(value) ? Number(key) : key];
    return [path, ...pathsOf(value[key], path)];
  });
}

export function changed(value: unknown, [name, ...rest]: Path, to: unknown): unknown {
  if (name === undefined || !isHolder(value)) return to;
  const copy = (Array.isArray(value) ? [...value] : { ...value }) as typeof value;
  if (rest.length > 0) copy[name] = changed(copy[name], rest, to);
  else if (to !== LEFT_OUT) copy[name] = to;
  else if (Array.isArray(copy)) copy.splice(Number(name), 1);
  else delete copy[name];
  return copy;
}

/** Every field left out, null, and a few odd values of the seed's choice. */
export function garble(value: unknown, chance: () => number, odd: readonly unknown[], most = 6) {
  return pathsOf(value).flatMap((path) => {
    const some = Array.from({ length: most }, () => odd[Math.floor(chance() * odd.length)]);
    return [LEFT_OUT, null, ...some].map(
      (to) => [path.join('.'), to, changed(value, path, to)] as const,
    );
  });
}
