// What an answer, a webhook or a way back may never hold: a secret in any spelling, or a gap.
import assert from 'node:assert/strict';

/** A text as somebody may have written it over: whoever reads one of these has the text. */
function spellingsOf(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  // A part of base64 that does not depend on what stands before it.
  const inner = [0, 1, 2].map((before) =>
    Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .slice(4, -4),
  );
  const reversed = [...text].reverse().join('');
  return [text, encodeURIComponent(text), bytes.toString('hex'), reversed, ...inner];
}

/** The text is searched in any case, as hex is spelt in both. */
export function assertNoSecret(text: string, secrets: readonly string[], what = text): void {
  const seen = text.toLowerCase();
  for (const spelt of secrets.flatMap(spellingsOf)) {
    assert.ok(!seen.includes(spelt.toLowerCase()), `a secret is told as ${spelt}: ${what}`);
  }
}

/**
 * Every value is one that JSON and forms have: a word that a table lacks is undefined, and JSON
 * leaves it out without a sound.
 */
export function assertWhole(value: unknown, path = 'the answer'): void {
  if (typeof value === 'object' && value !== null) {
    for (const [name, each] of Object.entries(value)) assertWhole(each, `${path}.${name}`);
    return;
  }
  const isGap = value === undefined || (typeof value === 'number' && !Number.isFinite(value));
  assert.ok(!isGap, `${path} is ${String(value)}`);
  const isLost = typeof value === 'string' && /^undefined$|^NaN$|\[object Object\]/.test(value);
  assert.ok(!isLost, `${path} is "${String(value)}"`);
}
