// A page that embeds ours is told by its origin, and by nothing else.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { embedderOf, insideOf } from './embedder.ts';

test('an origin, any, or the opener, is read back as it was written', () => {
  for (const origin of ['https://shop.example', 'http://[::1]:8080', '*', 'opener']) {
    assert.equal(embedderOf(insideOf(origin)), origin);
    assert.match(insideOf(origin), /^[0-9A-Za-z_-]+$/, 'it is a part of a path');
  }
});

test('what is no origin of the web is none', () => {
  const paths = ['https://shop.example/', 'https://shop.example/a', 'HTTPS://shop.example'];
  for (const text of [
    ...paths,
    'javascript:alert(1)',
    'ftp://shop.example',
    'https://a;b',
    'null',
    '',
  ]) {
    assert.equal(embedderOf(insideOf(text)), null, text);
  }
  assert.equal(embedderOf('%%%'), null);
});
