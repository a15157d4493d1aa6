// Lists that are asked for by times: both ends are in it, to the last millisecond of the unit.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ListQuery } from '../../src/core/command.ts';
import { isFailure } from '../../src/core/failure.ts';
import type { Family } from '../../src/gateways/dialect.ts';
import type { RangeSample } from '../../src/gateways/fixture.ts';
import { CREDENTIALS, parseBy } from '../support/call.ts';
import { openRig } from '../support/engine.ts';
import { fixtureOf, fixturePath, type Served, SERVED } from '../support/fixture.ts';
import { listNames } from '../support/sample.ts';
import { findCall } from '../support/sample-command.ts';
import { type Json, openStage, type Stage } from '../support/account-api.ts';
import { answerOf, makeGiven, PROCESSOR, START } from './listing.ts';

function testRange(served: Served, family: Family, sample: RangeSample): void {
  const { row, order: state, unitMs } = sample;
  test(`${served.owner}, ${family.name}: ${row}: both times are in the list`, async () => {
    for (const at of [START, START + unitMs - 1]) {
      const rig = await openRig({ processor: PROCESSOR, now: at });
      const given = await makeGiven(rig, served, family, state, at);
      const names = listNames({ order: state }, given);
      const place = { served, family, account: rig.account };
      const has = async (from: number, to: number): Promise<boolean> => {
        const request = sample.request(given, START + from * unitMs, START + to * unitMs);
        const text = await answerOf(rig, place, sample, request);
        return names.some((name) => text.includes(name));
      };
      const seen = `made ${at - START} ms after the unit began`;
      assert.ok(await has(0, 0), `${seen}: is not in its own unit`);
      assert.ok(await has(-1, 0), `${seen}: is not in a list that ends with its unit`);
      assert.ok(await has(0, 1), `${seen}: is not in a list that begins with its unit`);
      assert.ok(!(await has(1, 1)), `${seen}: is in the unit after it`);
      assert.ok(!(await has(-1, -1)), `${seen}: is in the unit before it`);
      await rig.store.close();
    }
  });
}

for (const served of SERVED) {
  const { ranges = [] } = fixtureOf(served.owner);
  for (const family of served.families) {
    for (const sample of ranges.filter(({ families }) => families.test(family.name))) {
      testRange(served, family, sample);
    }
  }
}

test('every list of orders, payments or refunds has its range', async () => {
  const rig = await openRig({ processor: PROCESSOR, now: START });
  const missing: string[] = [];
  for (const served of SERVED) {
    const { ranges = [] } = fixtureOf(served.owner);
    for (const family of served.families) {
      for (const sample of served.fixture.samples.filter((each) => each.order !== undefined)) {
        if (!sample.families.test(family.name) || sample.after !== undefined) continue;
        const given = await makeGiven(rig, served, family, sample.order ?? 'created', START);
        const asker = { account: rig.account, credentials: CREDENTIALS, now: START };
        const found = findCall(served, family, sample, sample.request(given), asker);
        if (found === null || !('pair' in found.row) || !isList(parseBy(found.row, found.call)))
          continue;
        const isHeld = ranges.some(
          ({ families, row }) => families.test(family.name) && row === sample.row,
        );
        const place = `${served.owner}, ${family.name}: ${sample.row}`;
        if (!isHeld) missing.push(`${place} is a list: ${fixturePath(served.owner)} has no range`);
      }
    }
  }
  assert.deepEqual(missing, []);
  await rig.store.close();
});

/** Whether times are asked for or not: a sample may leave out what the row would take. */
function isList(parsed: ReturnType<typeof parseBy>): boolean {
  return !isFailure(parsed) && parsed.kind === 'list';
}

const LISTED = ['order', 'order of a reference', 'payment', 'refund'] as const;

for (const what of LISTED) {
  for (const offset of [0, 86_400_000]) {
    test(`engine, ${what}: both times are in the list, by a clock ${offset} ahead`, async () => {
      const rig = await openRig({ processor: PROCESSOR, now: START });
      const account = await rig.accounts.advanceClock(rig.account, offset);
      const [served] = SERVED;
      const [family] = served?.families ?? [];
      assert.ok(served !== undefined && family !== undefined);
      const ahead = { ...rig, account };
      const { reference } = await makeGiven(ahead, served, family, 'refunded', START);
      const of = what === 'order of a reference' ? 'order' : what;
      const rest = { skip: 0, count: 10, states: null };
      const asked = { of, reference: what === 'order of a reference' ? reference : null, ...rest };
      const made = START + offset;
      const count = async (from: number | null, to: number | null): Promise<number> => {
        const query: ListQuery = { kind: 'list', from, to, ...asked };
        return (await rig.engine.list(account, query)).items.length;
      };
      const within = [await count(made, made), await count(null, made), await count(made, null)];
      assert.deepEqual(within, [1, 1, 1]);
      const later = [await count(made + 1, null), await count(made + 1, made + 1)];
      assert.deepEqual([...later, await count(null, made - 1)], [0, 0, 0]);
      await rig.store.close();
    });
  }
}

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.stop());

const iso = (at: number): string => encodeURIComponent(new Date(at).toISOString());

/** Of a list, how many there are at a moment and how many a millisecond beside it. */
async function assertBothIn(
  made: number,
  count: (since: number, until: number) => Promise<number>,
): Promise<void> {
  assert.ok((await count(made, made)) > 0, 'not in its own moment');
  assert.ok((await count(made - 1, made)) > 0, 'not in a list that ends with its moment');
  assert.ok((await count(made, made + 1)) > 0, 'not in a list that begins with its moment');
}

test('the account API: webhooks since and until a moment, both in the list', async () => {
  await stage.listen();
  await stage.payOrder();
  const [webhook] = await stage.list();
  const made = Date.parse(String(webhook?.['created_at']));
  const count = async (since: number, until: number): Promise<number> =>
    (await stage.list(`?since=${iso(since)}&until=${iso(until)}`)).length;
  await assertBothIn(made, count);
  assert.equal(await count(made + 1, made + 1000), 0);
  assert.equal(await count(made - 1000, made - 1), 0);
});

test('the account API: events since and until a moment, both in the list', async () => {
  const { id } = await stage.payOrder();
  const list = async (query: string): Promise<readonly Json[]> => {
    const listed = await stage.accountApi('GET', `/events?order=${id}${query}`);
    assert.equal(listed.status, 200);
    return listed.json['events'] as Json[];
  };
  const times = (await list('')).map(({ at }) => Date.parse(String(at)));
  const [first = 0, last = 0] = [Math.min(...times), Math.max(...times)];
  const count = async (since: number, until: number): Promise<number> =>
    (await list(`&since=${iso(since)}&until=${iso(until)}`)).length;
  await assertBothIn(last, count);
  await assertBothIn(first, count);
  assert.equal(await count(last + 1, last + 1000), 0);
  assert.equal(await count(first - 1000, first - 1), 0);
});
