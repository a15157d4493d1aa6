// JSON on the dashboard's pages: whatever was stored is shown, and nothing of it is run.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderBody } from './json.ts';

test('what nests too deep to be written again is shown as text', () => {
  const deep = `${'['.repeat(60_000)}${']'.repeat(60_000)}`;
  assert.match(renderBody(deep).text, /^<pre tabindex="0">\[{60000}\]{60000}<\/pre>$/);
  assert.match(renderBody('[[[1]]]').text, /class="json"/);
});

test('names and values are text', () => {
  const shown = renderBody('{"<b>":"<script>1</script>"}').text;
  assert.ok(!shown.includes('<b>') && !shown.includes('<script>'), shown);
});
