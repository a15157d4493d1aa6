// Counts what programs ask, by dialect, operation and outcome, and how long it took.
import type { FailureCode } from '../core/failure.ts';
import type { Request } from '../core/command.ts';
import type { Order } from '../core/order.ts';
import type { RequestKind } from '../core/result.ts';
import type { Call, Family, RawRequest } from '../gateways/dialect.ts';
import { PROGRAM_BOUNDS } from '../engine/requests/minute-sum.ts';
import type { Sum, Histogram, Exposition } from './exposition.ts';

/** What became of one request on the road, noted as it goes. */
export type Course = {
  /** When it was mounted, by the clock that only goes ahead, in milliseconds. */
  readonly begunAt: number;
  /** What it asks for; null until that is read, and where it asks the engine for nothing. */
  kind: RequestKind | null;
  /** Why it was refused; null also where a refusal was saved and is given again. */
  failure: FailureCode | null;
  status: number;
  /** Whose path it is on; null: nobody's. */
  readonly family: Family | null;
  /** Who proved itself, and by which secret; null: nobody did. */
  opened: Pick<Call, 'account' | 'credentials'> | null;
  /** The key that was named, whether or not it was proved. */
  claimed: string | null;
  /** What it asks for, once it is read. */
  asked: Request | null;
  /** The order that it came to. */
  order: Order | null;
  /** The fields of its body, as they were decoded. */
  readonly fields: RawRequest['fields'] | null;
};

export function beginCourse(
  family: Family | null = null,
  fields: RawRequest['fields'] | null = null,
): Course {
  return {
    begunAt: performance.now(),
    kind: null,
    failure: null,
    status: 0,
    family,
    opened: null,
    claimed: null,
    asked: null,
    order: null,
    fields,
  };
}

/** Hears how a request ended. */
export type Measure = (family: Family, course: Course) => void;

export type Outcome = 'ok' | 'refused' | 'failed';

/** `refused`: whoever asks has to change something. `failed`: we have, or a processor. */
export function outcomeOf({ failure, status }: Pick<Course, 'failure' | 'status'>): Outcome {
  if (failure === 'internal' || failure === 'processor_unavailable') return 'failed';
  if (failure !== null) return 'refused';
  if (status >= 500) return 'failed';
  return status >= 400 ? 'refused' : 'ok';
}

/** Of what was refused before it was read, and of what is answered without the engine. */
const NONE = 'none';

type Cells = { readonly total: Sum; readonly took: Histogram };

/** `dialects`: whose each family is; what is not there goes by the family's own name. */
export function measureRoad(
  exposition: Exposition,
  dialects: ReadonlyMap<Family, string>,
): Measure {
  const labels = ['dialect', 'operation', 'outcome'];
  const total = exposition.counter(
    'dubash_requests_total',
    'Requests of programs. ok, refused for their own sake, or failed for ours or a processor.',
    labels,
  );
  const took = exposition.histogram(
    'dubash_request_duration_seconds',
    'From the first look at a request to its answer.',
    ['dialect', 'operation'],
    PROGRAM_BOUNDS,
  );
  const refusals = exposition.counter('dubash_refusals_total', 'Refusals by their reason.', [
    'dialect',
    'reason',
  ]);
  const known = new Map<Family, Map<string, Cells>>();
  const cellsOf = (family: Family, operation: string, outcome: Outcome): Cells => {
    let own = known.get(family);
    if (own === undefined) {
      own = new Map();
      known.set(family, own);
    }
    const key = outcome === 'ok' ? operation : `${operation} ${outcome}`;
    let cells = own.get(key);
    if (cells === undefined) {
      const dialect = dialects.get(family) ?? family.name;
      cells = { total: total(dialect, operation, outcome), took: took(dialect, operation) };
      own.set(key, cells);
    }
    return cells;
  };
  return (family, course) => {
    const cells = cellsOf(family, course.kind ?? NONE, outcomeOf(course));
    cells.total.add();
    cells.took.observe((performance.now() - course.begunAt) / 1000);
    if (course.failure === null) return;
    refusals(dialects.get(family) ?? family.name, course.failure).add();
  };
}
