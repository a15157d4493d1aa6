// The vault: what was sealed opens for its account and its master key alone, and only unchanged.
import assert from 'node:assert/strict';
import { createHmac, hkdfSync } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { createVault, type Owner } from './vault.ts';

const MASTER = new Uint8Array(32).fill(1);
const vault = createVault(MASTER);
const SECRET = 'secret_123 ₹';
const OWNER: Owner = { id: 1, key: 'key' };

test('any secret opens as it was sealed, and no two seals are alike', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 200 });
  fc.assert(
    fc.property(text, fc.nat(), (secret, id) => {
      const sealed = vault.seal(secret, { ...OWNER, id });
      assert.equal(vault.open(sealed, { ...OWNER, id }), secret);
      assert.notEqual(vault.seal(secret, { ...OWNER, id }), sealed);
      assert.match(sealed, /^v2\.[0-9a-f]{8}(\.[\w-]*){3}$/);
    }),
  );
});

test('a seal shows nothing of the secret', () => {
  const sealed = vault.seal('a secret that is long enough to be seen', OWNER);
  const parts = sealed.split('.').map((part) => Buffer.from(part, 'base64url').toString('latin1'));
  assert.ok(parts.every((part) => !part.includes('secret')));
});

test('it does not open for another account, another master key, or another vault format', () => {
  const sealed = vault.seal(SECRET, OWNER);
  assert.throws(() => vault.open(sealed, { ...OWNER, id: 2 }));
  assert.equal(vault.open(sealed, { ...OWNER, key: 'renamed' }), SECRET);
  assert.throws(
    () => createVault(new Uint8Array(32).fill(2)).open(sealed, OWNER),
    /unknown master/,
  );
  assert.throws(() => vault.open(sealed.replace('v2', 'v3'), OWNER), /unknown format/);
  assert.throws(() => vault.open(sealed.replace('v2', 'v1'), OWNER), /broken/);
  assert.throws(() => vault.open('', OWNER), /unknown format/);
});

test('every flipped bit of nonce, tag or text is noticed', () => {
  const [format, ...parts] = vault.seal(SECRET, OWNER).split('.');
  parts.forEach((part, index) => {
    const bytes = Buffer.from(part, 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const changed = parts.with(index, flipped.toString('base64url'));
      assert.throws(() => vault.open([format, ...changed].join('.'), OWNER), `${index} ${bit}`);
    }
  });
});

test('a shortened tag is noticed: each missing byte would make forging 256 times easier', () => {
  const [format, id, nonce, tag = '', text] = vault.seal(SECRET, OWNER).split('.');
  const whole = Buffer.from(tag, 'base64url');
  for (let length = 0; length < whole.length; length += 1) {
    const short = whole.subarray(0, length).toString('base64url');
    assert.throws(() => vault.open([format, id, nonce, short, text].join('.'), OWNER), `${length}`);
  }
});

test('parts that are missing or too many are noticed', () => {
  const sealed = vault.seal(SECRET, OWNER);
  for (const changed of [
    `${sealed}.`,
    `${sealed}.AAAA`,
    sealed.replace(/\.[^.]*$/, ''),
    'v1',
    'v1...',
  ]) {
    assert.throws(() => vault.open(changed, OWNER), changed);
  }
});

test('a tag is the HMAC-SHA256 that it always was', () => {
  const key = Buffer.from(hkdfSync('sha256', MASTER, '', 'dubash tag', 32));
  for (const text of ['', 'page 1 AbCdEfGhIjKlMn', 'दुभाषी', 'x'.repeat(5000), '\0\xff']) {
    const whole = createHmac('sha256', key).update(text).digest('base64url');
    assert.equal(vault.tag(text), whole.slice(0, 22), text.slice(0, 30));
  }
});

test('tags and fingerprints depend on the master key, and a key has 32 bytes', () => {
  const other = createVault(new Uint8Array(32).fill(2));
  assert.match(vault.tag('text'), /^[\w-]{22}$/);
  assert.equal(vault.tag('text'), vault.tag('text'));
  assert.notEqual(vault.tag('text'), vault.tag('texu'));
  assert.notEqual(vault.tag('text'), other.tag('text'));
  assert.match(vault.fingerprint(), /^[0-9a-f]{16}$/);
  assert.notEqual(vault.fingerprint(), other.fingerprint());
  for (const length of [0, 16, 31, 33]) {
    assert.throws(() => createVault(new Uint8Array(length)), RangeError);
  }
});

// Sealed by the first version, under the key of ones, for the account key "key".
const OLD = 'v1.z3_rddIoUeFoVhPt.bLMMG9PoG3LCBYdMeofjDA.6MTGQ_QsvDGUIs2Levs';

test('a text of the first version opens for its account and any key of the ring', () => {
  const ring = createVault([new Uint8Array(32).fill(2), new Uint8Array(32).fill(1)]);
  assert.equal(ring.open(OLD, OWNER), SECRET);
  assert.throws(() => ring.open(OLD, { ...OWNER, key: 'other' }));
  assert.throws(() => createVault(new Uint8Array(32).fill(2)).open(OLD, OWNER));
  assert.equal(ring.isCurrent(OLD), false);
});

test('in a ring one key seals and all of them open and verify', () => {
  const [first, second] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
  const other = createVault(second);
  const ring = createVault([second, first]);
  ring.use([second, first], vault.fingerprint());
  const sealed = ring.seal(SECRET, OWNER);
  assert.equal(vault.open(sealed, OWNER), SECRET);
  assert.ok(ring.isCurrent(sealed));
  assert.equal(ring.tag('text'), vault.tag('text'));
  ring.use([second, first], other.fingerprint());
  assert.ok(!ring.isCurrent(sealed));
  assert.equal(ring.open(sealed, OWNER), SECRET);
  assert.ok(ring.isCurrent(other.seal(SECRET, OWNER)));
  assert.ok(ring.isTag('text', vault.tag('text')) && ring.isTag('text', other.tag('text')));
  assert.ok(!ring.isTag('text', other.tag('texu')) && !ring.isTag('text', ''));
  assert.ok(!vault.isTag('text', other.tag('text')));
  assert.throws(() => ring.use([second], vault.fingerprint()), /not at hand/);
});

test('a text of a key that has just come makes it look again', () => {
  const second = new Uint8Array(32).fill(2);
  let looks = 0;
  const running = createVault(new Uint8Array(32).fill(1), () => {
    looks += 1;
    return [second, new Uint8Array(32).fill(1)];
  });
  const sealed = createVault(second).seal(SECRET, OWNER);
  assert.equal(running.open(sealed, OWNER), SECRET);
  assert.equal(running.open(sealed, OWNER), SECRET);
  assert.equal(looks, 1);
});
