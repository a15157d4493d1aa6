// A row's parse and render fit each other: held by the compiler, so this file fails to compile.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CapturePayment, FindOrder, ListQuery, VoidPayment } from '../core/command.ts';
import type { FindSettings } from '../core/account-request.ts';
import type { Listing, Outcome } from '../core/decision.ts';
import type { Failure } from '../core/failure.ts';
import type { ResultOf } from '../core/result.ts';
import { buildCall } from '../../test/support/call.ts';
import { type Call, type Operation, operation, type Reply, type Row } from './dialect.ts';

/** Whether a row of these two compiles: `operation` is taken for a function of exactly them. */
type Compiles<Request, Result> = typeof operation extends (
  row: Row,
  parse: (call: Call) => Request | Failure,
  render: (result: Result, call: Call) => Reply,
) => Operation
  ? true
  : false;

const FITS: {
  readonly findWithOutcome: Compiles<FindOrder, Outcome>;
  readonly listWithListing: Compiles<ListQuery, Listing>;
  readonly twoKindsOfOneResult: Compiles<CapturePayment | VoidPayment, Outcome>;
  readonly onlyRefusals: Compiles<never, unknown>;
  readonly aResultThatNobodyLooksAt: Compiles<ListQuery, unknown>;
} = {
  findWithOutcome: true,
  listWithListing: true,
  twoKindsOfOneResult: true,
  onlyRefusals: true,
  aResultThatNobodyLooksAt: true,
};

const CLASHES: {
  readonly listWithOutcome: Compiles<ListQuery, Outcome>;
  readonly findWithListing: Compiles<FindOrder, Listing>;
  readonly twoKindsOfTwoResults: Compiles<FindOrder | ListQuery, Outcome>;
  readonly noRequest: Compiles<{ readonly kind: 'nothing' }, unknown>;
} = {
  listWithOutcome: false,
  findWithListing: false,
  twoKindsOfTwoResults: false,
  noRequest: false,
};

const settingsOf = (result: ResultOf<FindSettings>): boolean => result.uniqueReferences;

test('what fits compiles, and what clashes does not', () => {
  assert.ok(Object.values(FITS).every((fits) => fits));
  assert.ok(Object.values(CLASHES).every((fits) => !fits));
});

test('a row hands on its own parse and render', () => {
  const row = operation(
    { method: 'GET', path: '/settings', rate: 'none' },
    () => ({ kind: 'findSettings' }),
    (settings) => ({ kind: 'json', status: 200, body: settingsOf(settings) }),
  );
  assert.ok('pair' in row);
  const parsed = row.pair<unknown>(({ parse }) => parse(buildCall({ path: '/settings' })));
  assert.deepEqual(parsed, { kind: 'findSettings' });
});
