// A hash proves everything that is read: over every operation that takes one, of every dialect.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isFailure } from '../../src/core/failure.ts';
import { fieldListOf } from '../../src/gateways/kit/field-list.ts';
import {
  fieldsOf,
  leastBody,
  listKeyedRows,
  refusesAll,
  type Row,
  SIGNER_NAMES,
  signBody,
  travelRow,
  type Values,
  wholeBody,
} from '../support/keyed-row.ts';

const ROWS = listKeyedRows();

test('operations that take a hash are found, and each lists the fields that it knows', () => {
  assert.ok(ROWS.length > 15, String(ROWS.length));
  for (const { operation, name } of ROWS) assert.notEqual(fieldListOf(operation), null, name);
});

const SOME_NAMES = `id order_id txnid amount key hash currency name email phone notes tpv card pg
split_settlement callback_url return_url surl receipt a a0 z zz var1 command merchant_id fetch_type
constructor autocapture auto_capture bin bin_code udf1 customer_name customer_details`.split(/\s+/);
const SOME_VALUES: readonly unknown[] = [
  ...['100', '1', '', 'true', 'false', 'a@b.co', 'https://evil.example/', '9999999999', '1|2', '|'],
  ...[100, 1, 0, -1, 1.5, 1e21, true, false, null, [], {}, ['100'], ['a', 'b'], [[]]],
  ...[{ amount: '1' }, { number: '4111111111111111' }, { id: '1', udf1: 'x' }, [{ id: 1 }]],
  '[object Object]',
];

/** One step away from what was signed; the hash stays as it is. */
type Change = (body: Values) => Values;

function changesOf(row: Row): fc.Arbitrary<Change> {
  const { signed, unsigned, elsewhere } = fieldsOf(row);
  const names = [...signed, ...unsigned, ...elsewhere, ...SOME_NAMES];
  const name = fc.oneof(fc.constantFrom(...names), fc.string({ minLength: 1, maxLength: 6 }));
  const value = fc.oneof(fc.constantFrom(...SOME_VALUES), fc.jsonValue({ maxDepth: 2 }));
  const put = fc.tuple(name, value).map(
    ([at, what]): Change =>
      (body) => ({ ...body, [at]: what }),
  );
  const drop = name.map(
    (at): Change =>
      (body) =>
        without(body, at),
  );
  const move = fc.tuple(name, name).map(
    ([from, to]): Change =>
      (body) => {
        const moved = body[from];
        return moved === undefined ? body : { ...without(body, from), [to]: moved };
      },
  );
  const retype = name.map(
    (at): Change =>
      (body) => {
        const text = body[at];
        return typeof text === 'string' && text !== '' && Number.isFinite(Number(text))
          ? { ...body, [at]: Number(text) }
          : body;
      },
  );
  return fc.oneof(put, drop, move, retype);
}

function without(body: Values, name: string): Values {
  return Object.fromEntries(Object.entries(body).filter(([each]) => each !== name));
}

function asNumbers(body: Values): Values {
  const isNumber = (value: unknown): boolean => /^[1-9]\d{0,14}$/.test(String(value));
  const pairs = Object.entries(body);
  return Object.fromEntries(
    pairs.map(([name, value]) => [name, isNumber(value) ? Number(value) : value]),
  );
}

/** Who a person is and what is noted decide nothing; all else is about money or who may pay. */
function decisivePart(asked: unknown): unknown {
  if (typeof asked !== 'object' || asked === null || !('kind' in asked)) return asked;
  const plain: Record<string, unknown> = { ...asked };
  for (const name of ['customer', 'notes', 'description', 'wire']) delete plain[name];
  return plain;
}

function check(row: Row, signed: Values, changed: Values): void {
  const before = travelRow(row, signed);
  assert.ok(!isFailure(before));
  const after = travelRow(row, changed);
  if (isFailure(after)) return;
  const { signed: names, unsigned } = fieldsOf(row);
  for (const [name, value] of Object.entries(after.fields.values)) {
    if (unsigned.includes(name)) continue;
    assert.ok(names.includes(name), `${name} is handed on`);
    assert.equal(typeof value, 'string', `${name} is not the text that was signed`);
  }
  assert.deepEqual(decisivePart(after.asked), decisivePart(before.asked));
  // The texts under their names are the whole of what is read, but for the decoration.
  const proved = (values: Values): Values =>
    Object.fromEntries(Object.entries(values).filter(([name]) => !unsigned.includes(name)));
  const isMoved =
    JSON.stringify(Object.keys(proved(after.fields.values)).sort()) !==
    JSON.stringify(Object.keys(proved(before.fields.values)).sort());
  if (isMoved) return;
  assert.deepEqual(proved(after.fields.values), proved(before.fields.values));
}

test('few operations refuse whatever comes', () => {
  const refusing = ROWS.filter(refusesAll);
  assert.ok(refusing.length * 2 < ROWS.length, `${refusing.length} of ${ROWS.length}`);
});

for (const row of ROWS) {
  for (const signer of refusesAll(row) ? [] : SIGNER_NAMES) {
    test(`${row.name}, ${signer}: what is changed is not proved, or says the same`, () => {
      const bodies = [leastBody(row), wholeBody(row)].map((body) => signBody(body, signer));
      const decorated = fieldsOf(row).unsigned.map((name) =>
        signBody({ ...wholeBody(row), [name]: { udf1: 'x' } }, signer),
      );
      const numbers = signBody(asNumbers(wholeBody(row)), signer);
      const signed = [...bodies, ...decorated, numbers];
      for (const body of signed) assert.ok(!isFailure(travelRow(row, body)), 'a good request');
      const changes = fc.array(changesOf(row), { minLength: 1, maxLength: 3 });
      fc.assert(
        fc.property(fc.constantFrom(...signed), changes, (body, steps) => {
          check(
            row,
            body,
            steps.reduce<Values>((changed, step) => step(changed), body),
          );
        }),
        { numRuns: 300 },
      );
    });
  }

  test(`${row.name}: every other name and every nested value is refused`, () => {
    const { signed, unsigned } = fieldsOf(row);
    for (const signer of SIGNER_NAMES) {
      for (const name of [...SOME_NAMES, ...fieldsOf(row).elsewhere]) {
        if (unsigned.includes(name) || name === 'key' || name === 'hash') continue;
        const values = signed.includes(name) ? [{}, ['1'], { a: 1 }] : ['1', 1, true, {}, ['1']];
        for (const value of values) {
          const body = signBody({ ...leastBody(row), [name]: value }, signer);
          const told = travelRow(row, body);
          assert.ok(isFailure(told), `${name} ${JSON.stringify(value)}`);
          assert.equal(told.failure, 'request_invalid');
        }
      }
    }
  });

  test(`${row.name}: no signed value holds what joins them`, () => {
    const body = wholeBody(row);
    for (const name of Object.keys(body)) {
      const told = travelRow(row, signBody({ ...body, [name]: `${body[name]}|x` }));
      assert.ok(isFailure(told), name);
      assert.ok(
        told.issues?.some(({ field }) => field === name),
        name,
      );
    }
  });
}
