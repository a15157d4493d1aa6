// The moments that PayU prints: the samples of its documents, and what is no moment.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatIndianTime, readIndianTime } from './time.ts';

// `addedon` of PayU's sample of verify_payment; the zone is India's (payu.md, "addedon").
const SAMPLE = '2022-09-13 13:07:31';
const SAMPLE_AT = Date.UTC(2022, 8, 13, 7, 37, 31);

test("the sample's moment is read and printed by Indian time", () => {
  assert.equal(readIndianTime(SAMPLE), SAMPLE_AT);
  assert.equal(formatIndianTime(SAMPLE_AT), SAMPLE);
});

const NO_MOMENTS: Readonly<Record<string, string>> = {
  "the sample's Settled_At": '0000-00-00 00:00:00',
  'where counting begins': '1970-01-01 05:30:00',
  'more before it': `1${SAMPLE}`,
  'more after it': `${SAMPLE}.5`,
  nothing: '',
};
for (const [what, text] of Object.entries(NO_MOMENTS)) {
  test(`no moment: ${what}`, () => assert.equal(readIndianTime(text), null));
}
