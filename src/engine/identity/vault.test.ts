// The vault: what was sealed opens for its account and its master key alone, and only unchanged.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createVault } from './vault.ts';

const vault = createVault(new Uint8Array(32).fill(1));
const SECRET = 'secret_123 ₹';

test('any secret opens as it was sealed, and no two seals are alike', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 200 });
  fc.assert(
    fc.property(text, text, (secret, key) => {
      const sealed = vault.seal(secret, key);
      assert.equal(vault.open(sealed, key), secret);
      assert.notEqual(vault.seal(secret, key), sealed);
      assert.match(sealed, /^v1(\.[\w-]*){3}$/);
    }),
  );
});

test('a seal shows nothing of the secret', () => {
  const sealed = vault.seal('a secret that is long enough to be seen', 'key');
  const parts = sealed.split('.').map((part) => Buffer.from(part, 'base64url').toString('latin1'));
  assert.ok(parts.every((part) => !part.includes('secret')));
});

test('it does not open for another account, another master key, or another vault format', () => {
  const sealed = vault.seal(SECRET, 'key_1');
  assert.throws(() => vault.open(sealed, 'key_2'));
  assert.throws(() => vault.open(sealed, ''));
  assert.throws(() => createVault(new Uint8Array(32).fill(2)).open(sealed, 'key_1'));
  assert.throws(() => vault.open(sealed.replace('v1', 'v2'), 'key_1'), /unknown format/);
  assert.throws(() => vault.open('', 'key_1'), /unknown format/);
});

test('every flipped bit of nonce, tag or text is noticed', () => {
  const [format, ...parts] = vault.seal(SECRET, 'key').split('.');
  parts.forEach((part, index) => {
    const bytes = Buffer.from(part, 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const changed = parts.with(index, flipped.toString('base64url'));
      assert.throws(() => vault.open([format, ...changed].join('.'), 'key'), `${index} ${bit}`);
    }
  });
});

test('a shortened tag is noticed: each missing byte would make forging 256 times easier', () => {
  const [format, nonce, tag = '', text] = vault.seal(SECRET, 'key').split('.');
  const whole = Buffer.from(tag, 'base64url');
  for (let length = 0; length < whole.length; length += 1) {
    const short = whole.subarray(0, length).toString('base64url');
    assert.throws(() => vault.open([format, nonce, short, text].join('.'), 'key'), `${length}`);
  }
});

test('parts that are missing or too many are noticed', () => {
  const sealed = vault.seal(SECRET, 'key');
  for (const changed of [
    `${sealed}.`,
    `${sealed}.AAAA`,
    sealed.replace(/\.[^.]*$/, ''),
    'v1',
    'v1...',
  ]) {
    assert.throws(() => vault.open(changed, 'key'), changed);
  }
});

test('tags and fingerprints depend on the master key, and a key has 32 bytes', () => {
  const other = createVault(new Uint8Array(32).fill(2));
  assert.match(vault.tag('text'), /^[\w-]{22}$/);
  assert.equal(vault.tag('text'), vault.tag('text'));
  assert.notEqual(vault.tag('text'), vault.tag('texu'));
  assert.notEqual(vault.tag('text'), other.tag('text'));
  assert.match(vault.fingerprint, /^[0-9a-f]{16}$/);
  assert.notEqual(vault.fingerprint, other.fingerprint);
  for (const length of [0, 16, 31, 33]) {
    assert.throws(() => createVault(new Uint8Array(length)), RangeError);
  }
});
