// Nested names of forms: what unfolds, what is refused, and that nothing hostile throws.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isFailure } from '../../../../core/failure.ts';
import { decodeBody } from '../../../kit/body.ts';
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

// What PHP's parse_str makes of them.
test('a list whose name is repeated is read as PHP reads it', () => {
  const type = 'application/x-www-form-urlencoded';
  for (const [form, meant] of [
    ['events[]=a&events[]=b&events[]=c', { events: ['a', 'b', 'c'] }],
    ['events%5B%5D=a&events%5B%5D=a', { events: ['a', 'a'] }],
    ['l[3]=a&l[]=b&l[]=c', { l: { 3: 'a', 4: 'b', 5: 'c' } }],
    ['l[]=a&l[5]=b&l[]=c&l[]=d', { l: { 0: 'a', 5: 'b', 6: 'c', 7: 'd' } }],
    ['l[]=a&l[k]=b&l[]=c&l[]=d', { l: { 0: 'a', k: 'b', 1: 'c', 2: 'd' } }],
    ['l[][x]=1&l[][y]=2&l[][x]=3', { l: [{ x: '1' }, { y: '2' }, { x: '3' }] }],
    ['n[a][]=1&n[b][]=2&n[a][]=3', { n: { a: ['1', '3'], b: ['2'] } }],
    ['l[][]=1&l[][]=2', { l: [['1'], ['2']] }],
  ] as const) {
    const fields = unfoldFields(decodeBody(type, Buffer.from(form)));
    assert.deepEqual(isFailure(fields) ? fields : fields.values, meant, form);
  }
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

// Counted anew for each name, these held the process up for half a minute.
test('thousands of names in one list take no longer than they are many', () => {
  const names = Array.from({ length: 20_000 }, (_, at) => [`a[][k${at}]`, at] as const);
  const startedAt = performance.now();
  const unfolded = unfold(Object.fromEntries(names)) as { readonly a: readonly unknown[] };
  assert.equal(unfolded.a.length, names.length);
  assert.deepEqual(unfolded.a.at(-1), { k19999: 19_999 });
  const tookMs = performance.now() - startedAt;
  assert.ok(tookMs < 3000, `${tookMs} ms`);
});
