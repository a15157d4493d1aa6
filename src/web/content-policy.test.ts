// Content security policies: their bytes, and that no text can add a directive or widen one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hashSource, sourceOf, writePolicy, writePolicyTag } from './content-policy.ts';

test('directives stand in the order given, after the one for all and before the frames', () => {
  assert.equal(writePolicy({}, null), "default-src 'none'; frame-ancestors 'none'");
  const directives = {
    'script-src': [hashSource('')],
    'base-uri': [],
    'img-src': ['data:'],
    'form-action': ['https://a', 'https:'],
  };
  assert.equal(
    writePolicy(directives, '*'),
    "default-src 'none'; script-src 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; " +
      "base-uri 'none'; img-src data:; form-action https://a https:; frame-ancestors *",
  );
});

test('a page that brings its policy itself: the same, without a word of who may frame it', () => {
  assert.equal(
    writePolicyTag({ 'script-src': [hashSource('')], 'connect-src': ["'self'"] }),
    '<meta http-equiv="content-security-policy" content="' +
      "default-src 'none'; script-src 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; " +
      `connect-src 'self'; base-uri 'none'; form-action 'none'">`,
  );
});

test('a source is an origin; of an IPv6 address, which no policy can name, the scheme', () => {
  assert.equal(sourceOf('https://shop.example:8443/x?y'), 'https://shop.example:8443');
  assert.equal(sourceOf('http://[::1]:8080/x'), 'http:');
  for (const none of ['', '*', 'null', 'https://a;b', 'https://*.example', 'javascript:1']) {
    assert.equal(sourceOf(none), null, none);
  }
});

test('whoever embeds, a policy keeps its directives and names one ancestor at most', () => {
  const hostile = fc
    .array(fc.constantFrom('https://', 'a', '*', ';', ',', ' ', "'self'", '[::1]', ':', '/'))
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(fc.oneof(hostile, fc.webUrl(), fc.string()), (embedder) => {
      const policy = writePolicy({ 'img-src': ['data:'] }, embedder);
      const source = embedder === '*' ? '\\*' : "https?:(//[a-z0-9._-]+(:\\d+)?)?|'none'";
      const rest = `img-src data:; frame-ancestors (${source})`;
      assert.match(policy, new RegExp(`^default-src 'none'; ${rest}$`));
    }),
  );
});
