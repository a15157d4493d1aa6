// Nested names of forms: what unfolds, what is refused, and that nothing hostile throws.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isFailure } from '../../../../core/failure.ts';
import { unfoldFields } from './nested-form.ts';

const unfold = (values: Readonly<Record<string, unknown>>): unknown => {
  const fields = unfoldFields({ values, lexemes: new Map() });
  return isFailure(fields) ? fields.failure : fields.values;
};

test('names of PHP forms become objects and lists', () => {
  const cases: readonly (readonly [Record<string, unknown>, unknown])[] = [
    [{ amount: '100' }, { amount: '100' }],
    [{ 'notes[a]': 'b', 'notes[c d]': '' }, { notes: { a: 'b', 'c d': '' } }],
    [{ 'payment[capture_options][x]': '1' }, { payment: { capture_options: { x: '1' } } }],
    [{ 'list[0]': 'a', 'list[1]': 'b' }, { list: ['a', 'b'] }],
    [{ 'list[]': 'a' }, { list: ['a'] }],
    [{ 'list[1]': 'a' }, { list: { '1': 'a' } }],
    [{ 'items[0][sku]': 'a', 'items[1][sku]': 'b' }, { items: [{ sku: 'a' }, { sku: 'b' }] }],
    [{ 'events[payment.captured]': '1' }, { events: { 'payment.captured': '1' } }],
    // What is no such name stays as it came, to be refused as an unknown field.
    [{ 'notes[': 'a' }, { 'notes[': 'a' }],
    [{ '[a]': 'a' }, { '[a]': 'a' }],
  ];
  for (const [values, unfolded] of cases) assert.deepEqual(unfold(values), unfolded);
});

test('names that contradict each other or go too deep are refused', () => {
  const wrong: readonly Record<string, unknown>[] = [
    { notes: 'x', 'notes[a]': 'b' },
    { 'a[b]': 'x', 'a[b][c]': 'y' },
    { 'a[b][c]': 'y', 'a[b]': 'x' },
    { 'a[__proto__]': 'x' },
    { [`a${'[b]'.repeat(8)}`]: 'x' },
  ];
  for (const values of wrong)
    assert.equal(unfold(values), 'body_malformed', JSON.stringify(values));
});

test('whatever the names are, no prototype is changed', () => {
  const name = fc.array(fc.constantFrom('a', 'b', '[', ']', '[]', '[0]', '[a]', 'constructor'));
  const values = fc.dictionary(
    name.map((parts) => parts.join('')),
    fc.string(),
  );
  fc.assert(
    fc.property(values, (sent) => {
      const unfolded = unfold(sent);
      assert.equal(Object.hasOwn(Object(unfolded), '__proto__'), false);
      assert.equal(({} as Record<string, unknown>)['a'], undefined);
    }),
  );
});
