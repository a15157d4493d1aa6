// Finds whose path a request is on: the family, and the rows of its table that could answer.
import type { Failure } from '../core/failure.ts';
import { beginCourse, type Course } from '../metrics/road.ts';
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
  /** What becomes of it, for whoever counts. */
  readonly course: Course;
};

/** A row of a table with its path in segments. */
type PlacedRow = { readonly operation: Operation; readonly segments: readonly Segment[] };

/** Either the text that must stand there, or the name of what stands there. */
type Segment = { readonly literal: string | null; readonly name: string | null };
const NO_SEGMENT: Segment = { literal: null, name: null };

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
  const rows = operations.map((operation) => {
    return { operation, segments: operation.path.split('/').map(readSegment) };
  });
  return Map.groupBy(rows, ({ segments }) => segments.length);
}

function readSegment(text: string): Segment {
  return text.startsWith(':')
    ? { literal: null, name: text.slice(1) }
    : { literal: text, name: null };
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
  const candidates: Candidate[] = [];
  const others: Operation[] = [];
  for (const { operation, segments } of rows.get(given.length) ?? []) {
    const params = matchPath(segments, given);
    if (params === null) continue;
    if (operation.method === request.method) candidates.push({ operation, params });
    else others.push(operation);
  }
  const course = beginCourse(family, request.fields);
  if (candidates.length > 0) return { family, request, candidates, failure: null, course };
  const allowed = [...new Set(others.map(({ method }) => method))];
  const failure: Failure =
    others.length > 0 ? { failure: 'method_not_allowed', allowed } : { failure: 'path_unknown' };
  return { family, request, candidates, failure, course };
}

const NO_PARAMS: Readonly<Record<string, string>> = Object.freeze({});

/** What the pattern's `:names` stand for in the given path; null when it does not fit. */
function matchPath(
  pattern: readonly Segment[],
  given: readonly string[],
): Readonly<Record<string, string>> | null {
  // What stands there literally first: most rows differ in it.
  for (let at = 0; at < pattern.length; at += 1) {
    const { literal } = pattern[at] ?? NO_SEGMENT;
    if (literal !== null && literal !== given[at]) return null;
  }
  let params: Record<string, string> | null = null;
  for (let at = 0; at < pattern.length; at += 1) {
    const { name } = pattern[at] ?? NO_SEGMENT;
    if (name === null) continue;
    const decoded = decodeSegment(given[at] ?? '');
    if (decoded === null || decoded === '') return null;
    params ??= {};
    params[name] = decoded;
  }
  return params ?? NO_PARAMS;
}

function decodeSegment(segment: string): string | null {
  if (!segment.includes('%')) return segment;
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
