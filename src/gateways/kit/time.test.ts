// Indian time, and moments as they are asked for: by milliseconds or with a zone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { indianDate, indianText, momentOf } from './time.ts';

test('India’s clock is five and a half hours ahead', () => {
  const at = Date.UTC(2024, 0, 15, 5, 0, 0, 999);
  assert.equal(indianText(at), '2024-01-15T10:30:00');
  assert.equal(indianText(Date.UTC(2024, 11, 31, 18, 30)), '2025-01-01T00:00:00');
  assert.deepEqual([indianDate(at).getUTCHours(), indianDate(at).getUTCMinutes()], [10, 30]);
});

test('a moment is a number of milliseconds, or a time with its zone', () => {
  const at = Date.UTC(2024, 0, 15, 5, 0);
  for (const [given, wanted] of [
    [0, 0],
    ['0', 0],
    [1_705_294_800_000, 1_705_294_800_000],
    ['1705294800000', 1_705_294_800_000],
    ['253370764800000', Date.UTC(9999, 0)],
    ['2024-01-15T05:00Z', at],
    ['2024-01-15T05:00:00Z', at],
    ['2024-01-15T05:00:00.5Z', at + 500],
    ['2024-01-15T05:00:00.123Z', at + 123],
    ['2024-01-15T10:30:00+05:30', at],
    ['2024-01-15T10:30:00+0530', at],
    ['2024-01-15T10:30:00 05:30', at],
    ['2024-01-15T01:00:00-04:00', at],
  ] as const) {
    assert.equal(momentOf(given), wanted, String(given));
  }
});

test('what is neither is none, nor what is before 1970 or after the year 9998', () => {
  for (const given of [
    ...[null, undefined, true, {}, [], '', 'now', -1, 1.5, Number.NaN, '1e3', ' 1', '1 ', '0x10'],
    ...['253370764800001', '1705294800000000', '1969-12-31T23:59:59Z', '2024-01-15'],
    ...['2024-01-15T05:00:00', '2024-01-15 05:00:00Z', '2024-01-15T05:00:00.Z'],
    ...['2024-01-15T05:00:00.1234Z', '2024-13-15T05:00:00Z', 'x2024-01-15T05:00:00Z'],
    ...[[5], ['2024-01-15T05:00Z'], '0000000000000001', '1969-12-31T23:59:59.999Z'],
    ...['2024-01-15T05:00:00Zx', '2024-01-15T05:00:00+5:30', '12024-01-15T05:00:00Z'],
    // `Date.parse` reads these: a year of six digits, and a bracket that hides what comes after it.
    ...['+002024-01-15T05:00:00Z', '1(2024-01-15T05:00:00Z'],
  ]) {
    assert.equal(momentOf(given), null, String(given));
  }
});
