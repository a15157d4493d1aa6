// Lists leave out what is not asked for, and their pages have everything once, the newest first.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Family } from '../../src/gateways/dialect.ts';
import type { Given, RangeSample, SampleRequest } from '../../src/gateways/fixture.ts';
import { openRig, type Rig } from '../support/engine.ts';
import { fixtureOf, type Served, SERVED } from '../support/fixture.ts';
import { listNames } from '../support/sample.ts';
import { answerOf, makeGiven, PROCESSOR, START } from './listing.ts';

type Made = { readonly state: RangeSample['order']; readonly given: Given };

/** Which of these orders an answer tells of. */
function toldOf(text: string, made: readonly Made[]): readonly number[] {
  return made.flatMap(({ state, given }, at) => {
    const names = listNames({ order: state }, given);
    return names.some((name) => text.includes(name)) ? [at] : [];
  });
}

/** The whole list, asked for by the first of the orders. */
function wholeOf(sample: RangeSample, [first]: readonly Made[]): SampleRequest {
  assert.ok(first !== undefined);
  return sample.request(first.given, START - 10 * sample.unitMs, START + 10 * sample.unitMs);
}

async function openList(
  served: Served,
  family: Family,
  sample: RangeSample,
  states: readonly RangeSample['order'][],
) {
  const rig: Rig = await openRig({ processor: PROCESSOR, now: START });
  const made: Made[] = [];
  for (const [at, state] of states.entries()) {
    const given = await makeGiven(rig, served, family, state, START + at * sample.unitMs);
    made.push({ state, given });
  }
  const place = { served, family, account: rig.account };
  const ask = async (request: SampleRequest) =>
    toldOf(await answerOf(rig, place, sample, request), made);
  return { rig, made, ask };
}

function testList(served: Served, family: Family, sample: RangeSample): void {
  const { row, order, page, leavesOut } = sample;
  const title = `${served.owner}, ${family.name}: ${row}`;
  if (leavesOut !== undefined) {
    test(`${title}: what is not asked for is left out`, async () => {
      const { rig, made, ask } = await openList(served, family, sample, [order, leavesOut]);
      assert.deepEqual(await ask(wholeOf(sample, made)), [0]);
      await rig.store.close();
    });
    return;
  }
  test(`${title}: all of them are in it, or on its pages`, async () => {
    const { rig, made, ask } = await openList(served, family, sample, [order, order, order]);
    const whole = wholeOf(sample, made);
    assert.deepEqual(await ask(whole), [0, 1, 2]);
    if (page !== undefined) {
      const pageOf = (skip: number, count: number) =>
        ask({ ...whole, query: { ...whole.query, ...page(skip, count) } });
      assert.deepEqual(
        [await pageOf(0, 1), await pageOf(1, 1), await pageOf(2, 1)],
        [[2], [1], [0]],
      );
      assert.deepEqual(
        [await pageOf(0, 2), await pageOf(2, 2), await pageOf(3, 1)],
        [[1, 2], [0], []],
      );
    }
    await rig.store.close();
  });
}

for (const served of SERVED) {
  const { ranges = [] } = fixtureOf(served.owner);
  for (const family of served.families) {
    for (const sample of ranges.filter(({ families }) => families.test(family.name))) {
      testList(served, family, sample);
    }
  }
}
