// Indian days by the clock: they begin half past six in the evening of UTC, the year round.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDays, dayAt, daysBetween, isDay, startOf } from './indian-day.ts';

test('a day begins at 18:30 UTC of the day before, to the millisecond', () => {
  const first = Date.parse('2026-11-27T18:30:00.000Z');
  assert.equal(startOf('2026-11-28'), first);
  assert.equal(dayAt(first), '2026-11-28');
  assert.equal(dayAt(first - 1), '2026-11-27');
  assert.equal(dayAt(first + 86_399_999), '2026-11-28');
  assert.equal(dayAt(first + 86_400_000), '2026-11-29');
});

test('days are counted by the calendar, forwards and backwards', () => {
  assert.equal(addDays('2026-11-28', 0), '2026-11-28');
  assert.equal(addDays('2026-12-31', 1), '2027-01-01');
  assert.equal(addDays('2026-03-01', -1), '2026-02-28');
  assert.equal(addDays('2028-02-28', 1), '2028-02-29');
});

test('the days from one to another are all of them, the last as well', () => {
  assert.deepEqual(daysBetween('2026-02-27', '2026-03-02'), [
    '2026-02-27',
    '2026-02-28',
    '2026-03-01',
    '2026-03-02',
  ]);
  assert.deepEqual(daysBetween('2026-02-27', '2026-02-27'), ['2026-02-27']);
  assert.deepEqual(daysBetween('2026-02-27', '2026-02-26'), []);
});

test('a day is one that the calendar has, of this century, and is written out', () => {
  for (const day of ['2000-01-01', '2026-11-28', '2028-02-29', '2099-12-31']) {
    assert.ok(isDay(day), day);
  }
  for (const text of [
    ...['', '2026', '2026-11', '2026-1-1', '28-11-2026', '2026/11/28', '2026-11-28 ', 'today'],
    ...['2026-02-29', '2026-02-30', '2026-13-01', '2026-00-10', '2026-11-00', '2026-11-31'],
    ...['1999-12-20', '1999-12-31', '2100-01-01', '2026-11-28T00:00:00', '202026-11-28'],
  ]) {
    assert.ok(!isDay(text), text);
  }
});
