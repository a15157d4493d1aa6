// Escaping: whatever the text, no sign of HTML is left in it, and a reader gets the text back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { escapeHtml, html, trust, jsonBlock } from './html.ts';

const SPELLINGS = ['name', 'number'] as const;
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.constantFrom(...`&<>"'`, '&amp;', '&#39;', 'amp;', '₹', 'a')).map((l) => l.join('')),
);

/** As a browser reads the references that may stand in escaped text. */
function readBack(escaped: string): string {
  const signs = new Map(Object.entries({ amp: '&', lt: '<', gt: '>', quot: '"' }));
  return escaped.replace(/&(?:#(\d+)|(\w+));/g, (whole, number, name) =>
    number === undefined ? (signs.get(name) ?? whole) : String.fromCharCode(Number(number)),
  );
}

test('the five signs, in both spellings', () => {
  assert.equal(escapeHtml(`a<b>&"c"'d'`), 'a&lt;b&gt;&amp;&quot;c&quot;&#39;d&#39;');
  const numbered = 'a&#60;b&#62;&#38;&#34;c&#34;&#39;d&#39;';
  assert.equal(escapeHtml(`a<b>&"c"'d'`, 'number'), numbered);
  assert.equal(escapeHtml('&amp;'), '&amp;amp;');
});

test('escaped text has no sign of HTML, and reads as the text', () => {
  fc.assert(
    fc.property(text, fc.constantFrom(...SPELLINGS), (given, spelling) => {
      const escaped = escapeHtml(given, spelling);
      assert.doesNotMatch(escaped, /[<>"']|&(?!(amp|lt|gt|quot|#(34|38|39|60|62));)/);
      assert.equal(readBack(escaped), given);
    }),
  );
});

test('a template escapes every text at any depth, and nothing twice', () => {
  fc.assert(
    fc.property(text, text, (first, second) => {
      const inner = html`<b>${first}</b>`;
      const { text: page } = html`<p title="${second}">${[inner, [first]]}</p>`;
      const [one, two] = [escapeHtml(first), escapeHtml(second)];
      assert.equal(page, `<p title="${two}"><b>${one}</b>${one}</p>`);
    }),
  );
});

test('a template leaves out what is nothing, and writes numbers and markup as they are', () => {
  assert.equal(html`${null}${undefined}${false}${''}${0}${trust('<br>')}${[]}`.text, '0<br>');
});

test('data for a script ends no block and reads as it was', () => {
  const value = { text: '</script><!--<script>', more: ["'", '"', '&', '\u2028'] };
  const { text } = jsonBlock(value);
  assert.ok(!text.includes('<'), text);
  assert.deepEqual(JSON.parse(text), value);
});
