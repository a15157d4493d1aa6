// Finds whose path a request is on: the family, and the rows of its table that could answer.
import type { Failure } from '../core/failure.ts';
import type { Family, Fields, Operation, RawRequest } from '../gateways/dialect.ts';
import { type IncomingRequest, mountRequest } from './request.ts';

export type Candidate = {
  readonly operation: Operation;
  readonly params: Readonly<Record<string, string>>;
};

/** Where a request belongs. `failure` is set when no row of the family's table fits it. */
export type Match = {
  readonly family: Family;
  readonly request: RawRequest;
  readonly candidates: readonly Candidate[];
  readonly failure: Failure | null;
};

/** A row of a table with its path in segments. */
type PlacedRow = { readonly operation: Operation; readonly segments: readonly string[] };

/** A family as it is served at one base; its rows by the number of their segments. */
type Served = {
  readonly family: Family;
  readonly rows: ReadonlyMap<number, readonly PlacedRow[]>;
};

/** Prepares the look-up once; it tells where a request belongs, or null when nobody serves it. */
export function createMounts(
  families: readonly Family[],
): (incoming: IncomingRequest) => Match | null {
  const byBase = new Map<string, Served[]>();
  for (const family of families) {
    const served = { family, rows: indexRows(family.operations) };
    for (const base of family.bases) byBase.set(base, [...(byBase.get(base) ?? []), served]);
  }
  return (incoming) => {
    let nearest: Match | null = null;
    for (let end = incoming.path.length; end >= 0; end = cut(incoming.path, end)) {
      const base = incoming.path.slice(0, end);
      const here = byBase.get(base);
      if (here === undefined) continue;
      const request = mountRequest(incoming, base);
      const given = request.path.split('/');
      for (const served of here) {
        const match = matchAt(served, request, given);
        if (match === null) continue;
        if (match.failure === null) return match;
        // A wrong method says more than an unknown path; otherwise the longest base speaks.
        const better = nearest?.failure?.failure === 'path_unknown';
        if (nearest === null || (better && match.failure.failure === 'method_not_allowed')) {
          nearest = match;
        }
      }
    }
    return nearest;
  };
}

function indexRows(operations: readonly Operation[]): ReadonlyMap<number, readonly PlacedRow[]> {
  const rows = operations.map((operation) => ({ operation, segments: operation.path.split('/') }));
  return Map.groupBy(rows, ({ segments }) => segments.length);
}

function cut(path: string, end: number): number {
  return end === 0 ? -1 : path.lastIndexOf('/', end - 1);
}

function matchAt(
  { family, rows }: Served,
  request: RawRequest,
  given: readonly string[],
): Match | null {
  if (family.when !== undefined && !family.when(request)) return null;
  const matches: Candidate[] = [];
  for (const { operation, segments } of rows.get(given.length) ?? []) {
    const params = matchPath(segments, given);
    if (params !== null) matches.push({ operation, params });
  }
  const candidates = matches.filter(({ operation }) => operation.method === request.method);
  if (candidates.length > 0) return { family, request, candidates, failure: null };
  const allowed = [...new Set(matches.map(({ operation }) => operation.method))];
  const failure: Failure =
    matches.length > 0 ? { failure: 'method_not_allowed', allowed } : { failure: 'path_unknown' };
  return { family, request, candidates, failure };
}

/** What the pattern's `:names` stand for in the given path; null when it does not fit. */
function matchPath(
  pattern: readonly string[],
  given: readonly string[],
): Record<string, string> | null {
  const params: Record<string, string> = {};
  for (const [index, want] of pattern.entries()) {
    const have = given[index] ?? '';
    if (!want.startsWith(':')) {
      if (want !== have) return null;
      continue;
    }
    const decoded = decodeSegment(have);
    if (decoded === null || decoded === '') return null;
    params[want.slice(1)] = decoded;
  }
  return params;
}

function decodeSegment(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}

/** The row that answers: the first whose `when` holds for the opened fields. */
export function select(match: Match, fields: Fields): Candidate | null {
  return (
    match.candidates.find(({ operation }) => operation.when?.(match.request, fields) ?? true) ??
    null
  );
}
