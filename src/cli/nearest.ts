// The name that somebody probably meant by another one.

/** The nearest of the names that is near enough to be a slip; null when none is. */
export function nearestOf(typed: string, names: readonly string[]): string | null {
  const [nearest] = names
    .map((name) => ({ name, distance: distanceOf(typed.toLowerCase(), name) }))
    .filter(({ name, distance }) => distance <= Math.max(1, Math.floor(name.length / 3)))
    .sort((one, other) => one.distance - other.distance);
  return nearest?.name ?? null;
}

/**
 * How many letters have to be added, left out, changed or swapped with their neighbour (the
 * restricted distance of Damerau and Levenshtein).
 */
function distanceOf(one: string, other: string): number {
  const rows = [Array.from({ length: other.length + 1 }, (_, at) => at)];
  for (let at = 1; at <= one.length; at += 1) {
    const row = [at];
    for (let to = 1; to <= other.length; to += 1) {
      const same = one[at - 1] === other[to - 1] ? 0 : 1;
      const changed = cell(rows, at - 1, to - 1) + same;
      const steps = [changed, cell(rows, at - 1, to) + 1, (row[to - 1] ?? 0) + 1];
      const isSwapped = at > 1 && to > 1 && one[at - 1] === other[to - 2];
      if (isSwapped && one[at - 2] === other[to - 1]) steps.push(cell(rows, at - 2, to - 2) + 1);
      row.push(Math.min(...steps));
    }
    rows.push(row);
  }
  return cell(rows, one.length, other.length);
}

function cell(rows: readonly (readonly number[])[], at: number, to: number): number {
  return rows[at]?.[to] ?? Number.POSITIVE_INFINITY;
}
