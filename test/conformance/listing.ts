// Lists of a rig's orders, asked for as a dialect's clients do.
import assert from 'node:assert/strict';
import type { Account } from '../../src/core/account.ts';
import type { Request } from '../../src/core/command.ts';
import { isFailure } from '../../src/core/failure.ts';
import type { Family } from '../../src/gateways/dialect.ts';
import type { Given, RangeSample, Sample, SampleRequest } from '../../src/gateways/fixture.ts';
import { createSandbox } from '../../src/gateways/sandbox/simulator/index.ts';
import { CREDENTIALS, parseBy, renderBy } from '../support/call.ts';
import type { Rig } from '../support/engine.ts';
import type { Served } from '../support/fixture.ts';
import { freshName, givenOf } from '../support/sample.ts';
import { findCall } from '../support/sample-command.ts';
import { makeOrder } from '../support/sample-order.ts';

/** The first millisecond of an Indian day, of a minute and of a second. */
export const START = Date.parse('2026-01-15T00:00:00+05:30');
export const PROCESSOR = createSandbox([]);

/** An order made at a moment of the rig's clock, as a sample would find it. */
export async function makeGiven(
  rig: Rig,
  served: Served,
  family: Family,
  state: NonNullable<Sample['order']>,
  at: number,
): Promise<Given> {
  rig.clock.now = at;
  const { engine, instructions, store, ids, account } = rig;
  const simulators = new Map([[PROCESSOR.name, PROCESSOR]]);
  const parts = { engine, instructions, store, ids, simulators, now: () => rig.clock.now };
  const plan = { dialect: served.dialect, reference: freshName(), shop: 'https://shop.example' };
  const outcome = await makeOrder(parts, account, { ...plan, state });
  const rest = { credentials: CREDENTIALS, now: at, answer: null, page: 'page' };
  return givenOf({ served, family, outcome, ...rest });
}

export type Listed = {
  readonly served: Served;
  readonly family: Family;
  readonly account: Account;
};

/** What the list answers. */
export async function answerOf(
  rig: Rig,
  { served, family, account }: Listed,
  sample: RangeSample,
  request: SampleRequest,
): Promise<string> {
  const asker = { account, credentials: CREDENTIALS, now: rig.clock.now };
  const found = findCall(served, family, sample, request, asker);
  assert.ok(found !== null, 'the request is not taken');
  const { row, call } = found;
  const parsed = parseBy(row, call);
  assert.ok(!isFailure(parsed), JSON.stringify(parsed));
  const result = await find(rig, parsed);
  const reply = renderBy(row, result, call);
  assert.ok(reply.kind === 'json' && reply.status === 200);
  return JSON.stringify(reply.body);
}

async function find({ engine, account }: Rig, request: Request): Promise<unknown> {
  if (request.kind === 'list') return engine.list(account, request);
  assert.ok(request.kind === 'findOrder' || request.kind === 'findPayment', request.kind);
  const found = await engine.find(account, request);
  assert.ok(!isFailure(found));
  return found;
}
