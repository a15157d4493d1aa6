// Instants as the gateway's samples have them, and what is no instant.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatInstant, formatInstantOrNull, readInstant } from './time.ts';

// event_time of the known answer in cashfree.md §3.1.
const SAMPLE = '2025-05-05T12:19:19+05:30';
const AT = Date.UTC(2025, 4, 5, 6, 49, 19);

test('the sample is read and written', () => {
  assert.equal(formatInstant(AT), SAMPLE);
  assert.equal(formatInstant(AT + 999), SAMPLE);
  assert.equal(readInstant(SAMPLE), AT);
  assert.deepEqual([formatInstantOrNull(AT), formatInstantOrNull(null)], [SAMPLE, null]);
});

test('an offset, seconds and their parts may be written in each of these ways', () => {
  const rows: readonly (readonly [string, number])[] = [
    ['2025-05-05T06:49:19Z', AT],
    ['2025-05-05T12:19:19+0530', AT],
    ['2025-05-05T02:49:19-04:00', AT],
    ['2025-05-05T12:19+05:30', AT - 19_000],
    ['2025-05-05T12:19:19.5+05:30', AT + 500],
    ['2025-05-05T12:19:19.987+05:30', AT + 987],
    ['2025-05-05T12:19:19.987654321+05:30', AT + 987],
    ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
    ['2025-12-31T00:00:00Z', Date.UTC(2025, 11, 31)],
  ];
  for (const [text, at] of rows) assert.equal(readInstant(text), at, text);
});

test('what names no offset, no day or nothing at all is no instant', () => {
  for (const text of [
    ...['', 'today', '2025-05-05', '2025-05-05T12:19:19', '2025-05-05 12:19:19+05:30'],
    ...['2025-02-29T00:00:00Z', '2025-04-31T00:00:00Z', '2025-13-01T00:00:00Z'],
    ...['2025-05-05T25:00:00Z', '2025-05-05T12:60:00Z', '2025-05-00T00:00:00Z'],
    ...[`${SAMPLE} `, ` ${SAMPLE}`, `x${SAMPLE}`, `${SAMPLE}x`, '2025-05-05T12:19:19.+05:30'],
    ...['2025-05-05T12:19:19.0123456789Z', '22025-05-05T00:00:00Z', '2025-5-05T00:00:00Z'],
    ...['2025-05-05T12:19:19+5:30', '2025-05-05T12:19:19+05:3', '2025-05-05T12:19:19+05:300'],
    ...['025-05-05T00:00:00Z', '2025-005-05T00:00:00Z', '2025-05-005T00:00:00Z'],
    ...['2025-05-5T00:00:00Z', '2025-05-05T1:19:19Z', '2025-05-05T12:1:19Z', '2025-05-05T12:19:9Z'],
    ...['2025-05-05T012:19:19Z', '2025-05-05T12:019:19Z', '2025-05-05T12:19:019Z'],
    ...['2025-05-05T12:19:19+005:30', '2025-05-05T12:19:19+05:030'],
  ]) {
    assert.equal(readInstant(text), undefined, text);
  }
});
