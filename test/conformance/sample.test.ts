// Every row of every table is driven to success by a sample of its fixtures, or is an exception.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Family, Operation } from '../../src/gateways/dialect.ts';
import {
  DIALECTS,
  fixtureOf,
  fixturePath,
  rowName,
  type Served,
  SERVED,
} from '../support/fixture.ts';
import { namesOf } from '../support/sample.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { driveAll, listPlans, type Result } from './drive.ts';
import { assertAllUsed, findException } from './exceptions.ts';
import { noteWires, testHostile, testTold } from './row.ts';

let server: TestServer;
let results: readonly Result[] = [];
before(async () => {
  server = await startServer();
  results = await driveAll(server, listPlans());
  noteWires(results);
});
after(() => server.stop());

test('every dialect brings fixtures: samples, provers, verifiers and a driver', () => {
  const parts = ['samples', 'provers', 'webhook', 'handback', 'ranges', 'driver'] as const;
  const missing = DIALECTS.flatMap(({ name }) => {
    const fixture = fixtureOf(name);
    return parts
      .filter((part) => fixture[part] === undefined)
      .map((part) => `${name}: the fixture of ${fixturePath(name)} has no ${part}`);
  });
  assert.deepEqual(missing, []);
});

test('every sample fits a row of a family', () => {
  const planned = new Set(listPlans().map(({ sample }) => sample));
  const idle = SERVED.flatMap(({ owner, fixture }) =>
    fixture.samples
      .filter((sample) => !planned.has(sample))
      .map(({ families, row }) => `${owner}: no family of ${families} has ${row}`),
  );
  assert.deepEqual(idle, []);
});

for (const served of SERVED) {
  for (const family of served.families) {
    for (const row of family.operations) testRow(served, family, row);
  }
}

/** The samples that came to a row, or were meant for it and came to none. */
function resultsOf(served: Served, family: Family, row: Operation): readonly Result[] {
  return results.filter(
    (each) => each.served === served && each.family === family && each.driven?.row === row,
  );
}

function testRow(served: Served, family: Family, row: Operation): void {
  const { owner } = served;
  const name = rowName(family, row);
  const title = `${owner}, ${family.name}: ${name}`;
  const exception = findException('row', owner, family.name, name);
  if (exception !== undefined) {
    test(`${title}: ${exception.reason}`, () => {
      for (const { driven } of resultsOf(served, family, row)) {
        assert.ok(driven?.succeeded === false, `${title} succeeds, and is no exception`);
      }
    });
    return;
  }
  test(`${title}: a sample succeeds`, () => {
    const found = resultsOf(served, family, row);
    const where = owner === 'our own' ? 'src/api/fixtures/index.ts' : fixturePath(owner);
    assert.ok(found.length > 0, `${title}: no sample of ${where} comes to this row`);
    for (const result of found) checkSuccess(title, result);
  });
  // Without a sample there is nothing to begin from: the test above says so.
  if (!served.fixture.samples.some((each) => each.row === `${row.method} ${row.path}`)) return;
  testTold(served, family, row, () => resultsOf(served, family, row));
  testHostile(served, family, row, () => resultsOf(served, family, row));
}

function checkSuccess(title: string, { driven, base }: Result): void {
  assert.ok(driven !== null);
  const { answered } = driven;
  const seen = `${title}, at ${base}: ${answered.status} ${answered.text.slice(0, 500)}`;
  assert.ok(driven.succeeded, seen);
  const names = namesOf(driven);
  // Every text holds an empty one.
  assert.ok(!names.includes(''), `${title}: a sample holds nothing`);
  const text = `${answered.text}\n${answered.headers.get('location') ?? ''}`;
  assert.ok(names.length === 0 || names.some((each) => text.includes(each)), `${names} in ${seen}`);
}

test('every sample of a row that should succeed could be sent, and came to its row', () => {
  const lost = results
    .filter(({ driven }) => driven === null || driven.row === null)
    .filter(({ served, family }) => {
      return findException('row', served.owner, family.name, 'anything') === undefined;
    })
    .map(({ served, family, sample, base, problem }) => {
      const why = problem ?? 'came to another row';
      return `${served.owner}, ${family.name} at ${base}: ${sample.row}: ${why}`;
    });
  assert.deepEqual(lost, []);
});

test('nothing of it was a bug', () => {
  const bugs = server.logged.filter((line) => /"text":"[^"]*(?:bug|could not)/.test(line));
  assert.deepEqual(bugs, []);
});

test('every exception about rows is one', () => assertAllUsed('row'));
