// The moments that Worldline prints: those of the signed samples, and what is no moment.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTime, spellDay, spellTime } from './time.ts';

// Field 9 of the vendor's signed replies (worldline.md §4.3, W-2); the zone is India's.
const SAMPLE = '22-09-2021 10:18:39';
const SAMPLE_AT = Date.UTC(2021, 8, 22, 4, 48, 39);

test("the sample's moment is read and printed by Indian time", () => {
  assert.equal(readTime(SAMPLE), SAMPLE_AT);
  assert.equal(spellTime(SAMPLE_AT), SAMPLE);
  assert.equal(spellDay(SAMPLE_AT), '22-09-2021');
});

const NO_MOMENTS: Readonly<Record<string, string>> = {
  'a day that its month has not': '31-09-2021 10:18:39',
  'where counting begins': '01-01-1970 05:30:00',
  'before it': '01-01-1970 05:29:59',
  'more before it': `1${SAMPLE}`,
  'more after it': `${SAMPLE}.5`,
  "a reply's NA": 'NA',
};
for (const [what, text] of Object.entries(NO_MOMENTS)) {
  test(`no moment: ${what}`, () => assert.equal(readTime(text), null));
}
