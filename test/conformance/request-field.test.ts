// Walks every table of request fields against the row that reads it: what is enforced decides
// something, what is refused is told so, decoration changes nothing, and no field is in neither.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Failure, isFailure } from '../../src/core/failure.ts';
import type { Call, Family, Fields, Operation } from '../../src/gateways/dialect.ts';
import type { FieldSample, Texts, Values } from '../../src/gateways/fixture.ts';
import { buildCall, parseBy } from '../support/call.ts';
import { DIALECTS, fixtureOf } from '../support/fixture.ts';
import { assertAllUsed, findException } from './exceptions.ts';

/** The body with a value at a dotted name; `a.*` is something below `a` that has no row. */
function withValue(body: Values, name: string, value: unknown): Values {
  const [top = '', ...rest] = name.replace('*', 'anything').split('.');
  if (rest.length === 0) return { ...body, [top]: value };
  const inner = (body[top] ?? {}) as Values;
  return { ...body, [top]: withValue(inner, rest.join('.'), value) };
}

type Walked = { readonly sample: FieldSample; readonly family: Family; readonly headers: Texts };

function callOf({ sample, family, headers }: Walked, body: Values): Call {
  const { row, params = {}, query = {}, list } = sample;
  const [method = '', pattern = ''] = row.split(' ');
  const path = pattern.replaceAll(/:(\w+)/g, (_, name: string) => params[name] ?? '');
  const base = family.bases[0] ?? '';
  const whole = list === undefined ? body : { [list]: [body] };
  return buildCall({ method, base, path, headers, query, body: whole }, params);
}

function rowOf({ sample, family }: Walked, { request, fields }: Call): Operation {
  const same = family.operations.filter(({ method, path }) => `${method} ${path}` === sample.row);
  const row = same.find(({ when }) => when?.(request, fields) ?? true);
  return row ?? assert.fail(`${family.name} has no row ${sample.row}`);
}

function answerOf(walked: Walked, call: Call): unknown {
  const row = rowOf(walked, call);
  return 'answer' in row ? row.answer(call) : parseBy(row, call);
}

/** What a body comes to, as plain data. */
function outcome(walked: Walked, body: Values): unknown {
  return JSON.parse(JSON.stringify(answerOf(walked, callOf(walked, body)))) as unknown;
}

function saysOf(result: unknown): string | null {
  if (!isFailure(result as Failure)) return null;
  const { failure, issues } = result as Failure;
  return issues?.[0]?.message ?? failure;
}

/** The dotted names that a row's parse reads the values of. */
function namesRead(walked: Walked, body: Values): ReadonlySet<string> {
  const names = new Set<string>();
  const watch = (record: object, prefix: string): object =>
    new Proxy(record, {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key);
        if (typeof key !== 'string' || !Object.hasOwn(target, key)) return value;
        names.add(`${prefix}${key}`);
        const isInner = typeof value === 'object' && value !== null && !Array.isArray(value);
        return isInner ? watch(value, `${prefix}${key}.`) : value;
      },
    });
  const call = callOf(walked, body);
  const { list } = walked.sample;
  const watched =
    list === undefined ? watch(call.fields.values, '') : { [list]: [watch(body, '')] };
  const values = watched as Fields['values'];
  answerOf(walked, { ...call, fields: { ...call.fields, values } });
  return names;
}

const ASKING = ['x1', true, { a: 1 }, [{ a: 1 }], 5];
const ASKING_TEXTS = ['x1', 'true', '{"a":1}'];
const NOTHING = [null, false, 0, '0', '', 'false', [], {}];
const NOTHING_TEXTS = ['', '0', 'false'];
const ANYTHING = ['x1', 0, true, { a: 1 }, [{ a: 1 }]];
const ANYTHING_TEXTS = ['x1', '0', 'true', '{"a":1}'];

function testRefused(
  walked: Walked,
  bodyFor: (name: string) => Values,
  refused: readonly string[],
): void {
  const { refusal, always = [], texts } = walked.sample;
  test('a field that is refused is told so, unless it asks for nothing', () => {
    for (const name of refused) {
      const says = refusal(name.replace('*', 'anything'), name);
      for (const value of texts === true ? ASKING_TEXTS : ASKING) {
        const result = outcome(walked, withValue(bodyFor(name), name, value));
        assert.equal(saysOf(result), says, name);
      }
      if (name.endsWith('.*') || always.includes(name)) continue;
      for (const value of texts === true ? NOTHING_TEXTS : NOTHING) {
        const result = outcome(walked, withValue(bodyFor(name), name, value));
        assert.equal(saysOf(result), null, name);
      }
    }
  });
}

function testTable(walked: Walked): void {
  const { table, values, base, around, refusal, texts } = walked.sample;
  const named = Object.entries(table.rows);
  const of = (treatment: string) =>
    named.flatMap(([name, each]) => (each.treatment === treatment ? [name] : []));
  const bodyFor = (name: string): Values => ({ ...base, ...around?.(name) });
  const elsewhere = walked.sample.elsewhere ?? {};
  const enforced = of('enforced').filter((name) => elsewhere[name] === undefined);

  test('the base succeeds, and every field has a source', () => {
    assert.equal(saysOf(outcome(walked, base)), null);
    for (const [name, { source }] of named) assert.ok(source.length > 5, name);
  });

  test('every enforced field decides something', () => {
    assert.deepEqual(Object.keys(values).sort(), enforced.sort());
    for (const [name, [one, other]] of Object.entries(values)) {
      const body = bodyFor(name);
      const first = outcome(walked, withValue(body, name, one));
      assert.equal(saysOf(first), null, name);
      assert.notDeepEqual(first, outcome(walked, withValue(body, name, other)), name);
    }
  });

  testRefused(walked, bodyFor, of('refused'));

  test('decoration changes nothing', () => {
    for (const name of of('decoration')) {
      const plain = outcome(walked, bodyFor(name));
      for (const value of texts === true ? ANYTHING_TEXTS : ANYTHING) {
        assert.deepEqual(outcome(walked, withValue(bodyFor(name), name, value)), plain, name);
      }
    }
  });

  test('the parser reads what the table says, and nothing else', () => {
    const names = new Set<string>();
    for (const [name, [value]] of Object.entries(values)) {
      const read = namesRead(walked, withValue(bodyFor(name), name, value));
      for (const each of read) names.add(each);
    }
    for (const name of of('decoration')) {
      for (const each of namesRead(walked, withValue(bodyFor(name), name, 'x'))) names.add(each);
    }
    const all = named.map(([name]) => name);
    for (const name of names) {
      const isAround = all.some((each) => each.startsWith(`${name}.`));
      const isInside = of('enforced').some((each) => name.startsWith(`${each}.`));
      const isEnforced = table.rows[name]?.treatment === 'enforced';
      const isProved = walked.sample.proved?.includes(name) === true;
      assert.ok(isEnforced || isAround || isInside || isProved, `${name} is read`);
    }
    for (const name of enforced) assert.ok(names.has(name), `${name} is not read`);
  });

  if (walked.sample.isOpen === true) return;
  test('what no row is about is refused', () => {
    const result = outcome(walked, { ...base, colour: 'red' });
    assert.equal(saysOf(result), refusal('colour', 'colour'));
  });
}

for (const { name: owner, families } of DIALECTS) {
  const { requestFields = [], samples = [], headersOf } = fixtureOf(owner);
  for (const sample of requestFields) {
    for (const family of families.filter(({ name }) => sample.families.test(name))) {
      const headers = { ...headersOf?.(family.name), ...sample.headers };
      const title = `${owner}, ${family.name}: the fields of ${sample.row}`;
      describe(title, () => testTable({ sample, family, headers }));
    }
  }

  test(`${owner}: every row whose samples send fields has a table of them`, () => {
    const missing = families.flatMap((family) => {
      const isHere = ({ families: fits, row }: Pick<FieldSample, 'families' | 'row'>) =>
        fits.test(family.name) && rowsOf(family).has(row);
      const known = new Set(requestFields.filter(isHere).map(({ row }) => row));
      const sending = samples.filter(isHere).map(({ row }) => row);
      return [...new Set(sending)]
        .filter((row) => !row.startsWith('GET ') && !row.startsWith('DELETE ') && !known.has(row))
        .filter((row) => findException('field', owner, family.name, row) === undefined)
        .map((row) => `${family.name}: ${row}`);
    });
    assert.deepEqual(missing, []);
  });
}

function rowsOf({ operations }: Family): ReadonlySet<string> {
  return new Set(operations.map(({ method, path }) => `${method} ${path}`));
}

test('every exception about tables of fields is one', () => assertAllUsed('field'));
